// conform: the conformance table of this very build.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "engine/table.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/features/conformance.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

namespace {

fs::path data_folder(const std::string& option) {
  if (!option.empty()) return option;
  const char* set = std::getenv("RGX_DATA_DIR");
  return set != nullptr && *set != '\0' ? fs::path(set) : fs::path();
}

void print_rows(const features::Conformance& table, std::size_t& within, std::size_t& rows) {
  for (const auto& row : table.rows)
    std::printf("%-64s %14s %12s %24s %s\n", row.item.c_str(), engine::shortest(row.expected).c_str(),
                engine::shortest(row.tolerance).c_str(), engine::shortest(row.found.value).c_str(),
                row.verdict().c_str());
  within += table.within();
  rows += table.rows.size();
}

}  // namespace

int conform_command(const std::string& what, const std::string& data) {
  if (what != "ibsi1") {
    if (what == "ibsi2" || what == "stats") return not_built_command("conform " + what);
    std::fprintf(stderr, "`%s` is no conformance table; there are ibsi1, ibsi2 and stats\n", what.c_str());
    return kUsage;
  }
  const fs::path folder = data_folder(data);
  if (folder.empty() || !fs::exists(folder / "reference" / "ibsi1")) {
    std::fprintf(stderr,
                 "no reference values: name the folder that holds `reference/ibsi1` with --data or RGX_DATA_DIR\n");
    return kFailed;
  }
  std::printf("%-64s %14s %12s %24s %s\n", "item", "expected", "tolerance", "found", "verdict");
  std::size_t within = 0, rows = 0;
  const auto phantom = features::conform_digital_phantom(folder);
  print_rows(phantom, within, rows);
  if (fs::exists(folder / "reference" / "ibsi1" / "ibsi_1_ct_radiomics_phantom"))
    for (const char letter : {'A', 'B', 'C', 'D', 'E'})
      print_rows(features::conform_ct_phantom(folder, letter), within, rows);
  for (const auto& item : phantom.no_reference) std::printf("%-64s %14s\n", item.c_str(), "no reference");
  std::printf("%zu of %zu within tolerance\n", within, rows);
  return within == rows ? kDone : kFailed;
}

}  // namespace rgx::tool
