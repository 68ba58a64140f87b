// How models were built and judged.
#include "engine/methods_models.hpp"

#include <fmt/format.h>

#include <set>

#include "engine/methods_software.hpp"
#include "engine/methods_words.hpp"

namespace rgx::engine {

namespace {

bool written(const Json& block, const char* name) {
  for (const auto& s : list_at(block, "settings"))
    if (text_at(s, "name") == name) return s.value("written", true);
  return true;
}

std::string metrics_of(MethodsWords& words_of, const Json& block) {
  std::vector<std::string> metrics;
  std::set<std::string> intervals;
  if (const Json* said = setting(block, "metrics"))
    for (const auto& m : texts_of(*said))
      metrics.push_back(plain(printed_name(m)) + words_of.cite(references_of_metric(m)));
  for (const auto& stem : words_of.view.results_of_model(text_at(block, "name")))
    if (const Column* method = words_of.view.table(stem + ".metrics.csv")->find("method"))
      for (std::size_t r = 0; r < method->size(); ++r)
        if (const std::string m = method->cell(r); !m.empty() && m != "apparent") intervals.insert(m);
  std::string out;
  if (!metrics.empty()) out += " Performance was measured by " + listed(metrics) + ".";
  std::vector<std::string> named;
  for (const auto& m : intervals)
    named.push_back(plain(m) + (m == "corrected resampled t" ? words_of.cite({"nadeau2003"})
                                : m == "DeLong"              ? words_of.cite({"delong1988"})
                                                             : ""));
  if (!named.empty()) out += " 95 % intervals are by " + listed(named) + ".";
  return out;
}

// What is done to predictors and which learner is fitted, as text to compare.
std::string pipeline_key(const Json& block) {
  std::string out = names_in(block, "validate").empty() ? "apparent" : "validated";
  for (const char* list : {"within_folds", "steps"})
    for (const auto& use : list_at(block, list))
      out += "\n" + text_at(use, "op") + use.value("parameters", Json()).dump();
  if (const Json* by = setting(block, "tune_by")) out += "\n" + by->dump();
  return out;
}

std::string pipeline(MethodsWords& words_of, const Json& block) {
  std::string said;
  const auto& steps = list_at(block, "within_folds");
  if (!steps.empty())
    said += names_in(block, "validate").empty() ? " On all its cases, in this order:"
                                                : " In each training part alone, in this order:";
  for (const auto& use : steps) said += " " + words_of.sentence(use);
  for (const auto& use : list_at(block, "steps")) said += " " + words_of.sentence(use);
  if (const Json* by = setting(block, "tune_by"))
    said += fmt::format(" Settings were chosen by {}{} in the inner folds.", plain(printed_name(words(*by))),
                        written(block, "tune_by") ? "" : dagger);
  return said;
}

std::string model(MethodsWords& words_of, const Json& block, const Json* alike) {
  std::string said =
      fmt::format("{} predicts {} from {}{}.", code(text_at(block, "name")), listed(printed_refs(block, "predict")),
                  listed(printed_refs(block, "using")), tail_of(block));
  if (alike != nullptr)
    said += fmt::format(" It was built by the same steps as {}.", code(text_at(*alike, "name")));
  else
    said += pipeline(words_of, block);
  const auto validate = names_in(block, "validate");
  said += validate.empty() && applied_as_published(block) ? " It learned nothing from the cases it was judged by."
          : validate.empty()                              ? " The model was not validated: its metrics are apparent."
                             : fmt::format(" It was validated on the held-out parts of {}.", listed(validate, true));
  if (const Json* cut = setting(block, "threshold"))
    said += fmt::format(" Classes were told apart at a predicted probability of {}{}.", plain(words(*cut)),
                        written(block, "threshold") ? "" : dagger);
  said += metrics_of(words_of, block);
  if (const Json* permuted = setting(block, "permutation"); permuted != nullptr && permuted->is_number())
    said += fmt::format(" The outcome was dealt out anew to the subjects {} times and everything refitted{}.",
                        shortest(permuted->get<double>()), words_of.cite({"ojala2010"}));
  return said + of_sources(block);
}

}  // namespace

std::vector<std::string> model_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  std::vector<std::pair<std::string, const Json*>> known;
  for (const Json* block : words_of.view.blocks("model")) {
    const std::string key = pipeline_key(*block);
    const Json* alike = nullptr;
    for (const auto& [other, first] : known)
      if (other == key && !list_at(*block, "within_folds").empty()) alike = first;
    if (alike == nullptr) known.emplace_back(key, block);
    out.push_back(model(words_of, *block, alike));
  }
  return out;
}

std::vector<std::string> evaluation_paragraphs(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("evaluate")) {
    out.push_back(evaluated(words_of.view, *block));
    for (const auto& use : list_at(*block, "steps")) out.back() += " " + words_of.sentence(use);
  }
  return out;
}

}  // namespace rgx::engine
