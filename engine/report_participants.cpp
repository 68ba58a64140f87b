// Participants: who was in the tables, who left where and why, what is complete.
#include "engine/report_participants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/flow_drawing.hpp"
#include "engine/report_baseline.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

bool enters(const std::string& step) { return step == "id" || step == "include" || step == "exclude"; }

// "wildtype=50; mutant=137" → "wildtype: 50, mutant: 137".
std::string class_counts(const std::string& groups) {
  std::string out;
  std::size_t at = 0;
  while (at < groups.size()) {
    const auto end = std::min(groups.find("; ", at), groups.size());
    const std::string item = groups.substr(at, end - at);
    const auto equals = item.rfind('=');
    if (equals == std::string::npos) return groups;
    out += (out.empty() ? "" : ", ") + item.substr(0, equals) + ": " + item.substr(equals + 1);
    at = end + 2;
  }
  return out;
}

// The classes of an outcome, from the comparison (of all cases) with most of them.
// Empty unless some comparison had every case with a value: fewer would print counts that are not the cohort's.
std::string classes_of(const ReportView& view, const std::string& cohort, const std::string& outcome,
                       std::size_t complete) {
  std::string best;
  double most = 0;
  for (const Json* block : view.blocks("compare")) {
    if (block->contains("where")) continue;
    const auto on = texts_of(list_at(*block, "on"));
    if (on.size() != 1 || on[0] != cohort) continue;
    const Table* table = view.table(text_at(*block, "name") + ".csv");
    if (table == nullptr || table->rows() == 0) continue;
    const Column *named = table->find("outcome"), *n = table->find("n"), *groups = table->find("groups");
    if (named == nullptr || n == nullptr || groups == nullptr || groups->kind != Column::Kind::text) continue;
    for (std::size_t r = 0; r < table->rows(); ++r)
      if (named->cell(r) == outcome && n->kind == Column::Kind::number && n->numbers[r] > most) {
        most = n->numbers[r];
        best = groups->texts[r];
      }
  }
  return most == static_cast<double>(complete) ? class_counts(best) : std::string();
}

ParticipantFlow drawing_of(const ReportView& view, const CohortFlow& flow) {
  ParticipantFlow out{"In the subject table", flow.in_table, {}, {}};
  std::size_t remaining = flow.in_table;
  for (const auto& step : flow.left) {
    remaining -= std::min(remaining, step.n);
    FlowStep next{"Remaining", remaining, step.n, "Left out by " + step.step, {}};
    for (const auto& [reason, n] : step.reasons) next.reasons.push_back({reason, n});
    out.steps.push_back(std::move(next));
  }
  if (out.steps.empty()) out.steps.push_back({{}, remaining, 0, {}, {}});
  out.steps.back().title = "Cohort " + flow.cohort;
  for (const auto& outcome : flow.outcomes) {
    FlowEnd end{"Outcome " + outcome.name, {}};
    end.lines.push_back(fmt::format("{} with a value, {} without", outcome.complete, outcome.missing));
    if (const std::string classes = classes_of(view, flow.cohort, outcome.name, outcome.complete); !classes.empty())
      end.lines.push_back(classes);
    out.ends.push_back(std::move(end));
  }
  for (const auto& image : flow.images)
    out.ends.push_back({"Image " + image.name, {fmt::format("{} with it, {} without", image.complete, image.missing)}});
  for (const auto& step : flow.later) {
    FlowEnd end{"Left at " + step.step, {fmt::format("{} in nothing that needs it", counted(step.n, "subject"))}};
    for (const auto& [reason, n] : step.reasons) end.lines.push_back(fmt::format("{}: {}", reason, n));
    out.ends.push_back(std::move(end));
  }
  return out;
}

void count(std::vector<CohortFlow::Left>& steps, const std::string& step, const std::string& reason) {
  auto at = std::find_if(steps.begin(), steps.end(), [&](const auto& s) { return s.step == step; });
  if (at == steps.end()) at = steps.insert(steps.end(), {step, 0, {}});
  ++at->n;
  auto known = std::find_if(at->reasons.begin(), at->reasons.end(), [&](const auto& p) { return p.first == reason; });
  if (known == at->reasons.end())
    at->reasons.emplace_back(reason, 1);
  else
    ++known->second;
}

}  // namespace

std::vector<CohortFlow> cohort_flows(const ReportView& view) {
  std::vector<CohortFlow> out;
  const Table* table = view.table("participants.csv");
  for (const Json* block : view.blocks("cohort")) {
    CohortFlow flow;
    flow.cohort = text_at(*block, "name");
    const Json spec = block->value("cohort", Json::object());
    std::set<std::string> everyone, gone;
    std::map<std::string, std::set<std::string>> without_outcome, without_image;
    std::vector<std::string> image_order;
    if (table != nullptr) {
      const Column &subject = table->at("subject"), &cohort = table->at("cohort"), &status = table->at("status"),
                   &step = table->at("step"), &reason = table->at("reason");
      for (std::size_t r = 0; r < table->rows(); ++r) {
        if (cohort.cell(r) != flow.cohort) continue;
        const std::string who = subject.cell(r), how = status.cell(r), where = step.cell(r), why = reason.cell(r);
        everyone.insert(who);
        if (how == "left" && enters(where)) {
          gone.insert(who);
          count(flow.left, where, why);
        } else if (how == "left") {
          count(flow.later, where, why);
        } else if (how == "incomplete" && where == "outcome") {
          std::size_t from = 0;
          while (from < why.size()) {
            const auto end = std::min(why.find(", no ", from), why.size());
            const std::string item = why.substr(from, end - from);
            without_outcome[item.starts_with("no ") ? item.substr(3) : item].insert(who);
            from = end + 2;
          }
        } else if (how == "incomplete") {
          if (!without_image.contains(where)) image_order.push_back(where);
          without_image[where].insert(who);
        }
      }
      // In the order that reading applies them.
      std::stable_sort(flow.left.begin(), flow.left.end(), [](const auto& a, const auto& b) {
        const auto rank = [](const auto& l) { return l.step == "id" ? 0 : l.step == "include" ? 1 : 2; };
        return rank(a) < rank(b);
      });
    } else {
      flow.known = false;
    }
    flow.in_table = everyone.size();
    flow.remaining = everyone.size() - gone.size();
    const auto still = [&](const std::set<std::string>& some) {
      return static_cast<std::size_t>(
          std::count_if(some.begin(), some.end(), [&](const auto& s) { return !gone.contains(s); }));
    };
    for (const auto& v : list_at(spec, "variables"))
      if (v.value("outcome", false)) {
        const std::size_t lacking = still(without_outcome[text_at(v, "name")]);
        flow.outcomes.push_back({text_at(v, "name"), text_at(v, "type"), flow.remaining - lacking, lacking});
      }
    for (const auto& name : image_order) {
      const std::size_t lacking = still(without_image[name]);
      flow.images.push_back({name, {}, flow.remaining - lacking, lacking});
    }
    out.push_back(std::move(flow));
  }
  return out;
}

ReportSection participants_section(const ReportView& view) {
  ReportSection section{"participants", "Participants", {}};
  RowTable left({"cohort", "step", "reason", "#n"}),
      complete({"cohort", "what", "type", "#with", "#without", "classes"});
  for (const auto& flow : cohort_flows(view)) {
    if (!flow.known) {
      section.parts.push_back(
          ReportText{"The run directory holds no `participants.csv`, so the flow cannot be drawn."});
      continue;
    }
    const Json* block = view.block(flow.cohort);
    const Json spec = block->value("cohort", Json::object());
    const Json source = spec.value("table", Json::object());
    std::string text = fmt::format("The subject table of cohort {} ({}) holds {}; {} remain.", code(flow.cohort),
                                   code(text_at(source, "path")), counted(flow.in_table, "subject"), flow.remaining);
    const auto tell = [&](const CohortFlow::Left& step) {
      std::vector<std::string> reasons;
      for (const auto& [reason, n] : step.reasons) {
        reasons.push_back(fmt::format("{} ({})", plain(reason), n));
        left.add({flow.cohort, step.step, reason, std::to_string(n)});
      }
      return listed(reasons);
    };
    for (const auto& step : flow.left)
      text += fmt::format(" {} left by {}: {}.", counted(step.n, "subject"), code(step.step), tell(step));
    for (const auto& step : flow.later)
      text += fmt::format(" {} left at {} and {} in nothing that needs it: {}.", counted(step.n, "subject"),
                          code(step.step), step.n == 1 ? "is" : "are", tell(step));
    std::vector<std::string> lacking;
    for (const auto& o : flow.outcomes) {
      complete.add({flow.cohort, "outcome " + o.name, o.type, std::to_string(o.complete), std::to_string(o.missing),
                    classes_of(view, flow.cohort, o.name, o.complete)});
      if (o.missing > 0) lacking.push_back(fmt::format("{} ({})", code(o.name), o.missing));
    }
    for (const auto& i : flow.images) {
      complete.add(
          {flow.cohort, "image " + i.name, "image", std::to_string(i.complete), std::to_string(i.missing), ""});
      if (i.missing > 0) lacking.push_back(fmt::format("{} ({})", code(i.name), i.missing));
    }
    if (!lacking.empty())
      text += " Subjects without a value or an image stay in every analysis that does not need it: " + listed(lacking) +
              ".";
    section.parts.push_back(ReportText{text});
    const std::string alt = fmt::format("Flow of the participants of cohort {}: {} in the table, {} remain",
                                        flow.cohort, flow.in_table, flow.remaining);
    section.parts.push_back(ReportDrawing{
        "flow-" + stem_of(flow.cohort),
        fmt::format(
            "**Participant flow, cohort {}.** Who was in the subject table, who left at which step and why, and "
            "what is complete among those who remain.",
            code(flow.cohort)),
        alt, draw_flow(drawing_of(view, flow), alt)});
  }
  if (complete.rows() > 0)
    section.parts.push_back(ReportTable{"complete", "Outcomes and images: subjects of the cohort with and without them",
                                        complete.table(), complete.rows(), "", 100});
  if (left.rows() > 0)
    section.parts.push_back(
        ReportTable{"left", "Who left, at which step and why", left.table(), left.rows(), "participants.csv", 100});
  show_baseline(view, section);
  show_missingness(view, section);
  return section;
}

}  // namespace rgx::engine
