// A model refuses missing predictors, unless it says what to do with them (language.md §3, Missing).
#include <algorithm>

#include "lang/resolve.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

namespace {

std::optional<std::size_t> column_at(const TableView& table, const std::string& name) {
  const auto at = std::find(table.columns.begin(), table.columns.end(), name);
  if (at == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - table.columns.begin());
}

}  // namespace

void Checker::check_missing() {
  if (!has_data()) return;
  for (const auto& b : study_.blocks) {
    if (b.kind != "model" || broken_.count(b.name) != 0) continue;
    // Whether a fitted model imputes, its file knows.
    if (const Use* learner = b.step(Role::learner); learner != nullptr && learner->signature->name == "fitted")
      continue;
    const auto* policy = b.setting("missing");
    if (policy != nullptr && policy->value != Literal("error")) continue;
    if (std::any_of(b.within_folds.begin(), b.within_folds.end(),
                    [](const Use& u) { return u.signature->name == "impute"; }))
      continue;
    const auto predict = b.refs.find("predict"), used = b.refs.find("using");
    if (predict == b.refs.end() || used == b.refs.end()) continue;
    // Rows of the model: those of its cohorts that `where` takes and whose outcome is known.
    std::vector<std::pair<const CohortRows*, std::size_t>> cases;
    std::vector<std::string> subjects;
    for (const auto& c : b.on) {
      const CohortRows* data = rows(c);
      if (data == nullptr) continue;
      for (const auto r : data->kept) {
        const RowCells cells = cells_of(c, *data, r);
        if (b.where && !evaluate(*b.where, cells.named).value_or(false)) continue;
        const bool known = std::any_of(predict->second.begin(), predict->second.end(), [&](const Ref& p) {
          return p.kind != Ref::Kind::outcome || !cells.named(p.member, true).empty();
        });
        if (!known) continue;
        cases.emplace_back(data, r);
        subjects.push_back(data->subject[r]);
      }
    }
    for (const auto& ref : used->second) {
      std::vector<std::string> without, columns;
      const auto miss = [&](const std::string& subject, const std::string& column) {
        if (!contains(without, subject)) without.push_back(subject);
        if (!contains(columns, column)) columns.push_back(column);
      };
      if (ref.kind == Ref::Kind::covariate || ref.kind == Ref::Kind::outcome) {
        for (std::size_t i = 0; i < cases.size(); ++i) {
          const auto& [data, row] = cases[i];
          const Variable* v = nullptr;
          for (const auto& c : b.on)
            if (rows(c) == data) v = study_.variable(c, ref.member);
          if (v == nullptr || v->type == Variable::Type::survival) continue;
          if (!known_before_run(*v)) continue;
          const std::string cell = v->derived ? cells_of(ref.block, *data, row).named(ref.member, true)
                                              : level_of(*v, cells_of({}, *data, row).plain);
          if (cell.empty()) miss(subjects[i], ref.member);
        }
      } else if (const auto at = table_rows_.find(ref.block);
                 at != table_rows_.end() && ref.kind == Ref::Kind::features) {
        const Block* table = block(ref.block);
        for (const auto& subject : subjects) {
          const auto found = at->second.by_subject.find(subject);
          if (found == at->second.by_subject.end()) {
            miss(subject, "every column");
            continue;
          }
          for (const auto& [name, type] : table->features->known_columns) {
            if (ref.picked && std::none_of(ref.picks.begin(), ref.picks.end(),
                                           [&](const std::string& p) { return matches(p, name); }))
              continue;
            const auto column = column_at(*at->second.table, name);
            for (const auto r : found->second)
              if (column && at->second.table->rows[r][*column].empty()) miss(subject, name);
          }
        }
      }
      if (without.empty()) continue;
      auto& d =
          error("missing-value", ref.span,
                "`" + ref_text(ref) + "` is missing for " + count_of(without.size(), "case") + " of `" + b.name + "`");
      if (columns != std::vector<std::string>{ref.member}) d.notes.push_back("columns: " + first_few(columns));
      d.notes.push_back("subjects: " + first_few(without));
      d.help = "write `missing: complete_cases` in `" + b.name + "`, or `impute()` in its `within_folds`";
    }
  }
}

}  // namespace rgx::lang
