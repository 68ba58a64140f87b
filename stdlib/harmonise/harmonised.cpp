#include "stdlib/harmonise/harmonised.hpp"

#include <algorithm>
#include <map>

#include "stdlib/models/kept_stats.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Failure;
using engine::Json;

namespace {

std::vector<std::string> names_at(const Json& params, const char* name) {
  const auto found = params.find(name);
  if (found == params.end() || found->is_null()) return {};
  if (found->is_string()) return std::vector<std::string>(1, found->get<std::string>());
  return found->get<std::vector<std::string>>();
}

// Numbers of the columns named, of all rows.
MatrixXd numbers_of(const Predictors& predictors, const std::vector<std::string>& names,
                    std::vector<std::size_t>& places) {
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < predictors.columns.size(); ++i)
    if (!predictors.columns[i].nominal && !predictors.columns[i].covariate)
      known.emplace(predictors.columns[i].name, i);
  MatrixXd out(static_cast<Index>(predictors.rows), static_cast<Index>(names.size()));
  places.clear();
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto found = known.find(names[c]);
    if (found == known.end()) throw Failure("unknown-column", "no column `" + names[c] + "` any more");
    places.push_back(found->second);
    out.col(static_cast<Index>(c)) = predictors.columns[found->second].numbers;
  }
  return out;
}

std::string quoted(const std::string& name) { return "`" + name + "`"; }

std::string count_of(std::size_t n, const std::string& one) {
  return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

void require_present(const HarmoniseAsked& asked, const std::vector<int>& batch, const MatrixXd& covariates) {
  const auto without = static_cast<std::size_t>(std::count_if(batch.begin(), batch.end(), [](int b) { return b < 0; }));
  const std::string help = "leave those cases out with `missing: complete_cases`, or fill the column in";
  if (without > 0)
    throw Failure("missing-predictor",
                  quoted(asked.operation) + " meets " + count_of(without, "case") + " without " + quoted(asked.batch),
                  help);
  const Index gaps = (covariates.array().isNaN().rowwise().any()).count();
  if (gaps > 0)
    throw Failure("missing-predictor",
                  quoted(asked.operation) + " meets " + count_of(static_cast<std::size_t>(gaps), "case") +
                      " without a value of what it preserves",
                  help);
}

// Codes of the batches of these cases among those that are known; others behind them.
std::vector<int> batch_codes(const Predictors& predictors, const std::string& name, std::vector<std::string>& levels) {
  const CodedColumn column = coded(predictors.read_beside(name));
  std::vector<int> code_of;
  for (const auto& level : column.levels) {
    auto at = std::find(levels.begin(), levels.end(), level);
    if (at == levels.end()) at = levels.insert(levels.end(), level);
    code_of.push_back(static_cast<int>(at - levels.begin()));
  }
  std::vector<int> out;
  for (const int c : column.codes) out.push_back(c < 0 ? -1 : code_of[static_cast<std::size_t>(c)]);
  return out;
}

bool known(const stats::Combat& fit, int code) {
  return static_cast<std::size_t>(code) < fit.cases.size() && fit.cases[static_cast<std::size_t>(code)] > 0;
}

// Places the batches of these rows that have no training cases; says how many cases each had.
std::map<int, std::size_t> place_unseen(stats::Combat& fit, const MatrixXd& x, const std::vector<int>& batch,
                                        const MatrixXd& covariates, const Rows& rows) {
  std::map<int, std::vector<Index>> unseen;
  for (const std::size_t r : rows)
    if (!known(fit, batch[r])) unseen[batch[r]].push_back(static_cast<Index>(r));
  std::map<int, std::size_t> out;
  for (const auto& [code, cases] : unseen) {
    out[code] = cases.size();
    if (cases.size() > 1)
      stats::add_location(fit, code, MatrixXd(x(cases, Eigen::all)), MatrixXd(covariates(cases, Eigen::all)));
  }
  return out;
}

[[noreturn]] void refuse(const std::string& reason, const HarmoniseAsked& asked, const std::string& block) {
  const std::string op = quoted(asked.operation), batch = quoted(asked.batch);
  if (reason == "one batch")
    throw Failure("one-batch", op + " meets one level of " + batch + " only, so there is nothing to bring together",
                  "use fewer folds, or stratify the split by " + batch);
  if (reason == "confounded")
    throw Failure("confounded", "what " + op + " preserves is explained by " + batch + " or by each other",
                  "preserve fewer covariates");
  if (reason == "no such reference")
    throw Failure("unknown-level", "no training case is of " + batch + " \"" + asked.reference + "\", the reference",
                  "stratify the split by " + batch);
  if (reason == "one feature")
    throw Failure("too-few", quoted(block) + " gives " + op + " one column, and there is no other to borrow from",
                  "write `prior: none`, or `location_only`");
  throw Failure("missing-predictor", op + ": " + reason);
}

}  // namespace

HarmoniseAsked harmonise_asked(const std::string& operation, const Json& params) {
  HarmoniseAsked out;
  out.operation = operation;
  out.batch = params.at("batch").get<std::string>();
  out.preserve = names_at(params, "preserve");
  if (operation == "location_only") {
    out.options.prior = stats::CombatPrior::none;
    out.options.mean_only = true;
  } else {
    const std::string prior = params.value("prior", "parametric");
    out.options.prior = prior == "none"            ? stats::CombatPrior::none
                        : prior == "nonparametric" ? stats::CombatPrior::nonparametric
                                                   : stats::CombatPrior::parametric;
    out.options.mean_only = params.value("mean_only", false);
  }
  if (const auto named = names_at(params, "reference"); !named.empty()) out.reference = named.front();
  const std::string unseen = params.value("unseen", "error");
  out.unseen = unseen == "unchanged"       ? UnseenPolicy::unchanged
               : unseen == "reference"     ? UnseenPolicy::reference
               : unseen == "location_only" ? UnseenPolicy::location_only
                                           : UnseenPolicy::error;
  if (out.unseen == UnseenPolicy::reference && out.reference.empty())
    throw Failure("missing-setting", "`unseen: reference` of `" + operation + "` needs `reference`, the batch it is");
  return out;
}

void Harmonised::apply(Predictors& predictors) const {
  std::vector<std::string> levels = batches;
  const std::vector<int> batch = batch_codes(predictors, asked.batch, levels);
  const MatrixXd z = covariates.of(predictors);
  require_present(asked, batch, z);
  Rows all(predictors.rows);
  for (std::size_t r = 0; r < all.size(); ++r) all[r] = r;
  for (const auto& part : parts) {
    std::vector<std::size_t> places;
    const MatrixXd x = numbers_of(predictors, part.columns, places);
    stats::Combat fit = part.fit;
    if (asked.unseen == UnseenPolicy::location_only) place_unseen(fit, x, batch, z, all);
    if (asked.unseen == UnseenPolicy::error) {
      const auto first = std::find_if(batch.begin(), batch.end(), [&](int b) { return !known(fit, b); });
      if (first != batch.end())
        throw Failure("unseen-batch",
                      "no training case is of `" + asked.batch + "` \"" + levels[static_cast<std::size_t>(*first)] +
                          "\", and " +
                          count_of(static_cast<std::size_t>(std::count(first, batch.end(), *first)), "case") +
                          " of it would be predicted",
                      "say what is done: `unseen: unchanged`, `reference` or `location_only`");
    }
    const MatrixXd y = stats::transformed(fit, x, batch, z, stats::UnseenBatch::unchanged);
    for (std::size_t c = 0; c < places.size(); ++c)
      predictors.columns[places[c]].numbers = y.col(static_cast<Index>(c));
  }
}

engine::Json Harmonised::save() const { return kept(*this); }

std::shared_ptr<const FittedStep> load_harmonised(const Json& in) { return load_one_of<FittedStep, Harmonised>(in); }

std::string Harmonised::note() const {
  std::string out;
  for (const auto& n : notes) out += (out.empty() ? "" : "; ") + n;
  return out;
}

std::shared_ptr<const Harmonised> fit_harmonised(const Predictors& predictors, const Rows& train, const Rows* among,
                                                 const HarmoniseAsked& asked, const std::vector<std::string>& of,
                                                 const stats::ParallelFor& parallel) {
  auto out = std::make_shared<Harmonised>();
  out->asked = asked;
  const std::vector<int> batch = batch_codes(predictors, asked.batch, out->batches);
  out->covariates = CovariateColumns(predictors, asked.preserve, train);
  const MatrixXd z = out->covariates.of(predictors);
  require_present(asked, batch, z);
  stats::CombatOptions options = asked.options;
  if (!asked.reference.empty()) {
    const auto at = std::find(out->batches.begin(), out->batches.end(), asked.reference);
    if (at == out->batches.end()) refuse("no such reference", asked, "");
    options.reference = static_cast<int>(at - out->batches.begin());
  }
  std::vector<int> taught;
  for (const std::size_t r : train) taught.push_back(batch[r]);
  Rows others;
  if (among != nullptr) {
    others = *among;
  } else {
    for (std::size_t r = 0; r < predictors.rows; ++r) others.push_back(r);
  }

  std::vector<std::string> blocks;
  std::map<std::string, std::vector<std::string>> columns;
  for (const std::size_t p : predictors.numeric(of)) {
    const Predictor& column = predictors.columns[p];
    if (!columns.contains(column.block)) blocks.push_back(column.block);
    columns[column.block].push_back(column.name);
  }
  std::map<int, std::size_t> placed;
  bool one_case = false;
  for (const auto& block : blocks) {
    std::vector<std::size_t> places;
    const MatrixXd x = numbers_of(predictors, columns[block], places);
    const std::vector<Index> rows(train.begin(), train.end());
    stats::Combat fit =
        stats::fit_combat(MatrixXd(x(rows, Eigen::all)), taught, MatrixXd(z(rows, Eigen::all)), options, parallel);
    if (!fit.reason.empty()) refuse(fit.reason, asked, block);
    one_case = one_case || (fit.mean_only && !options.mean_only);
    if (asked.unseen == UnseenPolicy::location_only) placed = place_unseen(fit, x, batch, z, others);
    out->parts.push_back({block, columns[block], std::move(fit)});
  }
  if (one_case) out->notes.push_back("adjusted locations alone, as a level of `" + asked.batch + "` has one case");
  for (const auto& [code, cases] : placed)
    out->notes.push_back(
        (cases > 1 ? "placed " + count_of(cases, "held-out case") : std::string("left 1 held-out case")) + " of `" +
        asked.batch + "` \"" + out->batches[static_cast<std::size_t>(code)] + "\"" +
        (cases > 1 ? " by themselves" : " unchanged"));
  return out;
}

}  // namespace rgx::stdlib
