// Imaging: scans and regions, and the steps that prepare them.
#include <algorithm>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// Names in braces of a pattern.
std::vector<std::string> placeholders(const std::string& pattern) {
  std::vector<std::string> out;
  for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
    const auto end = pattern.find('}', at);
    if (end == std::string::npos) break;
    out.push_back(pattern.substr(at + 1, end - at - 1));
  }
  return out;
}

std::string argument_text(const Use& use, const char* name) {
  const auto* a = use.argument(name);
  const auto* s = a != nullptr ? a->value.as<std::string>() : nullptr;
  return s != nullptr ? *s : std::string();
}

bool argument_true(const Use& use, const char* name) {
  const auto* a = use.argument(name);
  const auto* b = a != nullptr ? a->value.as<bool>() : nullptr;
  return b != nullptr && *b;
}

}  // namespace

void Checker::resolve_images(const Entries& entries, Scope& scope) {
  scope.block->images.emplace();
  ImagesSpec& images = *scope.block->images;
  resolve_cohorts_of(entries, scope, "cohort", "cohorts");
  images.cohorts = scope.cohorts;
  // Regions may name scans that stand behind them: scans first.
  struct Later {
    const ast::Setting* setting;
    const ast::Call* call;
    const Signature* signature;
  };
  std::vector<Later> regions;
  for (const auto* setting : entries.open) {
    const ast::Value& value = inner(setting->value);
    const auto* call = value.as<ast::Call>();
    if (call == nullptr) {
      auto& d = error("wrong-type", value.span,
                      "`" + setting->name.text + "` is neither a setting of `images` nor an image or a mask");
      d.help =
          "images are written `T1ce: nifti(\"img/{id}.nii.gz\", modality: MR)`, regions `core: "
          "mask(\"seg/{id}.nii.gz\", label: 1)`";
      continue;
    }
    bool known = false;
    const auto* signature =
        operation(call->name.text, call->name.span, 0, "images", {Role::image_source, Role::region_source}, known);
    if (signature == nullptr) {
      // Its name is kept, so that what refers to it says nothing about it.
      const auto* named = catalogue_.find(call->name.text);
      if (named != nullptr && named->role == Role::image_source)
        images.scans.push_back({setting->name.text, "", "", "", false, setting->name.span});
      else
        images.regions.push_back({setting->name.text, "", "", {}, "", false, setting->name.span});
      continue;
    }
    if (signature->role == Role::region_source) {
      regions.push_back({setting, call, signature});
      continue;
    }
    ScanSpec scan{setting->name.text, signature->name, "", "", false, setting->name.span};
    if (const auto made = use(*signature, call->args, call->name.span, scope)) {
      scan.pattern = argument_text(*made, "path");
      scan.modality = argument_text(*made, "modality");
      scan.optional = argument_true(*made, "optional");
    }
    images.scans.push_back(std::move(scan));
  }
  scope.images = &images;
  for (const auto& [setting, call, signature] : regions) {
    RegionSpec region{setting->name.text, signature->name, "", {}, "", false, setting->name.span};
    if (const auto made = use(*signature, call->args, call->name.span, scope)) {
      region.pattern = argument_text(*made, "path");
      region.optional = argument_true(*made, "optional");
      region.for_scan = argument_text(*made, "for");
      if (const auto* label = made->argument("label"))
        if (const auto* number = label->value.as<double>()) region.label = static_cast<std::int64_t>(*number);
    }
    images.regions.push_back(std::move(region));
  }
  if (images.scans.empty() && images.regions.empty())
    error("missing-setting", scope.flat->span(), "`" + scope.block->name + "` names no image").help =
        "images are written `T1ce: nifti(\"img/{id}.nii.gz\", modality: MR)`";
  resolve_repeat(entries, scope);
  const auto pattern = [&](const std::string& written, const std::string& name, Span span) {
    if (written.empty()) return;
    std::vector<std::string> allowed{"id", "cohort"};
    for (const auto& r : images.repeats) allowed.push_back(r.level);
    for (const auto& c : images.cohorts)
      if (const Block* b = block(c); b && b->cohort)
        for (const auto& l : b->cohort->levels) allowed.push_back(l.name);
    const auto found = placeholders(written);
    for (const auto& p : found)
      if (!contains(allowed, p)) {
        auto& d = error("unknown-name", span, "the pattern of `" + name + "` has an unknown `{" + p + "}`");
        d.help = "patterns know " + choices_text(allowed, "and");
      }
    if (!contains(found, "id"))
      error("wrong-type", span, "the pattern of `" + name + "` is the same for every subject").help =
          "put `{id}` where the subject's id stands";
  };
  for (const auto& s : images.scans) pattern(s.pattern, s.name, s.span);
  for (const auto& r : images.regions) pattern(r.pattern, r.name, r.span);
  if (has_data()) check_images_data(*scope.block);
}

const ImagesSpec* Checker::images_of(const Block& from) const {
  if (from.images) return &*from.images;
  const auto at = from.refs.find("from");
  if (at == from.refs.end() || at->second.empty()) return nullptr;
  for (const auto& b : study_.blocks)
    if (b.name == at->second.front().block && b.kind != "study") return images_of(b);
  return nullptr;
}

void Checker::resolve_preprocess(const Entries& entries, Scope& scope) {
  if (const auto at = scope.block->refs.find("from"); at != scope.block->refs.end() && !at->second.empty())
    if (const Block* from = block(at->second.front().block)) {
      scope.images = images_of(*from);
      if (scope.images != nullptr) scope.cohorts = scope.images->cohorts;
    }
  if (scope.images == nullptr) scope.quiet = true;  // `from` has its own message
  static const ImagesSpec nothing;
  if (scope.images == nullptr) scope.images = &nothing;
  scope.block->on = scope.cohorts;
  resolve_steps(entries.steps, *find_block("preprocess"), scope, scope.block->steps);
  for (const auto& step : scope.block->steps) {
    if (step.signature->name != "n4") continue;
    for (const auto& scan : scope.images->scans) {
      const bool meant = step.of.empty() || std::any_of(step.of.begin(), step.of.end(),
                                                        [&](const Ref& r) { return r.member == scan.name; });
      if (meant && !scan.modality.empty() && scan.modality != "MR")
        warning("step-does-not-fit", step.span,
                "`n4` corrects the bias field of MR, and `" + scan.name + "` is " + scan.modality)
            .related.push_back({scan.span, "declared here"});
    }
  }
}

}  // namespace rgx::lang
