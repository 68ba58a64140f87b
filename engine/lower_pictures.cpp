// Pictures of the regions for the report: a node a case, and for each `images` block one that puts them in order.
// They stand behind everything else in the plan: no key and no random stream depends on them.
#include "engine/lower_pictures.hpp"

#include <algorithm>

namespace rgx::engine {

namespace {

// `pictures:` of the report block, or its default; 0 where no picture is wanted.
std::size_t wanted_pictures(const lang::Study& study) {
  constexpr std::size_t otherwise = 60;
  for (const auto& block : study.blocks)
    if (block.kind == "report")
      if (const auto* said = block.setting("pictures")) {
        if (const auto* n = said->value.as<double>()) return static_cast<std::size_t>(*n);
        return 0;
      }
  return otherwise;
}

}  // namespace

void lower_pictures(Builder& b) {
  const std::size_t all = wanted_pictures(b.study);
  std::vector<const lang::Block*> blocks;
  for (const auto& block : b.study.blocks)
    if (block.images && !block.images->regions.empty() && b.cases.contains(block.name)) blocks.push_back(&block);
  if (all == 0 || blocks.empty()) return;
  for (const auto* block : blocks) {
    const auto& by_cohort = b.cases.at(block->name);
    Node sheet;
    sheet.path = block->name + "/contact_sheet";
    sheet.operation = "contact_sheet";
    sheet.axis = "cohort";
    sheet.block = block->name;
    sheet.origin = block->span;
    // Blocks share what the report shows, so that its size does not grow with them.
    sheet.params = {{"pictures", std::max<std::size_t>(1, all / blocks.size())}};
    Json scans = Json::array();
    for (const auto& scan : block->images->scans) scans.push_back(scan.name);
    for (const auto& [cohort, cases] : by_cohort)
      for (const auto& one : cases) {
        Node n;
        n.path = block->name + "/look" + (by_cohort.size() > 1 ? "/" + cohort : "") + "[" + one.place() + "]";
        n.operation = "look_at_regions";
        n.axis = "subject";
        n.subject = one.subject;
        n.block = block->name;
        n.origin = block->span;
        n.inputs = {{"case", one.node}};
        n.memory_bytes = b.plan.nodes[one.node].memory_bytes;
        std::string repeat;
        for (const auto& key : one.keys) repeat += (repeat.empty() ? "" : "/") + key;
        n.params = {{"scans", scans}, {"cohort", cohort}, {"repeat", repeat}};
        sheet.inputs.emplace_back("look", b.add(std::move(n)));
      }
    const std::size_t made = b.add(std::move(sheet));
    b.plan.outputs.push_back({block->name + ".segmentation.csv", made, "segmentation"});
    b.plan.outputs.push_back({block->name + ".pictures.csv", made, "pictures"});
  }
}

}  // namespace rgx::engine
