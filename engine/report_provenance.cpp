// Provenance: what the numbers were made of, every default, every warning, what is missing.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/digest.hpp"
#include "engine/report_sections.hpp"
#include "lang/diagnostic_codes.hpp"

namespace rgx::engine {

namespace {

ReportPart defaults_table(const ReportView& view) {
  RowTable rows({"block", "where", "parameter", "value"});
  const auto step = [&](const std::string& block, const Json& use, const std::string& inside) {
    for (const auto& p : list_at(use, "parameters"))
      if (!p.value("written", true))
        rows.add({block, inside + text_at(use, "op"), text_at(p, "name"),
                  p.contains("value") && !p["value"].is_null() ? words(p["value"], text_at(p, "name")) : "none"});
  };
  for (const auto& block : list_at(view.study, "blocks")) {
    const std::string kind = text_at(block, "kind");
    const std::string name = kind == "study" || kind == "report" ? kind : text_at(block, "name");
    for (const auto& s : list_at(block, "settings"))
      if (!s.value("written", true) && s.contains("value") && !s["value"].is_null())
        rows.add({name, "setting", text_at(s, "name"), words(s["value"], text_at(s, "name"))});
    for (const auto& use : list_at(block, "steps")) step(name, use, "");
    for (const auto& use : list_at(block, "within_folds")) step(name, use, "within_folds / ");
    if (!block.contains("features")) continue;
    const Json& features = block["features"];
    for (const auto& use : list_at(features, "families")) step(name, use, "");
    for (const auto& use : list_at(features, "filters")) step(name, use, "");
    if (features.contains("discretise")) step(name, features["discretise"], "");
  }
  const std::size_t n = rows.rows();
  return ReportTable{"defaults", "Every default that was used (not written in the study)", rows.table(), n, "", 200};
}

ReportPart warnings_table(const ReportView& view) {
  struct Group {
    std::string code, message, first;
    std::size_t n = 0;
    std::set<std::string> subjects;
  };
  std::vector<Group> groups;
  for (const auto& w : view.run.lock.warnings) {
    auto at = std::find_if(groups.begin(), groups.end(),
                           [&](const Group& g) { return g.code == w.code && g.message == w.message; });
    if (at == groups.end()) at = groups.insert(groups.end(), {w.code, w.message, w.path, 0, {}});
    ++at->n;
    if (!w.subject.empty()) at->subjects.insert(w.subject);
  }
  std::map<std::string, std::string> accepted;  // code → why
  for (const auto& block : list_at(view.study, "blocks"))
    for (const auto& a : list_at(block, "accepted")) accepted[text_at(a, "code")] = text_at(a, "because");
  RowTable rows({"code", "message", "#times", "first at", "subjects", "answer"});
  for (const auto& g : groups) {
    constexpr std::size_t most = 8;
    std::string subjects;
    std::size_t shown = 0;
    for (const auto& s : g.subjects) {
      if (shown++ == most) {
        subjects += fmt::format(" and {} more", g.subjects.size() - most);
        break;
      }
      subjects += (subjects.empty() ? "" : ", ") + s;
    }
    // What the study answers, else what the code means and what helps.
    const auto answered = accepted.find(g.code);
    const auto* known = lang::find_code(g.code);
    rows.add({g.code, g.message, std::to_string(g.n), g.first, subjects,
              answered != accepted.end() ? "accepted: " + answered->second
              : known != nullptr         ? std::string(known->explanation)
                                         : std::string()});
  }
  const std::size_t n = rows.rows();
  return ReportTable{"warnings", "Every warning of check and run", rows.table(), n, "", 200};
}

void missing_values(const ReportView& view, ReportSection& section) {
  const Table* missing = view.table("missing.csv");
  if (missing == nullptr) return;
  std::vector<std::pair<std::pair<std::string, std::string>, std::pair<std::size_t, std::set<std::string>>>> groups;
  for (std::size_t r = 0; r < missing->rows(); ++r) {
    const std::pair<std::string, std::string> key{missing->at("table").cell(r), missing->at("reason").cell(r)};
    auto at = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == key; });
    if (at == groups.end()) at = groups.insert(groups.end(), {key, {0, {}}});
    ++at->second.first;
    at->second.second.insert(missing->at("subject").cell(r));
  }
  RowTable rows({"table", "reason", "#values", "#subjects"});
  for (const auto& [key, count] : groups)
    rows.add({key.first, key.second, std::to_string(count.first), std::to_string(count.second.size())});
  const std::size_t n = rows.rows();
  section.parts.push_back(ReportText{"### Missing cells of tables"});
  section.parts.push_back(ReportText{
      missing->rows() == 0
          ? std::string("No value of a written table is missing.")
          : fmt::format("{} of the written tables are missing; each stands with its reason in `tables/missing.csv`.",
                        counted(missing->rows(), "value"))});
  if (n > 0)
    section.parts.push_back(
        ReportTable{"missing", "Missing values by table and reason", rows.table(), n, "missing.csv", 100});
}

// Whether the analysis is the one that was planned before outcomes were seen, and where it is not.
void registered_plan(const ReportView& view, ReportSection& section) {
  if (!view.study.is_object() || !view.study.contains("registered")) return;
  const Json& registered = view.study["registered"];
  const auto& left = list_at(registered, "deviations");
  section.parts.push_back(ReportText{"### Registered plan"});
  section.parts.push_back(ReportText{fmt::format(
      "The study was compared with the plan {} (SHA-256 digest of its facts `{}`; a copy is `study.plan`). {}",
      code(text_at(registered, "file")), text_at(registered, "digest"),
      left.empty() ? std::string("The analysis follows it: every block, step, version, parameter, outcome, "
                                 "split and seed is as planned.")
                   : fmt::format("The analysis leaves it in {}, each of which stands in "
                                 "`tables/deviations.csv`.",
                                 counted(left.size(), "point")))});
  if (left.empty()) return;
  RowTable rows({"kind", "block", "what", "planned", "run"});
  for (const auto& d : left)
    rows.add({text_at(d, "kind"), text_at(d, "block"), text_at(d, "what"), text_at(d, "planned"), text_at(d, "run")});
  const std::size_t n = rows.rows();
  section.parts.push_back(
      ReportTable{"deviations", "Deviations from the registered plan", rows.table(), n, "deviations.csv", 100});
}

}  // namespace

ReportSection provenance_section(const ReportView& view) {
  const Lock& lock = view.run.lock;
  ReportSection section{"provenance", "Provenance", {}};
  std::map<std::string, std::size_t> operations;
  for (const auto& n : lock.nodes) ++operations[n.operation + "@" + std::to_string(n.version)];
  std::vector<std::string> libraries, used;
  for (const auto& [name, version] : lock.platform.libraries) libraries.push_back(plain(name + " " + version));
  for (const auto& [name, n] : operations) used.push_back(fmt::format("{} ({})", code(name), n));
  std::string text = fmt::format("Made by rgx {} on instruction set {}", plain(lock.rgx), plain(lock.platform.isa));
  if (!libraries.empty()) text += " with " + listed(libraries);
  text += fmt::format(". The study compiled to {} of {}: {}. Random numbers follow from the seed {}.",
                      counted(lock.nodes.size(), "node"), counted(operations.size(), "operation"), listed(used),
                      text_at(view.study, "seed"));
  section.parts.push_back(ReportText{text});
  section.parts.push_back(ReportText{fmt::format(
      "The study file has the SHA-256 digest `{}`; `study.lock` holds the digest of every input, every resolved "
      "parameter, the key of every node and the digest of its output. `rgx reproduce` runs the study again from it and "
      "says whether the numbers are identical, equivalent or different.",
      sha256(view.run.study))});

  registered_plan(view, section);
  section.parts.push_back(ReportText{"### Inputs"});
  // Of image folders with hundreds of files the lock holds every line; the report shows the tables and a count.
  RowTable inputs({"path", "#bytes", "sha256"});
  std::uint64_t bytes = 0;
  for (const auto& i : lock.inputs) {
    bytes += i.bytes;
    inputs.add({i.path, std::to_string(i.bytes), i.sha256});
  }
  constexpr std::size_t most = 500;
  Table shown = inputs.table();
  if (shown.rows() > most)
    for (auto& c : shown.columns) {
      c.numbers.resize(std::min(c.numbers.size(), most));
      c.texts.resize(std::min(c.texts.size(), most));
    }
  section.parts.push_back(ReportText{fmt::format("{}, {} bytes in all.{}", counted(lock.inputs.size(), "input file"),
                                                 bytes, lock.inputs.size() > most ? " All are in `study.lock`." : "")});
  section.parts.push_back(ReportTable{"inputs", "Inputs and their digests", shown, lock.inputs.size(), "", 25});
  RowTable licences({"dataset", "licence", "citation"});
  for (const auto& d : list_at(view.study, "datasets"))
    licences.add({text_at(d, "name"), text_at(d, "licence"), text_at(d, "citation")});
  if (licences.rows() > 0)
    section.parts.push_back(
        ReportTable{"datasets", "Datasets, their licences and citations", licences.table(), licences.rows(), "", 100});

  section.parts.push_back(ReportText{"### Defaults"});
  section.parts.push_back(defaults_table(view));
  section.parts.push_back(ReportText{"### Warnings"});
  if (lock.warnings.empty())
    section.parts.push_back(ReportText{"Neither check nor run gave a warning."});
  else
    section.parts.push_back(warnings_table(view));
  RowTable accepted({"block", "code", "because"});
  for (const auto& block : list_at(view.study, "blocks"))
    for (const auto& a : list_at(block, "accepted"))
      accepted.add({text_at(block, "name"), text_at(a, "code"), text_at(a, "because")});
  if (accepted.rows() > 0) {
    section.parts.push_back(ReportText{"### Accepted errors"});
    section.parts.push_back(ReportText{"Numbers downstream of these are marked *not valid* in the tables."});
    section.parts.push_back(
        ReportTable{"accepted", "Errors that the study accepts", accepted.table(), accepted.rows(), "", 100});
  }
  missing_values(view, section);
  RowTable outputs({"table", "made by", "sha256"});
  for (const auto& o : lock.outputs) outputs.add({o.file, o.node, o.sha256});
  section.parts.push_back(ReportText{"### Tables of the run"});
  section.parts.push_back(
      ReportTable{"outputs", "Tables of results and their digests", outputs.table(), outputs.rows(), "", 100});
  return section;
}

}  // namespace rgx::engine
