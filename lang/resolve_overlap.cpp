// `robust` blocks that compare masks: `dice`, `surface_distance`.
#include <algorithm>

#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

bool of_masks(const Use& use) { return use.signature->name == "dice" || use.signature->name == "surface_distance"; }

}  // namespace

bool Checker::check_overlap(const Entries& entries, Block& here, const Block& from) {
  const auto measure = std::find_if(here.steps.begin(), here.steps.end(), of_masks);
  if (measure == here.steps.end()) return false;
  for (const auto& use : here.steps)
    if (!of_masks(use)) {
      error("misplaced", use.span,
            "`" + use.signature->name + "` is of features, and `" + measure->signature->name + "` of masks")
          .help = "write a `robust` block for each";
      return true;
    }
  if (!from.images) {
    auto& d =
        error("wrong-type", here.refs.at("from").front().span,
              "`" + measure->signature->name + "` compares masks, and `" + from.name + "` is a table of features");
    d.related.push_back({from.span, "declared here"});
    d.help = "write `from:` an `images` block with `repeat: reader(\"A\", \"B\")`";
    return true;
  }
  if (from.images->regions.empty()) {
    error("missing-setting", here.refs.at("from").front().span, "`" + from.name + "` has no mask to compare").help =
        "masks are written `core: mask(\"seg/{id}_{reader}.nii.gz\")`";
    return true;
  }
  check_repeats(entries, here, from);
  return true;
}

}  // namespace rgx::lang
