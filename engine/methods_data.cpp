// Participants, their variables, and what is missing.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "engine/methods_variable.hpp"
#include "engine/methods_words.hpp"
#include "engine/report_baseline.hpp"

namespace rgx::engine {

namespace {

// The same words about several cohorts are said once: what is said, and of which.
class ByCohort {
 public:
  void add(const std::string& said, const Json& block) {
    const std::string name = text_at(block, "name");
    const auto same = std::find_if(all_.begin(), all_.end(), [&](const auto& one) { return one.first == said; });
    if (same != all_.end())
      same->second.push_back(name);
    else
      all_.emplace_back(said, std::vector{name});
  }
  const std::vector<std::pair<std::string, std::vector<std::string>>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> all_;
};

std::string variables_of(const Json& block, const std::string& of) {
  std::vector<std::string> outcomes, covariates;
  for (const auto& v : list_at(object_at(block, "cohort"), "variables"))
    (v.value("outcome", false) ? outcomes : covariates).push_back(variable_text(v));
  std::string said;
  if (!outcomes.empty())
    said += fmt::format("{}{}: {}.", outcomes.size() == 1 ? "The outcome" : "Outcomes", of, fmt::join(outcomes, "; "));
  if (!covariates.empty())
    said += fmt::format("{}{}{}: {}.", said.empty() ? "" : " ", covariates.size() == 1 ? "The covariate" : "Covariates",
                        of, fmt::join(covariates, "; "));
  return said;
}

}  // namespace

std::vector<std::string> participant_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("cohort")) {
    const Json spec = block->value("cohort", Json::object());
    const Json table = spec.value("table", Json::object());
    std::string text = fmt::format("Subjects of cohort {} were read from {} by {}.", code(text_at(*block, "name")),
                                   code(text_at(table, "path")), code(text_at(spec, "id")));
    if (const auto codes = texts_of(list_at(table, "missing")); !codes.empty())
      text += " Empty cells were missing, and so were " + listed(codes, true) + ".";
    if (spec.contains("include"))
      text += fmt::format(" Included were subjects with {}.", code(text_at(spec, "include")));
    if (spec.contains("exclude"))
      text += fmt::format(" Excluded were subjects with {}.", code(text_at(spec, "exclude")));
    if (!spec.contains("include") && !spec.contains("exclude")) text += " Every subject of the table entered.";
    out.push_back(text);
  }
  return out;
}

std::vector<std::string> variable_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  const auto cohorts = words_of.view.blocks("cohort");
  ByCohort found;
  const std::string mark = "\x01";  // stands where the cohorts are named
  for (const Json* block : cohorts) found.add(variables_of(*block, cohorts.size() > 1 ? mark : ""), *block);
  for (auto [said, names] : found.all()) {
    for (std::size_t at; (at = said.find(mark)) != std::string::npos;)
      said.replace(at, mark.size(), " of " + listed(names, true));
    out.push_back(said);
  }
  if (const Table* t = baseline_of(words_of.view); t != nullptr && t->rows() > 0) {
    const Column& smd = t->at("smd");
    bool compared = false;
    for (std::size_t r = 0; r < smd.size(); ++r) compared = compared || !smd.is_missing(r);
    out.push_back("Characteristics are given as mean with standard deviation and median with quartiles, or as counts" +
                  (compared ? " with shares; groups are compared by the largest standardised difference between two" +
                                  words_of.cite({"austin2009", "yang2012"}) + "."
                            : std::string(" with shares.")));
  }
  return out;
}

std::vector<std::string> missing_paragraphs(MethodsWords& words_of) {
  const ReportView& view = words_of.view;
  std::vector<std::string> said;
  ByCohort found;
  std::set<std::string> imaged;
  for (const Json* block : view.blocks("images"))
    for (const auto& name : texts_of(list_at(object_at(*block, "images"), "cohorts"))) imaged.insert(name);
  for (const Json* block : view.blocks("cohort")) {
    const Json& spec = object_at(*block, "cohort");
    bool outcomes = false;
    for (const auto& v : list_at(spec, "variables")) outcomes = outcomes || v.value("outcome", false);
    if (outcomes)
      found.add(text_at(spec, "missing") == "exclude"
                    ? "A subject without an outcome left the analyses of that outcome only"
                    : "A missing outcome would have stopped the run",
                *block);
    if (imaged.contains(text_at(*block, "name")))
      found.add(text_at(spec, "missing_image") == "exclude"
                    ? "A subject without a required image left what needs it"
                    : "A missing image that was not declared optional would have stopped the run",
                *block);
  }
  for (const auto& [what, names] : found.all())
    said.push_back(what + (view.blocks("cohort").size() > 1 ? " (" + listed(names, true) + ")." : "."));
  if (!view.blocks("compare").empty() || !view.blocks("associate").empty())
    said.emplace_back("Each test used the cases complete for its own columns, and every row gives its n.");
  std::vector<std::string> complete, imputed, whole;
  for (const Json* block : view.blocks("model")) {
    const Json* how = setting(*block, "missing");
    bool imputes = false;
    for (const auto& use : list_at(*block, "within_folds")) imputes = imputes || text_at(use, "op") == "impute";
    (how != nullptr && *how == "complete_cases" ? complete
     : imputes                                  ? imputed
                                                : whole)
        .push_back(code(text_at(*block, "name")));
  }
  if (!complete.empty()) said.push_back(listed(complete) + " used complete cases.");
  if (!imputed.empty()) said.push_back(listed(imputed) + " filled missing predictors within folds.");
  if (!whole.empty()) said.push_back(listed(whole) + " had no missing predictor: one would have stopped the run.");
  return {fmt::format("{}", fmt::join(said, " "))};
}

}  // namespace rgx::engine
