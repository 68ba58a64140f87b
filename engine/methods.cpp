#include "engine/methods.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>
#include <variant>

#include "engine/methods_repeats.hpp"
#include "engine/methods_software.hpp"
#include "engine/methods_tail.hpp"
#include "engine/methods_variable.hpp"
#include "engine/methods_words.hpp"
#include "engine/report_sections.hpp"
#include "engine/table.hpp"
#include "lang/study.hpp"

namespace rgx::engine {

std::string guideline_name(const std::string& written) { return written == "TRIPOD_AI" ? "TRIPOD+AI" : written; }

std::string MethodsWords::cite(const std::vector<std::string>& keys) {
  const std::string numbers = references_.cite(keys);
  return numbers.empty() ? numbers : " " + numbers;
}

std::string MethodsWords::sentence(const Json& use, const std::vector<std::string>& keys) {
  std::string text = fill_template(text_at(use, "methods"), use);
  if (text.empty()) text = plain(text_at(use, "op")) + ": " + plain(text_at(use, "summary")) + ".";
  // Sentences of the catalogue stand on their own, whatever letter they were begun with.
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z' && !text.starts_with("p values"))
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  const std::string numbers = cite(keys);
  if (!numbers.empty() && text.ends_with('.')) return text.substr(0, text.size() - 1) + numbers + ".";
  return text + numbers;
}

std::string MethodsWords::sentence(const Json& use) { return sentence(use, texts_of(list_at(use, "cites"))); }

namespace {

std::string design(MethodsWords& words_of) {
  const Json& study = words_of.view.study;
  const std::string kind = text_at(study, "design"), question = text_at(study, "question");
  std::vector<std::string> guided;
  static const std::map<std::string, std::string> keys{
      {"CLEAR", "clear2023"}, {"METRICS", "metrics2024"}, {"TRIPOD_AI", "tripodai2024"}, {"RQS", "lambin2017"}};
  for (const auto& g : texts_of(list_at(study, "guidelines"))) {
    const auto key = keys.find(g);
    guided.push_back(plain(guideline_name(g)) + (key == keys.end() ? "" : words_of.cite({key->second})));
  }
  std::string text;
  if (!kind.empty()) text += fmt::format("The study was {}. ", plain(kind));
  if (!question.empty()) text += fmt::format("It asked: {} ", plain(question));
  if (!guided.empty()) text += fmt::format("It is reported after {}. ", listed(guided));
  for (const Json* block : words_of.view.blocks("study")) {
    if (const Json* said = setting(*block, "registered")) text += "Registered: " + plain(words(*said)) + ". ";
    if (const Json* said = setting(*block, "people")) text += "People: " + plain(words(*said)) + ". ";
    if (const Json* said = setting(*block, "funding")) text += "Funding: " + plain(words(*said)) + ". ";
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

// Blocks that say no more than what they work on and how.
std::vector<std::string> learned(MethodsWords& words_of, const char* kind) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks(kind)) {
    std::string said = fmt::format("{} works on {}{}.", code(text_at(*block, "name")),
                                   listed(printed_refs(*block, "from")), tail_of(*block));
    for (const auto& use : list_at(*block, "steps")) said += " " + words_of.sentence(use);
    out.push_back(said);
  }
  return out;
}

std::vector<std::string> groups(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("cluster"))
    for (const auto& use : list_at(*block, "steps"))
      out.push_back(code(text_at(*block, "name")) + ": " + words_of.sentence(use));
  // Groups of a score are made in each cohort by its own scores.
  for (const Json* block : words_of.view.blocks(lang::kScoreGroups)) {
    const Json& cut = object_at(*block, "cut");
    out.push_back(fmt::format("{} parts the cases of each cohort by {} at {} into {}.", code(text_at(*block, "name")),
                              listed(printed_refs(*block, "from")), places_text(cut, "its scores"),
                              listed(texts_of(list_at(cut, "levels")), true)));
  }
  return out;
}

std::vector<std::string> splits(MethodsWords& words_of) {
  std::vector<std::string> out;
  for (const Json* block : words_of.view.blocks("split"))
    for (const auto& use : list_at(*block, "steps")) {
      std::vector<std::string> keys = texts_of(list_at(use, "cites"));
      if (text_at(use, "op") == "nested_cv") keys.emplace_back("varma2006");
      std::string said = code(text_at(*block, "name")) + ": " + words_of.sentence(use, keys);
      if (const auto by = names_in(*block, "stratify"); !by.empty())
        said += " Parts were stratified by " + listed(by, true) + ".";
      out.push_back(said);
    }
  return out;
}

}  // namespace

ReportSection methods_section(const ReportView& view, References& references) {
  MethodsWords words_of(view, references);
  std::vector<ReportPart> parts;
  bool marked = false;
  // A heading and its paragraphs; nothing when there is nothing to say.
  const auto part = [&](const char* title, const std::vector<std::string>& paragraphs) {
    std::string text;
    for (const auto& p : paragraphs)
      if (!p.empty()) text += "\n\n" + p;
    if (text.empty()) return;
    marked = marked || text.find(dagger) != std::string::npos;
    parts.emplace_back(std::in_place_type<ReportText>, std::string("### ") + title + text);
  };
  // In the order of CLEAR: design, data, segmentation, preprocessing, features, data preparation, modelling,
  // evaluation, statistics.
  part("Study design", {design(words_of)});
  part("Participants", participant_paragraphs(words_of));
  part("Outcomes and covariates", variable_paragraphs(words_of));
  part("Imaging and segmentation", image_paragraphs(words_of));
  part("Image preprocessing", preprocess_paragraphs(words_of));
  part("Feature extraction", feature_paragraphs(words_of));
  part("Molecular data", molecular_paragraphs(words_of));
  part("Repeatability", repeat_sentences(view, [&](const Json& use) { return words_of.sentence(use); }));
  part("Batch effects", learned(words_of, "harmonise"));
  part("Missing data", missing_paragraphs(words_of));
  part("Multivariate structure", learned(words_of, "decompose"));
  part("Subgroups", groups(words_of));
  part("Data partition", splits(words_of));
  part("Model building and validation", model_paragraphs(words_of));
  part("Evaluation", evaluation_paragraphs(words_of));
  part("Statistical analysis", test_paragraphs(words_of));
  part("Software and reproducibility", {software_sentences(view, references)});
  if (marked)
    parts.emplace_back(std::in_place_type<ReportText>,
                       "† A default of rgx, not written in the study; `study.lock` holds them all.");
  return {"methods", "Methods", std::move(parts)};
}

}  // namespace rgx::engine
