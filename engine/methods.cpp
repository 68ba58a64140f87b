#include "engine/methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/methods_correction.hpp"
#include "engine/methods_models.hpp"
#include "engine/methods_repeats.hpp"
#include "engine/methods_software.hpp"
#include "engine/methods_tail.hpp"
#include "engine/methods_variable.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

std::string guideline_name(const std::string& written) { return written == "TRIPOD_AI" ? "TRIPOD+AI" : written; }

namespace {

struct Writer {
  const ReportView& view;
  References& references;
  std::vector<ReportPart> parts{};

  std::string cite(const std::vector<std::string>& keys) {
    const std::string numbers = references.cite(keys);
    return numbers.empty() ? numbers : " " + numbers;
  }

  // A heading and its paragraphs; nothing when there is nothing to say.
  void part(const std::string& title, const std::vector<std::string>& paragraphs) {
    std::string text;
    for (const auto& p : paragraphs)
      if (!p.empty()) text += "\n\n" + p;
    if (!text.empty()) parts.push_back(ReportText{"### " + title + text});
  }

  // The operation's own sentence with its values, cited at its end.
  std::string sentence(const Json& use, std::vector<std::string> keys) {
    std::string text = fill_template(text_at(use, "methods"), use);
    if (text.empty()) text = plain(text_at(use, "op")) + ": " + plain(text_at(use, "summary")) + ".";
    // Sentences of the catalogue stand on their own, whatever letter they were begun with.
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z' && !text.starts_with("p values"))
      text[0] = static_cast<char>(text[0] - 'a' + 'A');
    const std::string numbers = cite(keys);
    if (!numbers.empty() && text.ends_with('.')) return text.substr(0, text.size() - 1) + numbers + ".";
    return text + numbers;
  }
  std::string sentence(const Json& use) { return sentence(use, texts_of(list_at(use, "cites"))); }

  void design() {
    const std::string kind = text_at(view.study, "design"), question = text_at(view.study, "question");
    std::vector<std::string> guided;
    static const std::map<std::string, std::string> keys{
        {"CLEAR", "clear2023"}, {"METRICS", "metrics2024"}, {"TRIPOD_AI", "tripodai2024"}};
    for (const auto& g : texts_of(list_at(view.study, "guidelines"))) {
      const auto key = keys.find(g);
      guided.push_back(plain(guideline_name(g)) + (key == keys.end() ? "" : cite({key->second})));
    }
    std::string text;
    if (!kind.empty()) text += fmt::format("The study was {}. ", plain(kind));
    if (!question.empty()) text += fmt::format("It asked: {} ", plain(question));
    if (!guided.empty()) text += fmt::format("It is reported after {}. ", listed(guided));
    for (const Json* study : view.blocks("study")) {
      if (const Json* said = setting(*study, "registered")) text += "Registered: " + plain(words(*said)) + ". ";
      if (const Json* said = setting(*study, "funding")) text += "Funding: " + plain(words(*said)) + ". ";
    }
    if (text.ends_with(' ')) text.pop_back();
    part("Study design", {text});
  }

  void participants() {
    std::vector<std::string> people, variables;
    for (const Json* block : view.blocks("cohort")) {
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
      people.push_back(text);
      std::vector<std::string> outcomes, covariates;
      for (const auto& v : list_at(spec, "variables"))
        (v.value("outcome", false) ? outcomes : covariates).push_back(variable_text(v));
      const std::string of = view.blocks("cohort").size() > 1 ? " of " + code(text_at(*block, "name")) : "";
      std::string said;
      if (!outcomes.empty()) said += fmt::format("Outcomes{}: {}. ", of, fmt::join(outcomes, "; "));
      if (!covariates.empty()) said += fmt::format("Covariates{}: {}.", of, fmt::join(covariates, "; "));
      variables.push_back(said);
    }
    part("Participants", people);
    part("Outcomes and covariates", variables);
  }

  void images() {
    std::vector<std::string> text;
    for (const Json* block : view.blocks("images")) {
      const Json spec = block->value("images", Json::object());
      std::vector<std::string> scans, regions;
      for (const auto& s : list_at(spec, "scans")) {
        std::string one = code(text_at(s, "name")) + " (" + plain(text_at(s, "modality"));
        scans.push_back(one + (s.value("optional", false) ? "; absent for some)" : ")"));
      }
      for (const auto& r : list_at(spec, "regions")) {
        std::string one = code(text_at(r, "name"));
        const std::string tied = text_at(r, "for");
        if (!tied.empty()) one += " (drawn on " + code(tied) + ")";
        regions.push_back(one);
      }
      std::string said = fmt::format("{} {} read as {}", counted(scans.size(), "scan"),
                                     scans.size() == 1 ? "was" : "were", listed(scans));
      if (!regions.empty())
        said += fmt::format("; the {} {} {} given as masks", regions.size() == 1 ? "region" : "regions",
                            listed(regions), regions.size() == 1 ? "was" : "were");
      text.push_back("Of each subject, " + said + ". The geometry of every mask was checked against its scan.");
    }
    part("Imaging and segmentation", text);
    std::vector<std::string> steps;
    for (const Json* block : view.blocks("preprocess")) {
      std::string said = fmt::format("{}, in this order:", code(text_at(*block, "name")));
      const auto& list = list_at(*block, "steps");
      if (list.empty()) continue;
      if (list.size() == 1) said = code(text_at(*block, "name")) + ":";
      for (const auto& use : list) {
        said += " " + sentence(use);
        if (const Json* of = parameter(use, "of"))
          said += " This was done for " + plain(words((*of)["value"])) + " only.";
      }
      steps.push_back(said);
    }
    part("Image preprocessing", steps);
  }

  std::string called(const Json& uses, const char* name) {
    std::vector<std::string> out;
    for (const auto& use : list_at(uses, name)) {
      std::string one = plain(printed_name(text_at(use, "op")));
      std::vector<std::string> with;
      for (const auto& p : list_at(use, "parameters"))
        if (p.contains("value") && !p["value"].is_null())
          with.push_back(plain(printed_name(text_at(p, "name"))) + " " + plain(words(p["value"], text_at(p, "name"))) +
                         (p.contains("unit") ? " " + text_at(p, "unit") : "") +
                         (p.value("written", true) ? "" : dagger));
      if (!with.empty()) one += fmt::format(" ({})", fmt::join(with, ", "));
      out.push_back(one);
    }
    return listed(out);
  }

  void features() {
    std::vector<std::string> text;
    for (const Json* block : view.blocks("features")) {
      const Json spec = block->value("features", Json::object());
      const std::string name = code(text_at(*block, "name"));
      const double columns = number_at(spec, "columns", 0);
      if (spec.contains("source")) {
        std::string said = fmt::format("{}: {}features were imported from {}.", name,
                                       text_at(spec, "kind").empty() ? "" : plain(text_at(spec, "kind")) + " ",
                                       code(text_at(spec["source"], "path")));
        if (columns > 0) said += fmt::format(" {} columns were used.", columns);
        if (const auto codes = texts_of(list_at(spec["source"], "missing")); !codes.empty())
          said += " Remarks that stood for a missing score: " + listed(codes, true) + ".";
        text.push_back(said);
        continue;
      }
      std::set<std::string> keys;
      for (const char* list : {"families", "filters"})
        for (const auto& use : list_at(spec, list))
          for (const auto& key : texts_of(list_at(use, "cites"))) keys.insert(key);
      std::string said = fmt::format(
          "{}: features were extracted from {} within {} on {}, of the families {}, on the images {}", name,
          code(text_at(spec, "from")), listed(texts_of(list_at(spec, "regions")), true),
          listed(texts_of(list_at(spec, "scans")), true), called(spec, "families"), called(spec, "filters"));
      if (text_at(spec, "conventions") == "pyradiomics") said += ", by the definitions of PyRadiomics 3";
      if (spec.value("by_slice", false)) said += ", slice by slice";
      said += cite({keys.begin(), keys.end()}) + ".";
      if (columns > 0) said += fmt::format(" This gives {} features.", columns);
      if (spec.contains("discretise")) said += " " + sentence(spec["discretise"]);
      text.push_back(said);
    }
    part("Features", text);
    std::vector<std::string> molecular;
    for (const Json* block : view.blocks("matrix")) {
      const Json spec = block->value("matrix", Json::object());
      molecular.push_back(fmt::format("{}: a matrix of {} was read from {}.", code(text_at(*block, "name")),
                                      plain(printed_name(text_at(spec, "kind"))),
                                      code(text_at(spec.value("source", Json::object()), "path"))));
    }
    part("Molecular data", molecular);
  }

  // Blocks that say no more than what they work on and how.
  void learned(const char* kind, const char* title) {
    std::vector<std::string> text;
    for (const Json* block : view.blocks(kind)) {
      std::string said = fmt::format("{} works on {}{}.", code(text_at(*block, "name")),
                                     listed(printed_refs(*block, "from")), tail_of(*block));
      for (const auto& use : list_at(*block, "steps")) said += " " + sentence(use);
      text.push_back(said);
    }
    part(title, text);
  }

  void repeats() {
    part("Repeatability", repeat_sentences(view, [&](const Json& use) { return sentence(use); }));
  }

  void tests() {
    std::vector<std::string> text;
    for (const auto& block : list_at(view.study, "blocks")) {
      const std::string kind = text_at(block, "kind");
      if (kind != "compare" && kind != "associate") continue;
      const bool map = kind == "associate";
      const auto second = printed_refs(block, map ? "right" : "by");
      const char* first = map ? "left" : names_in(block, "of").empty() ? "features" : "of";
      std::string said =
          fmt::format("{} {} {} {} {}{}{}.", code(text_at(block, "name")), map ? "associates" : "compares",
                      listed(printed_refs(block, first)), map ? "with" : "by", listed(second),
                      second.size() > 1 && !map ? ", one after the other" : "", tail_of(block));
      for (const auto& use : list_at(block, "steps"))
        if (text_at(use, "op") != "correct") said += " " + sentence(use);
      if (const Json* chosen = setting(block, "chosen"))
        said += " Columns were picked by hand, " + plain(words(*chosen)) + " were seen.";
      if (const Json* explores = setting(block, "exploratory"); explores != nullptr && *explores == true)
        said += " The analysis is exploratory.";
      text.push_back(said);
    }
    for (const auto& f : list_at(view.study, "families")) {
      const auto blocks = texts_of(list_at(f, "blocks"));
      const std::string method = text_at(f, "method");
      if (method == "none") {
        text.push_back(
            fmt::format("p values of {} were not corrected: {}.", listed(blocks, true), plain(text_at(f, "because"))));
        continue;
      }
      std::string said;
      for (const auto& name : blocks)
        if (const Json* block = view.block(name); block != nullptr && said.empty())
          if (const Json* correct = step_named(*block, "correct")) {
            const auto keys = references_of_correction(method);
            said = sentence(*correct, keys.empty() ? texts_of(list_at(*correct, "cites")) : keys);
            if (const Json* per = parameter(*correct, "per"); per != nullptr && (*per)["value"].is_string())
              said += " Each " + plain(words((*per)["value"])) + " was a family of its own.";
          }
      if (said.empty()) continue;
      text.push_back(blocks.size() > 1 ? fmt::format("The tests of {} are one family, {}: {}", listed(blocks, true),
                                                     code(text_at(f, "family")), said)
                                       : fmt::format("All tests of {} are one family: {}", listed(blocks, true), said));
    }
    part("Statistical analysis", text);
  }

  void models() {
    std::vector<std::string> splits, text;
    for (const Json* block : view.blocks("split"))
      for (const auto& use : list_at(*block, "steps")) {
        std::vector<std::string> keys = texts_of(list_at(use, "cites"));
        if (text_at(use, "op") == "nested_cv") keys.emplace_back("varma2006");
        std::string said = code(text_at(*block, "name")) + ": " + sentence(use, keys);
        if (const auto by = names_in(*block, "stratify"); !by.empty())
          said += " Parts were stratified by " + listed(by, true) + ".";
        splits.push_back(said);
      }
    part("Data partition", splits);
    std::vector<std::string> groups;
    for (const Json* block : view.blocks("cluster"))
      for (const auto& use : list_at(*block, "steps"))
        groups.push_back(code(text_at(*block, "name")) + ": " + sentence(use));
    part("Subgroups", groups);
    for (const Json* block : view.blocks("model")) text.push_back(model(*block) + of_sources(*block));
    for (const Json* block : view.blocks("evaluate")) {
      text.push_back(evaluated(view, *block));
      for (const auto& use : list_at(*block, "steps")) text.back() += " " + sentence(use);
    }
    part("Model building and validation", text);
  }

  std::string metrics_of(const Json& block) {
    std::vector<std::string> metrics;
    std::set<std::string> intervals;
    if (const Json* said = setting(block, "metrics"))
      for (const auto& m : texts_of(*said)) {
        const auto sources = references_of_metric(m);
        metrics.push_back(plain(printed_name(m)) + (sources.empty() ? std::string() : cite(sources)));
      }
    for (const auto& stem : view.results_of_model(text_at(block, "name")))
      if (const Column* method = view.table(stem + ".metrics.csv")->find("method"))
        for (std::size_t r = 0; r < method->size(); ++r)
          if (const std::string m = method->cell(r); !m.empty() && m != "apparent") intervals.insert(m);
    std::string out;
    if (!metrics.empty()) out += " Performance: " + listed(metrics) + ".";
    std::vector<std::string> named;
    for (const auto& m : intervals)
      named.push_back(plain(m) + (m == "corrected resampled t" ? cite({"nadeau2003"})
                                  : m == "DeLong"              ? cite({"delong1988"})
                                                               : ""));
    if (!named.empty()) out += " 95 % intervals: " + listed(named) + ".";
    return out;
  }

  std::string model(const Json& block) {
    std::string said = fmt::format("{} predicts {} from {}", code(text_at(block, "name")),
                                   listed(printed_refs(block, "predict")), listed(printed_refs(block, "using")));
    said += tail_of(block) + ".";
    const auto& steps = list_at(block, "within_folds");
    const auto validate = names_in(block, "validate");
    if (!steps.empty())
      said += validate.empty() ? " On all its cases, in this order:" : " In each training part alone, in this order:";
    for (const auto& use : steps) said += " " + sentence(use);
    for (const auto& use : list_at(block, "steps")) said += " " + sentence(use);
    const auto written = [&](const char* name) {
      for (const auto& s : list_at(block, "settings"))
        if (text_at(s, "name") == name) return s.value("written", true);
      return true;
    };
    if (const Json* by = setting(block, "tune_by"))
      said += fmt::format(" Settings were chosen by {}{} in the inner folds.", plain(printed_name(words(*by))),
                          written("tune_by") ? "" : dagger);
    said += validate.empty() && applied_as_published(block) ? " It learned nothing from the cases it was judged by."
            : validate.empty()                              ? " The model was not validated: its metrics are apparent."
                               : fmt::format(" It was validated on the held-out parts of {}.", listed(validate, true));
    if (const Json* cut = setting(block, "threshold"))
      said += fmt::format(" Threshold of classes: {}{}.", plain(words(*cut)), written("threshold") ? "" : dagger);
    said += metrics_of(block);
    if (const Json* permuted = setting(block, "permutation"); permuted != nullptr && permuted->is_number())
      said += fmt::format(" The outcome was dealt out anew to the subjects {} times and everything refitted{}.",
                          shortest(permuted->get<double>()), cite({"ojala2010"}));
    return said;
  }

  void missing() {
    std::vector<std::string> said;
    for (const Json* block : view.blocks("cohort")) {
      const Json spec = block->value("cohort", Json::object());
      const std::string of = view.blocks("cohort").size() > 1 ? " (" + code(text_at(*block, "name")) + ")" : "";
      said.push_back(text_at(spec, "missing") == "exclude"
                         ? "A subject without an outcome left the analyses of that outcome only" + of + "."
                         : "A missing outcome would have stopped the run" + of + ".");
      if (!view.blocks("images").empty())
        said.push_back(text_at(spec, "missing_image") == "exclude"
                           ? "A subject without a required image left what needs it" + of + "."
                           : "A missing image that was not declared optional would have stopped the run" + of + ".");
    }
    said.emplace_back("Each test used the cases complete for its own columns, and every row gives its n.");
    for (const Json* block : view.blocks("model")) {
      const Json* how = setting(*block, "missing");
      bool imputes = false;
      for (const auto& use : list_at(*block, "within_folds")) imputes = imputes || text_at(use, "op") == "impute";
      const std::string name = code(text_at(*block, "name"));
      if (how != nullptr && *how == "complete_cases")
        said.push_back(name + " used complete cases.");
      else if (imputes)
        said.push_back(name + " filled missing predictors within folds.");
      else
        said.push_back(name + " had no missing predictor: one would have stopped the run.");
    }
    part("Missing data", {fmt::format("{}", fmt::join(said, " "))});
  }
};

}  // namespace

ReportSection methods_section(const ReportView& view, References& references) {
  Writer w{view, references};
  w.design();
  w.participants();
  w.images();
  w.features();
  w.learned("harmonise", "Batch effects");
  w.learned("decompose", "Multivariate structure");
  w.repeats();
  w.tests();
  w.models();
  w.missing();
  w.part("Software and reproducibility", {software_sentences(view, references)});
  bool marked = false;
  for (const auto& p : w.parts) marked = marked || std::get<ReportText>(p).markdown.find(dagger) != std::string::npos;
  if (marked)
    w.parts.push_back(ReportText{"† A default of rgx, not written in the study; `study.lock` holds them all."});
  return {"methods", "Methods", std::move(w.parts)};
}

}  // namespace rgx::engine
