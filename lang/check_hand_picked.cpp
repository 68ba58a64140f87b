// Rule 8 (language.md §7): columns picked by hand beside a comparison of the same cohort.
#include "lang/check_design.hpp"
#include "lang/named.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

void check_hand_picked(Checker& checker, Block& b) {
  if (const auto* chosen = b.setting("chosen"); chosen != nullptr && chosen->value == Literal("before the data"))
    return;
  for (const auto& name : {"features", "left", "right", "using"})
    for (const auto& r : named(b, name)) {
      if (!r.picked || (r.kind == Ref::Kind::score || r.kind == Ref::Kind::model_class)) continue;
      const Block* beside = nullptr;
      for (const auto& other : checker.study().blocks)
        if (other.kind == "compare" && other.name != b.name && other.on == b.on) beside = &other;
      if (beside == nullptr) continue;
      auto& d = checker.warning(
          "hand-picked", r.span,
          "columns of `" + r.block + "` are picked by hand, and `" + beside->name + "` compares the same cohort");
      d.related.push_back({beside->span, "compared here"});
      d.help = "write `chosen: \"before the data\"` if they were; if not, let `within_folds` select them";
      return;
    }
}

}  // namespace rgx::lang
