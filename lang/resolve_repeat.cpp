// What was measured more than once: `repeat:` of `images`, and long tables of readers or scans.
#include <algorithm>

#include "lang/repeats.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

constexpr const char* kExample = "write `repeat: scan(\"1\", \"2\")`, with `{scan}` in the patterns";

}  // namespace

void Checker::resolve_repeat(const Entries& entries, Scope& scope) {
  ImagesSpec& images = *scope.block->images;
  if (const auto* take = scope.block->setting("take"))
    if (const auto* word = take->value.as<std::string>()) images.take = *word;
  const auto* setting = entries.find("repeat");
  if (setting == nullptr) {
    if (const auto* take = entries.find("take"))
      error("no-repeats", take->name.span, "`" + scope.block->name + "` has no `repeat` to take from").help = kExample;
    return;
  }
  for (const auto* item : items(setting->value)) {
    const auto* call = item->as<ast::Call>();
    if (call == nullptr) {
      error("wrong-type", item->span, "`repeat` asks for a level with its keys, not " + quoted(item->span)).help =
          kExample;
      continue;
    }
    Repeat repeat{call->name.text, {}, item->span};
    bool taken = contains({"id", "cohort", "subject"}, repeat.level);
    for (const auto& other : images.repeats) taken = taken || other.level == repeat.level;
    for (const auto& c : images.cohorts)
      if (const Block* b = block(c); b != nullptr && b->cohort)
        for (const auto& level : b->cohort->levels) taken = taken || level.name == repeat.level;
    if (taken) {
      error("doubled-name", call->name.span, "there is a level `" + repeat.level + "` already");
      continue;
    }
    const std::size_t before = out_.all.size();
    for (const auto& arg : call->args) {
      if (arg.name) {
        error("unknown-name", arg.name->span, "`" + repeat.level + "` has no argument `" + arg.name->text + "`").help =
            kExample;
        continue;
      }
      const auto key = text_of(arg.value, "`" + repeat.level + "`");
      if (!key) continue;
      if (contains(repeat.keys, *key))
        error("doubled-name", arg.value.span, "the key `" + *key + "` stands twice");
      else
        repeat.keys.push_back(*key);
    }
    if (repeat.keys.size() < 2 && out_.all.size() == before)
      error("no-repeats", item->span,
            "`" + repeat.level + "` has " + count_of(repeat.keys.size(), "key") + ", and a repeat has two at least")
          .help = kExample;
    const auto stands = [&](const std::string& pattern) {
      return pattern.find("{" + repeat.level + "}") != std::string::npos;
    };
    const bool used =
        std::any_of(images.scans.begin(), images.scans.end(), [&](const auto& s) { return stands(s.pattern); }) ||
        std::any_of(images.regions.begin(), images.regions.end(), [&](const auto& r) { return stands(r.pattern); });
    if (!used)
      error("no-repeats", item->span, "no pattern of `" + scope.block->name + "` has `{" + repeat.level + "}`").help =
          "without it every repeat reads the same files: put `{" + repeat.level + "}` where the key stands";
    images.repeats.push_back(std::move(repeat));
  }
}

// Keys of an imported table are known in the run only.
std::vector<Repeat> Checker::repeats_of(const Block& table) const {
  if (const ImagesSpec* images = images_of(table)) return images->repeats;
  std::vector<Repeat> out;
  if (table.features && table.features->source)
    for (const auto& [level, column] : table.features->source->keys)
      if (contains(repeat_levels(), level) && depth_of_level(table, level) == 0)
        out.push_back({level, {}, table.features->source->span});
  return out;
}

}  // namespace rgx::lang
