// conform: the conformance table of this very build.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <typeinfo>

#include "engine/schedule.hpp"
#include "engine/table.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/conformance/stats_conformance.hpp"
#include "stdlib/features/conformance.hpp"
#include "stdlib/filters/conformance_ibsi2.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

namespace {

fs::path data_folder(const std::string& option) {
  if (!option.empty()) return option;
  const char* set = std::getenv("RGX_DATA_DIR");
  return set != nullptr && *set != '\0' ? fs::path(set) : fs::path();
}

void append(features::Conformance& all, const features::Conformance& more) {
  all.rows.insert(all.rows.end(), more.rows.begin(), more.rows.end());
}

// Chapter 1: the digital phantom, and the CT phantom under configurations A to E.
features::Conformance conform_ibsi1(const fs::path& folder) {
  auto all = features::conform_digital_phantom(folder);
  if (fs::exists(folder / "reference" / "ibsi1" / "ibsi_1_ct_radiomics_phantom"))
    for (const char letter : {'A', 'B', 'C', 'D', 'E'}) append(all, features::conform_ct_phantom(folder, letter));
  return all;
}

// Chapter 2: response maps of the digital phantoms, and statistics of responses to the CT phantom.
features::Conformance conform_ibsi2(const fs::path& folder) {
  std::vector<engine::Operation> filters;
  for (const auto& op : stdlib::registry().all())
    if (op.part.type() == typeid(filters::Filter) &&
        std::find(op.signature.blocks.begin(), op.signature.blocks.end(), "features") != op.signature.blocks.end())
      filters.push_back(op);
  const engine::Schedule schedule(engine::machine_threads(), engine::machine_memory(), nullptr);
  auto all = filters::conform_response_maps(folder, filters, schedule.parallel());
  append(all, filters::conform_ct_statistics(folder, filters, schedule.parallel()));
  return all;
}

// The statistics against R's numbers, which come with the program.
int conform_statistics(const std::string& data, bool markdown) {
  const auto folder = conformance::stats_reference_folder(data);
  if (!folder) {
    if (data.empty())
      std::fprintf(stderr, "no reference values: the installation lacks `reference/stats`\n");
    else
      std::fprintf(stderr, "no reference values: `%s` holds no `reference/stats`\n", data.c_str());
    return kFailed;
  }
  const engine::Schedule schedule(engine::machine_threads(), engine::machine_memory(), nullptr);
  const auto table = conformance::conform_stats(*folder, conformance::stats_checks(), schedule.parallel());
  std::fputs((markdown ? stats_table_markdown(table) : stats_table_text(table)).c_str(), stdout);
  return table.within() == table.rows.size() ? kDone : kFailed;
}

}  // namespace

int conform_command(const std::string& what, const std::string& data, bool markdown) {
  if (what == "stats") return conform_statistics(data, markdown);
  if (markdown) {
    std::fprintf(stderr, "--markdown is for `conform stats`\n");
    return kUsage;
  }
  if (what != "ibsi1" && what != "ibsi2") {
    std::fprintf(stderr, "`%s` is no conformance table; there are ibsi1, ibsi2 and stats\n", what.c_str());
    return kUsage;
  }
  const fs::path folder = data_folder(data);
  if (folder.empty() || !fs::exists(folder / "reference" / what)) {
    std::fprintf(stderr, "no reference values: name the folder that holds `reference/%s` with --data or RGX_DATA_DIR\n",
                 what.c_str());
    return kFailed;
  }
  const auto table = what == "ibsi1" ? conform_ibsi1(folder) : conform_ibsi2(folder);
  std::printf("%-64s %14s %12s %24s %s\n", "item", "expected", "tolerance", "found", "verdict");
  for (const auto& row : table.rows)
    std::printf("%-64s %14s %12s %24s %s\n", row.item.c_str(), engine::shortest(row.expected).c_str(),
                engine::shortest(row.tolerance).c_str(), engine::shortest(row.found.value).c_str(),
                row.verdict().c_str());
  for (const auto& item : table.no_reference) std::printf("%-64s %14s\n", item.c_str(), "no reference");
  std::printf("%zu of %zu within tolerance\n", table.within(), table.rows.size());
  return table.within() == table.rows.size() ? kDone : kFailed;
}

}  // namespace rgx::tool
