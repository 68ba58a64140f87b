// Perturbations of `robust` blocks: features taken again from images and regions that were changed.
#include <algorithm>

#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// How many changes one step stands for.
std::size_t changes(const Use& use) {
  std::size_t listed = 0;
  for (const auto& p : use.signature->params)
    if (p.list)
      if (const auto* argument = use.argument(p.name)) {
        const auto* values = argument->value.as<Literal::List>();
        listed = values != nullptr ? values->size() : 1;
      }
  if (listed > 0) {
    const auto* permute = use.argument("permute");
    const auto* on = permute != nullptr ? permute->value.as<bool>() : nullptr;
    return on != nullptr && *on ? listed * listed * listed : listed;
  }
  const auto* repetitions = use.argument("repetitions");
  const auto* times = repetitions != nullptr ? repetitions->value.as<double>() : nullptr;
  return times != nullptr ? static_cast<std::size_t>(*times) : 1;
}

}  // namespace

// Each reading is an extraction a subject: beyond this many it is a slip.
constexpr std::size_t kMostReadings = 1000;

void Checker::check_perturbations(Block& here, const Block& table) {
  const auto* combine = here.setting("combine");
  const auto* how = combine != nullptr ? combine->value.as<std::string>() : nullptr;
  const bool chain = how != nullptr && *how == "chain";
  std::size_t readings = chain ? 1 : 0;
  const Use* first = nullptr;
  for (const auto& use : here.steps) {
    if (use.signature->role != Role::perturbation) continue;
    if (first == nullptr) first = &use;
    readings = chain ? readings * changes(use) : readings + changes(use);
  }
  if (first == nullptr) return;
  const Ref& from = here.refs.at("from").front();
  if (!table.features || table.features->source || table.features->from.kind == Ref::Kind::features ||
      !table.features->keep.empty() || table.aggregate) {
    auto& d =
        error("wrong-type", from.span,
              "`" + first->signature->name + "` changes images, and `" + table.name + "` is not extracted from them" +
                  (table.features && !table.features->keep.empty() ? " alone" : ""));
    d.related.push_back({table.span, "declared here"});
    d.help = "write `from:` a `features` block with `families`, `scans` and `regions`";
    return;
  }
  if (readings > kMostReadings) {
    error("out-of-range", first->span,
          "`" + here.name + "` asks for " + std::to_string(readings) + " readings of each subject, but at most " +
              std::to_string(kMostReadings) + " are taken")
        .help = chain ? "write `combine: each`, or fewer values" : "write fewer values";
    return;
  }
  here.settings.push_back({"over", std::string("perturbation"), false, first->span});
  for (const auto& use : here.steps) check_agreement(here, use, readings + 1);
}

}  // namespace rgx::lang
