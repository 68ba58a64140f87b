// Sizes are judged: events for each candidate predictor, the smallest class against the folds, few cases.
#include <algorithm>
#include <set>

#include "lang/resolve.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

namespace {

constexpr double events_each = 10;  // Peduzzi et al., J Clin Epidemiol 1996;49:1373
constexpr std::size_t few_cases = 20;

}  // namespace

// Cases of each level of a variable in the rows of the cohorts that a block is about.
std::map<std::string, std::size_t> Checker::level_counts(const Block& b, const std::string& variable) {
  std::map<std::string, std::size_t> counts;
  for (const auto& c : b.on) {
    const CohortRows* data = rows(c);
    const Variable* v = study_.variable(c, variable);
    const Block* cohort = block(c);
    if (data == nullptr || v == nullptr || cohort == nullptr) continue;
    if (v->derived && !known_before_run(*v)) continue;
    for (const auto r : data->kept) {
      const RowCells cells = cells_of(c, *data, r);
      if (b.where && !evaluate(*b.where, cells.named).value_or(false)) continue;
      std::string level = v->derived ? cells.named(v->name, true) : level_of(*v, cells.plain);
      if (v->type == Variable::Type::survival && v->condition) {
        const auto event = evaluate(*v->condition, cells.plain);
        level = !event ? "" : *event ? "event" : "censored";
      }
      if (!level.empty()) ++counts[level];
    }
  }
  return counts;
}

// Folds are dealt out by subject.
void Checker::check_fold_count(const Block& b) {
  const Use* how = b.step(Role::split);
  const auto* a = how != nullptr ? how->argument(how->signature->name == "nested_cv" ? "outer" : "folds") : nullptr;
  const auto* n = a != nullptr ? a->value.as<double>() : nullptr;
  if (n == nullptr || b.on.size() != 1) return;
  const Block* cohort = block(b.on.front());
  if (cohort == nullptr || !cohort->cohort || cohort->cohort->subjects.empty()) return;
  if (const std::size_t subjects = cohort->cohort->subjects.size(); *n > static_cast<double>(subjects))
    error("out-of-range", how->span,
          "`" + b.name + "` makes " + number_text(*n) + " folds of " + count_of(subjects, "subject"))
        .help = "make fewer, or write `leave_one_out()`";
}

void Checker::check_sizes() {
  if (!has_data()) return;
  const auto columns_of = [&](const Block& b) {
    std::size_t total = 0;
    const auto at = b.refs.find("using");
    if (at == b.refs.end()) return total;
    for (const auto& r : at->second) {
      const Block* table = block(r.block);
      if (r.kind == Ref::Kind::outcome || r.kind == Ref::Kind::covariate || r.kind == Ref::Kind::score) {
        ++total;
      } else if (table != nullptr) {
        std::vector<std::string> known;
        if (table->features)
          for (const auto& [name, type] : table->features->known_columns) known.push_back(name);
        if (table->matrix) known = table->matrix->known_rows;
        total += static_cast<std::size_t>(std::count_if(known.begin(), known.end(), [&](const std::string& n) {
          return !r.picked || std::any_of(r.picks.begin(), r.picks.end(), [&](const auto& p) { return matches(p, n); });
        }));
      }
    }
    return total;
  };
  for (const auto& b : study_.blocks) {
    if (broken_.count(b.name) != 0) continue;
    check_batch_sizes(b);
    if (b.kind == "split") check_fold_count(b);
    if (b.kind == "model") {
      for (const auto& r : b.refs.count("predict") ? b.refs.at("predict") : std::vector<Ref>{}) {
        if (r.kind != Ref::Kind::outcome) continue;
        const Variable* v = study_.variable(r.block, r.member);
        if (v == nullptr || v->type == Variable::Type::continuous) continue;
        const auto counts = level_counts(b, r.member);
        if (counts.empty()) continue;
        std::size_t least = counts.begin()->second;
        for (const auto& [level, n] : counts) least = std::min(least, n);
        const bool survival = v->type == Variable::Type::survival;
        if (survival) least = counts.count("event") ? counts.at("event") : 0;
        if (survival ? least == 0 : counts.size() < 2) {
          if (b.where) {
            auto& d = error("empty-group", r.span,
                            "`" + r.member + (survival ? "` has no event where `" : "` has one class only where `") +
                                b.name + "` looks");
            d.related.push_back({b.where->span, "asked here"});
          }
          continue;
        }
        const std::size_t candidates = columns_of(b);
        const Use* learner = b.step(Role::learner);
        if (learner != nullptr && learner->signature->learns && learner->signature->name != "prevalence" &&
            candidates != 0 && static_cast<double>(least) < events_each * static_cast<double>(candidates)) {
          auto& d = warning("few-events", r.span,
                            "`" + b.name + "` has " +
                                (survival ? count_of(least, "event") + " of `"
                                          : count_of(least, "case") + " in the smaller class of `") +
                                r.member + "` and " + count_of(candidates, "candidate predictor"));
          d.notes.push_back("ten for each candidate would be " + std::to_string(candidates * 10));
        }
        for (const auto& s : b.refs.count("validate") ? b.refs.at("validate") : std::vector<Ref>{}) {
          const Block* split = block(s.block);
          const Use* how = split != nullptr ? split->step(Role::split) : nullptr;
          if (how == nullptr) continue;
          for (const char* name : {"outer", "folds"}) {
            const auto* a = how->argument(name);
            const auto* n = a != nullptr ? a->value.as<double>() : nullptr;
            if (n == nullptr || static_cast<double>(least) >= *n) continue;
            auto& d = warning("small-sample", s.span,
                              (survival ? "`" + r.member + "` has " + count_of(least, "event")
                                        : "the smallest class of `" + r.member + "` has " + count_of(least, "case")) +
                                  ", and `" + s.block + "` makes " + number_text(*n) + " folds");
            d.related.push_back({how->span, "here"});
            d.help = survival ? "folds without an event are left out of the metrics; make fewer"
                              : "folds without a case of a class are left out of the AUC; make fewer";
          }
        }
      }
    }
    if (b.kind == "compare" || b.kind == "associate") {
      // Subjects that have everything the block needs.
      std::optional<std::set<std::string>> subjects;
      const auto meet = [&](const std::set<std::string>& more) {
        if (!subjects) {
          subjects = more;
          return;
        }
        std::set<std::string> both;
        std::set_intersection(subjects->begin(), subjects->end(), more.begin(), more.end(),
                              std::inserter(both, both.begin()));
        subjects = std::move(both);
      };
      for (const auto& c : b.on)
        if (const Block* cohort = block(c); cohort != nullptr && cohort->cohort && b.on.size() == 1)
          meet({cohort->cohort->subjects.begin(), cohort->cohort->subjects.end()});
      for (const char* name : {"features", "left", "right"})
        if (const auto at = b.refs.find(name); at != b.refs.end())
          for (const auto& r : at->second)
            if (const auto has = subjects_of_table_.find(r.block); has != subjects_of_table_.end()) meet(has->second);
      if (subjects && !subjects->empty() && subjects->size() < few_cases)
        warning("small-sample", b.span, "`" + b.name + "` has " + count_of(subjects->size(), "subject")).help =
            "estimates of so few are wide, and ranks have few places; say so where they are read";
    }
  }
}

}  // namespace rgx::lang
