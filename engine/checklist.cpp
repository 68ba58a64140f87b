#include "engine/checklist.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/checklist_facts.hpp"
#include "engine/methods.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

struct Item {
  const char* number;
  const char* what;
  const char* fact;  // of checklist_facts; "" when only the authors can answer
};

// CLEAR (Kocak et al. 2023), items 1 to 58, in short words.
constexpr Item clear[] = {{"1", "title names the radiomic method", ""},
                          {"2", "structured summary", ""},
                          {"3", "keywords", ""},
                          {"4", "scientific or clinical background", ""},
                          {"5", "why radiomics", ""},
                          {"6", "objective", "objective"},
                          {"7", "guideline or checklist", "guideline"},
                          {"8", "ethics", ""},
                          {"9", "sample size", ""},
                          {"10", "study nature", "design"},
                          {"11", "eligibility criteria", "eligibility"},
                          {"12", "flow chart of the pipeline", "pipeline"},
                          {"13", "data source", "source"},
                          {"14", "data overlap with other work", ""},
                          {"15", "data split", "split"},
                          {"16", "imaging protocol", "acquisition"},
                          {"17", "non-radiomic predictors", "covariates"},
                          {"18", "reference standard (outcome)", "outcome"},
                          {"19", "segmentation strategy", "segmentation"},
                          {"20", "who segmented", ""},
                          {"21", "image preprocessing", "preprocessing"},
                          {"22", "resampling and its parameters", "resampling"},
                          {"23", "discretisation and its parameters", "discretisation"},
                          {"24", "image types (filters)", "filters"},
                          {"25", "feature extraction", "extraction"},
                          {"26", "feature classes", "families"},
                          {"27", "number of features", "feature_count"},
                          {"28", "default configuration", "defaults"},
                          {"29", "missing data", "missing"},
                          {"30", "class imbalance", "balance"},
                          {"31", "reliability of segmentation", "reliability"},
                          {"32", "feature scaling", "scaling"},
                          {"33", "dimension reduction", "reduction"},
                          {"34", "algorithm", "learner"},
                          {"35", "training and tuning", "tuning"},
                          {"36", "confounders", "confounders"},
                          {"37", "model selection", "selection"},
                          {"38", "testing technique (internal)", "internal"},
                          {"39", "performance metrics", "metrics"},
                          {"40", "uncertainty", "interval"},
                          {"41", "statistical comparison of performance", "compared"},
                          {"42", "comparison with non-radiomic methods", "non_radiomic"},
                          {"43", "interpretability", "coefficients"},
                          {"44", "baseline characteristics", ""},
                          {"45", "flow chart of eligibility", "flow"},
                          {"46", "feature statistics", "feature_results"},
                          {"47", "model performance", "performance"},
                          {"48", "results of non-radiomic and combined models", "non_radiomic"},
                          {"49", "overview of important findings", ""},
                          {"50", "previous work", ""},
                          {"51", "practical implications", ""},
                          {"52", "strengths and limitations", ""},
                          {"53", "images and segmentations shared", ""},
                          {"54", "feature data shared", "feature_tables"},
                          {"55", "preprocessing settings shared", "settings"},
                          {"56", "modelling code shared", "code"},
                          {"57", "final model shared", "equation"},
                          {"58", "ready-to-use system shared", ""}};

// METRICS (Kocak et al. 2024), items 1 to 30. Its weights are not summed here: several answers are the authors'.
constexpr Item metrics[] = {{"1", "adherence to a checklist", "guideline"},
                            {"2", "eligibility criteria of a representative population", "eligibility"},
                            {"3", "high-quality reference standard", "outcome"},
                            {"4", "multi-centre", ""},
                            {"5", "imaging as in clinical practice", ""},
                            {"6", "imaging protocol", "acquisition"},
                            {"7", "interval between image and reference standard", ""},
                            {"8", "segmentation described", "segmentation"},
                            {"9", "automated segmentation evaluated", ""},
                            {"10", "test segmentations by one reader or tool", ""},
                            {"11", "preprocessing appropriate and described", "preprocessing"},
                            {"12", "standardised extraction software", "extraction"},
                            {"13", "extraction parameters reported", "defaults"},
                            {"14", "non-robust features removed", "robust"},
                            {"15", "redundant features removed", "redundant"},
                            {"16", "dimension fits the size of the data", ""},
                            {"17", "robustness of end-to-end deep learning", "deep"},
                            {"18", "data partition", "partition"},
                            {"19", "confounders", "confounders"},
                            {"20", "metrics fit the task", "metrics"},
                            {"21", "uncertainty", "interval"},
                            {"22", "calibration", "calibration"},
                            {"23", "one imaging parameter, or proof that it is not enough", "one_scan"},
                            {"24", "comparison with a non-radiomic approach", "non_radiomic"},
                            {"25", "comparison with a simple model", ""},
                            {"26", "internal testing", "internal"},
                            {"27", "external testing", "external"},
                            {"28", "data available", "source"},
                            {"29", "code available", "code"},
                            {"30", "model available", "equation"}};

// TRIPOD+AI (Collins et al. 2024), items 1 to 27c.
constexpr Item tripod[] = {{"1", "title", ""},
                           {"2", "abstract", ""},
                           {"3a", "healthcare context and rationale", ""},
                           {"3b", "target population and use", ""},
                           {"3c", "known health inequalities", ""},
                           {"4", "objectives", "objective"},
                           {"5a", "sources of data", "source"},
                           {"5b", "dates of data", ""},
                           {"6a", "setting and centres", ""},
                           {"6b", "eligibility", "eligibility"},
                           {"6c", "treatments", ""},
                           {"7", "data preparation", "preprocessing"},
                           {"8a", "outcome", "outcome"},
                           {"8b", "who assessed the outcome", ""},
                           {"8c", "blinding of the outcome's assessment", ""},
                           {"9a", "choice of predictors", ""},
                           {"9b", "definition of predictors", "extraction"},
                           {"9c", "who assessed predictors", "segmentation"},
                           {"10", "sample size", ""},
                           {"11", "missing data", "missing"},
                           {"12a", "how the data were used (partition)", "split"},
                           {"12b", "how predictors were handled", "scaling"},
                           {"12c", "type of model, building, tuning, internal validation", "learner"},
                           {"12d", "heterogeneity between clusters", ""},
                           {"12e", "measures of performance", "metrics"},
                           {"12f", "model updating", "updating"},
                           {"12g", "how predictions were computed", "prediction_output"},
                           {"13", "class imbalance", "balance"},
                           {"14", "fairness", ""},
                           {"15", "output of the model", "prediction_output"},
                           {"16", "differences between training and evaluation data", "split"},
                           {"17", "ethical approval", ""},
                           {"18a", "funding", "funding"},
                           {"18b", "conflicts of interest", ""},
                           {"18c", "protocol", "settings"},
                           {"18d", "registration", "registration"},
                           {"18e", "data sharing", "source"},
                           {"18f", "code sharing", "code"},
                           {"19", "patient and public involvement", ""},
                           {"20a", "flow of participants", "flow"},
                           {"20b", "characteristics of participants", ""},
                           {"20c", "comparison of development and evaluation data", ""},
                           {"21", "participants and events in each analysis", "performance"},
                           {"22", "full model", "equation"},
                           {"23a", "performance with intervals", "interval"},
                           {"23b", "heterogeneity of performance", ""},
                           {"24", "results of updating", "updating"},
                           {"25", "interpretation", ""},
                           {"26", "limitations", ""},
                           {"27a", "poor or missing input in use", ""},
                           {"27b", "user interaction and expertise", ""},
                           {"27c", "future research", ""}};

template <std::size_t N>
std::vector<Item> all(const Item (&items)[N]) {
  return {std::begin(items), std::end(items)};
}

const char* name_of(Judged::State state) {
  switch (state) {
    case Judged::State::met:
      return "met";
    case Judged::State::not_met:
      return "not met";
    case Judged::State::does_not_apply:
      return "does not apply";
    case Judged::State::authors:
      return "for the authors";
  }
  return "";
}

}  // namespace

ReportSection checklist_section(const ReportView& view, ReportRemarks& remarks) {
  const std::map<std::string, std::vector<Item>> known{
      {"CLEAR", all(clear)}, {"METRICS", all(metrics)}, {"TRIPOD_AI", all(tripod)}};
  Facts facts = facts_of(view);
  facts["deep"] = {Judged::State::does_not_apply, "no end-to-end deep learning"};
  facts["updating"] = {Judged::State::does_not_apply, "no model is updated"};
  ReportSection section{"checklist", "Checklist", {}};
  section.parts.push_back(ReportText{
      "Rows that the study file, the run and this report answer are judged from them; the others are for the authors. "
      "*Met* says that the item is reported, not that the choice was good."});
  for (const auto& guideline : texts_of(list_at(view.study, "guidelines"))) {
    const auto items = known.find(guideline);
    if (items == known.end()) {
      remarks.push_back("there is no checklist of " + guideline + " in this version: its rows are not in the report");
      section.parts.push_back(ReportText{"The rows of " + plain(guideline) + " are not in this version of rgx."});
      continue;
    }
    RowTable rows({"item", "asks for", "verdict", "by which line, or what would meet it"});
    std::map<Judged::State, std::size_t> counts;
    for (const auto& item : items->second) {
      const auto fact = facts.find(item.fact);
      const Judged judged = fact == facts.end() ? Judged{} : fact->second;
      ++counts[judged.state];
      rows.add({item.number, item.what, name_of(judged.state), judged.text});
    }
    const std::string name = guideline_name(guideline);
    section.parts.push_back(
        ReportText{fmt::format("### {}\n\n{} of {} rows met, {} not met, {} do not apply, {} for the authors.",
                               plain(name), counts[Judged::State::met], rows.rows(), counts[Judged::State::not_met],
                               counts[Judged::State::does_not_apply], counts[Judged::State::authors])});
    section.parts.push_back(ReportTable{"checklist-" + stem_of(name), name, rows.table(), rows.rows(), "", 100});
  }
  return section;
}

}  // namespace rgx::engine
