#include "engine/flow.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace rgx::engine {
namespace {

class Rows {
 public:
  explicit Rows(std::vector<std::string> names) : names_(std::move(names)), cells_(names_.size()) {}
  void add(std::vector<std::string> row) {
    for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c].push_back(std::move(row[c]));
  }
  Table table() {
    Table out;
    for (std::size_t c = 0; c < cells_.size(); ++c)
      out.columns.push_back(Column::of_texts(names_[c], std::move(cells_[c])));
    return out;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> cells_;
};

struct Read {
  std::size_t node;
  std::string name;
  std::set<std::string> subjects;
};

// The cohort a subject node works on: the nearest one read before it that has the subject.
std::string cohort_of(const Plan& plan, const std::vector<Read>& cohorts, std::size_t node,
                      const std::string& subject) {
  std::set<std::size_t> seen{node};
  std::vector<std::size_t> open{node};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const auto& c : cohorts)
      if (c.node == at && c.subjects.count(subject)) return c.name;
    for (const auto& [port, from] : plan.nodes[at].inputs)
      if (seen.insert(from).second) open.push_back(from);
  }
  for (const auto& c : cohorts)
    if (c.subjects.count(subject)) return c.name;
  return {};
}

}  // namespace

Table participants(const Plan& plan, Execution& execution) {
  Rows rows({"subject", "cohort", "status", "step", "reason"});
  std::vector<Read> cohorts;
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    if (execution.nodes()[i].kind != "cohort") continue;
    const Artifact artifact = execution.artifact(i);
    const Cohort& cohort = artifact.as<Cohort>();
    // A cohort may pass through several nodes (conditions, joins); it is told once, as the first gave it.
    if (std::any_of(cohorts.begin(), cohorts.end(), [&](const Read& c) { return c.name == cohort.name; })) continue;
    cohorts.push_back({i, cohort.name, {cohort.subjects.begin(), cohort.subjects.end()}});
    const Table& t = cohort.participants;
    for (std::size_t r = 0; r < t.rows(); ++r) {
      std::vector<std::string> row;
      for (const char* name : {"subject", "cohort", "status", "step", "reason"}) row.push_back(t.at(name).cell(r));
      rows.add(std::move(row));
    }
  }
  for (const auto& f : plan.flow) rows.add({f.subject, f.cohort, f.status, f.step, f.reason});
  for (std::size_t i = 0; i < plan.nodes.size(); ++i)
    for (const auto& note : execution.nodes()[i].notes)
      if (note.kind == "left") {
        const Node& n = plan.nodes[i];
        const std::string& subject = note.subject.empty() ? n.subject : note.subject;
        rows.add(
            {subject, cohort_of(plan, cohorts, i, subject), "left", n.block.empty() ? n.path : n.block, note.message});
      }
  return rows.table();
}

Table missing_cells(const std::vector<NamedTable>& tables, const Plan& plan, const std::vector<NodeResult>& nodes) {
  Rows rows({"table", "subject", "column", "reason"});
  for (const auto& t : tables)
    for (const auto& m : t.table->missing) rows.add({t.name, m.subject, m.column, m.reason});
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const auto& note : nodes[i].notes)
      if (note.kind == "missing")
        rows.add({plan.nodes[i].block, note.subject.empty() ? plan.nodes[i].subject : note.subject, "", note.message});
  return rows.table();
}

Table dictionary(const Table& features) {
  constexpr std::array names{"column", "family", "feature", "tag", "aggregation", "filter", "unit", "definition"};
  Rows rows({names.begin(), names.end()});
  for (const auto& entry : features.meta.at("dictionary")) {
    std::vector<std::string> row;
    for (const char* name : names) {
      const auto at = entry.find(name);
      row.push_back(at == entry.end() || at->is_null() ? std::string()
                    : at->is_string()                  ? at->get<std::string>()
                                                       : canonical(*at));
    }
    rows.add(std::move(row));
  }
  return rows.table();
}

}  // namespace rgx::engine
