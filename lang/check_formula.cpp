// `formula`: where its coefficients are, and whether its link fits the outcome. Its neighbour `fitted`.
#include <algorithm>

#include "lang/check_fitted.hpp"
#include "lang/named.hpp"
#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/table_cells.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

namespace {

constexpr const char* kHelp = "write `coefficients: csv(\"weights.csv\")` or `coefficients: [term(\"age\", 0.03)]`";

// [term("age", 0.03), …]
bool is_terms(const Literal& value) {
  const auto* list = value.as<Literal::List>();
  if (list == nullptr || list->empty()) return false;
  for (const auto& item : *list) {
    const auto* call = item.as<Literal::Map>();
    const auto* pair =
        call != nullptr && call->front().first == "term" ? call->front().second.as<Literal::List>() : nullptr;
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].as<std::string>() || !(*pair)[1].as<double>()) return false;
  }
  return true;
}

}  // namespace

// csv("weights.csv"): the file has its two columns, and numbers in one of them.
void Checker::check_coefficient_file(const Argument& coefficients, const std::string& written) {
  if (!has_data()) return;
  TableSource source;
  source.format = "csv";
  source.written = written;
  source.span = coefficients.span;
  const auto table = read(source);
  if (table == nullptr) return;
  std::size_t column[2] = {};
  const char* names[] = {"term", "coefficient"};
  for (int i = 0; i < 2; ++i) {
    const auto at = std::find(table->columns.begin(), table->columns.end(), names[i]);
    if (at == table->columns.end()) {
      auto& d = error("unknown-column", coefficients.span, "`" + written + "` has no column `" + names[i] + "`");
      d.help = "its columns are " + choices_text(table->columns, "and");
      return;
    }
    column[i] = static_cast<std::size_t>(at - table->columns.begin());
  }
  for (std::size_t r = 0; r < table->rows.size(); ++r) {
    const std::string& cell = table->rows[r][column[1]];
    if (cell_number(cell)) continue;
    auto& d = error("not-numeric", coefficients.span,
                    "the coefficient of `" + table->rows[r][column[0]] + "` is `" + cell + "` in `" + written + "`");
    if (r < table->spans.size()) d.related.push_back({table->spans[r][column[1]], "read here"});
    return;
  }
}

void Checker::check_formula(const Block& here) {
  if (Block* model = block(here.name)) check_fitted(*this, options_.probe, *model);
  const Use* learner = here.step(Role::learner);
  if (learner == nullptr || learner->signature->name != "formula") return;
  if (const Argument* given = learner->argument("coefficients"); given != nullptr && !given->value.none()) {
    const auto* call = given->value.as<Literal::Map>();
    const auto* path =
        call != nullptr && call->front().first == "csv" ? call->front().second.as<std::string>() : nullptr;
    if (path != nullptr)
      check_coefficient_file(*given, *path);
    else if (!is_terms(given->value))
      error("wrong-type", given->span, "`coefficients` of `formula` are no terms with a number each").help = kHelp;
  }
  if (const auto* metrics = here.setting("metrics"))
    if (const auto* list = metrics->value.as<Literal::List>())
      for (const auto& m : *list)
        if (text(m) == "integrated_brier")
          error("wrong-test", metrics->span,
                "`integrated_brier` needs survival over time, and `formula` has no baseline hazard")
              .help = "there are `c_index`, `hazard_ratio` and `time_auc`";
  const Argument* link = learner->argument("link");
  const auto* word = link != nullptr ? link->value.as<std::string>() : nullptr;
  if (word == nullptr) return;
  for (const auto& r : named(here, "predict")) {
    const Variable* v = variable_of(study_, r);
    if (v == nullptr) continue;
    const std::string right = v->type == Variable::Type::binary     ? "logit"
                              : v->type == Variable::Type::survival ? "cox"
                                                                    : "identity";
    if (*word == right) continue;
    auto& d = error("wrong-test", link->span,
                    "`link: " + *word + "` does not fit `" + v->name + "`, which is " + rule_type(*v));
    d.related.push_back({r.span, "predicted here"});
    d.help = "did you mean `link: " + right + "`";
  }
}

}  // namespace rgx::lang
