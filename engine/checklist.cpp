#include "engine/checklist.hpp"

#include <fmt/format.h>

#include "engine/checklist_facts.hpp"
#include "engine/checklist_items.hpp"
#include "engine/checklist_score.hpp"
#include "engine/methods.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

const char* name_of(Judged::State state) {
  switch (state) {
    case Judged::State::met:
      return "met";
    case Judged::State::partly:
      return "met in part";
    case Judged::State::not_met:
      return "not met";
    case Judged::State::does_not_apply:
      return "does not apply";
    case Judged::State::authors:
      return "cannot be seen from a study";
  }
  return "";
}

Judged judged(const Facts& facts, const ChecklistItem& item) {
  const auto fact = facts.find(item.fact);
  Judged out = fact == facts.end() ? Judged{} : fact->second;
  if (out.text.empty() && out.state == Judged::State::authors) out.text = "for the authors to say";
  return out;
}

}  // namespace

ChecklistCount count_of(const std::vector<ChecklistItem>& items, const Facts& facts) {
  ChecklistCount out;
  for (const auto& item : items) ++out[judged(facts, item).state];
  return out;
}

ReportSection checklist_section(const ReportView& view, ReportRemarks& remarks) {
  const Facts facts = facts_of(view);
  ReportSection section{"checklist", "Checklist", {}};
  section.parts.push_back(ReportText{
      "Rows that the study file, the run and this report answer are judged from them; what cannot be seen from a study "
      "is for the authors. *Met* says that the item is reported, not that the choice was good."});
  for (const auto& guideline : texts_of(list_at(view.study, "guidelines"))) {
    const auto* items = checklist_items(guideline);
    if (items == nullptr) {
      remarks.push_back("there is no checklist of " + guideline + " in this version: its rows are not in the report");
      section.parts.push_back(ReportText{"The rows of " + plain(guideline) + " are not in this version of rgx."});
      continue;
    }
    const bool scored = items->front().points > 0;
    std::vector<std::string> columns{"item", "asks for", "verdict", "by which line, or what would meet it"};
    if (scored) columns.insert(columns.begin() + 3, {guideline == "METRICS" ? "#weight" : "#points", "#of"});
    if (guideline == "METRICS") columns.erase(columns.begin() + 4);
    RowTable rows(columns);
    for (const auto& item : *items) {
      const Judged answer = judged(facts, item);
      std::vector<std::string> row{item.number, item.what, name_of(answer.state), answer.text};
      if (guideline == "METRICS") row.insert(row.begin() + 3, shortest(item.points));
      if (guideline == "RQS") row.insert(row.begin() + 3, {shortest(rqs_points(answer)), shortest(item.points)});
      rows.add(std::move(row));
    }
    const std::string name = guideline_name(guideline);
    auto counts = count_of(*items, facts);
    std::string text = fmt::format(
        "### {}\n\n{} of {} rows met, {} not met, {} do not apply, {} cannot be seen from a study.", plain(name),
        counts[Judged::State::met] + counts[Judged::State::partly], rows.rows(), counts[Judged::State::not_met],
        counts[Judged::State::does_not_apply], counts[Judged::State::authors]);
    if (guideline == "METRICS") text += " " + metrics_score(*items, facts);
    if (guideline == "RQS") text += " " + rqs_score(*items, facts);
    section.parts.push_back(ReportText{text});
    section.parts.push_back(ReportTable{"checklist-" + stem_of(name), name, rows.table(), rows.rows(), "", 100});
  }
  return section;
}

}  // namespace rgx::engine
