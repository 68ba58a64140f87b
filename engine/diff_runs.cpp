// `rgx diff`: two locks and two folders of tables, side by side.
#include <fmt/format.h>

#include <map>
#include <set>

#include "engine/analysis_plan.hpp"
#include "engine/compare_models.hpp"
#include "engine/diff.hpp"

namespace rgx::engine {
namespace {

std::string content(const Lock::Input& i) { return fmt::format("{} ({} bytes)", i.sha256, i.bytes); }

std::vector<Change> inputs_of(const Lock& a, const Lock& b) {
  std::map<std::string, std::pair<std::string, std::string>> all;
  for (const auto& i : a.inputs) all[i.path].first = content(i);
  for (const auto& i : b.inputs) all[i.path].second = content(i);
  std::vector<Change> out;
  for (const auto& [path, sides] : all)
    if (sides.first != sides.second) out.push_back({path, "", sides.first, sides.second});
  return out;
}

std::vector<Change> platform_of(const Lock& a, const Lock& b) {
  std::vector<Change> out;
  if (a.rgx != b.rgx) out.push_back({"rgx", "", a.rgx, b.rgx});
  if (a.platform.isa != b.platform.isa) out.push_back({"instruction set", "", a.platform.isa, b.platform.isa});
  std::map<std::string, std::pair<std::string, std::string>> all;
  for (const auto& [name, version] : a.platform.libraries) all[name].first = version;
  for (const auto& [name, version] : b.platform.libraries) all[name].second = version;
  for (const auto& [name, sides] : all)
    if (sides.first != sides.second) out.push_back({name, "", sides.first, sides.second});
  return out;
}

// `standardised/resample` of `standardised/resample[TCGA-06-0190]`: what a step does is told once for all subjects.
std::string without_case(const std::string& path) {
  std::string out;
  int depth = 0;
  for (const char c : path) {
    depth += c == '[';
    if (depth == 0) out += c;
    depth -= c == ']';
  }
  return out;
}

// What the nodes of both sides say of themselves, once for all cases of a step.
void nodes_of(const Lock& a, const Lock& b, const std::set<std::string>& blocks_told, Difference& out) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> alone;
  for (const auto& n : a.nodes) alone[without_case(n.path)].first += b.find(n.path) == nullptr;
  for (const auto& n : b.nodes) alone[without_case(n.path)].second += a.find(n.path) == nullptr;
  for (const auto& [path, n] : alone) {
    const auto count = [](std::size_t k) { return k == 0 ? std::string() : fmt::format("{}", k); };
    if (n.first + n.second > 0) out.steps.push_back({path, "", count(n.first), count(n.second)});
  }
  std::set<std::string> told;
  for (const auto& is : b.nodes) {
    const Lock::Line* was = a.find(is.path);
    const std::string where = without_case(is.path);
    if (was == nullptr || told.count(where) != 0) continue;
    const std::size_t before = out.operations.size() + out.parameters.size();
    const auto name = [](const Lock::Line& l) { return fmt::format("{}@{}", l.operation, l.version); };
    if (name(*was) != name(is)) out.operations.push_back({where, "", name(*was), name(is)});
    if (blocks_told.count(where.substr(0, where.find('/'))) == 0) {
      std::map<std::string, std::pair<const Parameter*, const Parameter*>> all;
      for (const auto& p : was->parameters) all[p.name].first = &p;
      for (const auto& p : is.parameters) all[p.name].second = &p;
      for (const auto& [parameter, sides] : all) {
        const auto text = [](const Parameter* p) { return p == nullptr ? std::string() : canonical(p->value); };
        if (text(sides.first) == text(sides.second)) continue;
        out.parameters.push_back({where, parameter, text(sides.first), text(sides.second),
                                  sides.first != nullptr && sides.first->written,
                                  sides.second != nullptr && sides.second->written});
      }
    }
    if (out.operations.size() + out.parameters.size() > before) told.insert(where);
  }
}

// The facts of both analyses, which name settings and references as well; blocks they tell of. None in an older lock.
std::set<std::string> facts_told(const Lock& a, const Lock& b, Difference& out) {
  std::set<std::string> told;
  if (!a.study.contains("analysis") || !b.study.contains("analysis")) return told;
  std::vector<lang::Fact> was, is;
  try {
    was = facts_from(a.study["analysis"]);
    is = facts_from(b.study["analysis"]);
  } catch (const Json::exception&) {
    throw Failure("bad-lock", "the facts of an analysis in a study.lock cannot be read");
  }
  const auto written = [](const std::vector<lang::Fact>& facts, const lang::Deviation& d) {
    for (const auto& f : facts)
      if (f.block == d.block && f.what == d.what) return f.written;
    return true;
  };
  for (const auto& d : lang::deviations(was, is)) {
    told.insert(d.block);
    const Change change{d.block, d.what, d.planned, d.found, written(was, d), written(is, d)};
    (d.kind == "version" ? out.operations : out.parameters).push_back(change);
  }
  return told;
}

TableChange table_change(const Files& files, const std::string& name, const std::string& a, const std::string& b) {
  TableChange out;
  out.file = name;
  if (!files.exists(a) || !files.exists(b)) {
    out.detail = files.exists(a) ? "is in the first run only" : "is in the second run only";
    return out;
  }
  const auto table = [&](const std::string& path) {
    try {
      return Csv(files.read(path), {});
    } catch (const CsvFailure& f) {
      throw Failure("bad-table", fmt::format("`{}`, line {}: {}", path, f.line, f.what()), f.help);
    }
  };
  return compare_rows(name, table(a), table(b));
}

Lock lock_of(const Files& files, const std::string& run) {
  for (const char* needed : {"study.lock", "run.json"})
    if (!files.exists(join(run, needed)))
      throw Failure("no-run-directory", fmt::format("`{}` is no run directory: it has no {}", run, needed),
                    "`rgx run STUDY -o DIR` makes one");
  const std::string path = join(run, "study.lock");
  try {
    return Lock::parse(files.read(path));
  } catch (const Failure& f) {
    throw Failure(f.code, fmt::format("`{}`: {}", path, f.what()), f.help);
  }
}

}  // namespace

Difference diff(const Files& files, const std::string& a, const std::string& b) {
  const Lock was = lock_of(files, a), is = lock_of(files, b);
  Difference out;
  out.recipe = differences(was, is);
  out.inputs = inputs_of(was, is);
  out.platform = platform_of(was, is);
  const auto told = facts_told(was, is, out);
  nodes_of(was, is, told, out);
  std::set<std::string> tables;
  for (const auto* side : {&a, &b})
    for (const auto& name : files.list_all(join(*side, "tables")))
      if (name.ends_with(".csv")) tables.insert(name);
  for (const auto& name : tables) {
    const std::string x = join(join(a, "tables"), name), y = join(join(b, "tables"), name);
    if (files.exists(x) && files.exists(y) && files.read(x) == files.read(y)) continue;
    out.tables.push_back(table_change(files, name, x, y));
    for (const auto& n : out.tables.back().numbers) out.numbers.push_back(n);
  }
  std::vector<ModelVerdict> models;
  compare_run_models(files, a, b, 1e-9, models);
  for (const auto& m : models) {
    if (m.verdict == "identical") continue;
    TableChange change;
    change.file = m.file;
    change.detail = !m.detail.empty() ? m.detail
                                      : fmt::format("its numbers differ by {:.2g} at most, relatively",
                                                    m.largest_relative_difference);
    out.tables.push_back(std::move(change));
  }
  sort_by_size(out.numbers);
  return out;
}

}  // namespace rgx::engine
