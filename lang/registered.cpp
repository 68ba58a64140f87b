#include "lang/registered.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "lang/resolve.hpp"

namespace rgx::lang {

std::vector<Fact> facts_without_data(SourceMap& sources, std::uint32_t id, const Catalogue& catalogue,
                                     const ReadText& read, Diagnostics& out) {
  CheckOptions trusting;
  trusting.read = read;
  const Study study = Checker(sources, catalogue, trusting, out).run(id);
  return out.has_errors() ? std::vector<Fact>() : facts_of(study);
}

std::string registered_plan(const Study& study, Span& span) {
  for (const auto& block : study.blocks) {
    const auto* setting = block.kind == "study" ? block.setting("registered") : nullptr;
    if (setting == nullptr) continue;
    span = setting->span;
    const auto names_plan = [](const Literal& l) {
      const auto* t = l.as<std::string>();
      return t != nullptr && t->ends_with(".plan") ? *t : std::string();
    };
    const auto* several = setting->value.as<Literal::List>();
    for (const auto& one : several != nullptr ? *several : Literal::List{setting->value})
      if (const std::string path = names_plan(one); !path.empty()) return path;
  }
  return {};
}

std::string beside(const SourceMap& sources, std::uint32_t study_file, const std::string& written) {
  const std::filesystem::path path(written);
  if (path.is_absolute()) return written;
  return (std::filesystem::path(sources.path(study_file)).parent_path() / path).lexically_normal().string();
}

void check_registered(SourceMap& sources, std::uint32_t id, const Catalogue& catalogue, const ReadText& read,
                      const ReadPlan& read_plan, const Study& study, Diagnostics& out) {
  Span span;
  const std::string written = registered_plan(study, span);
  if (written.empty()) return;
  const auto refuse = [&](const std::string& message, const std::string& help) {
    Diagnostic d;
    d.code = "registered-plan";
    d.message = message;
    d.primary.span = span;
    d.help = help;
    out.add(std::move(d));
  };
  const auto text = read ? read(beside(sources, id, written)) : std::nullopt;
  if (!text)
    return refuse("there is no plan `" + written + "`",
                  "`rgx plan STUDY --freeze` writes it, before outcomes are seen; a registry is named by its address");
  std::string reason;
  const auto planned = read_plan ? read_plan(*text, reason) : std::nullopt;
  if (!planned)
    return refuse("`" + written + "` cannot be compared with: " + reason,
                  "bring the plan back as it was registered; a changed plan is another plan, under another name");
  Diagnostics trusted;
  const auto facts = facts_without_data(sources, id, catalogue, read, trusted);
  if (trusted.has_errors())
    return refuse("the study cannot be compared with `" + written + "`: without its data it has errors",
                  "`rgx check --without-data` names them");
  for (const auto& deviation : deviations(*planned, facts)) {
    Diagnostic d;
    d.code = "plan-deviation";
    d.severity = Severity::warning;
    d.message = sentence(deviation);
    d.primary.span = deviation.span.end > 0 ? deviation.span : span;
    if (deviation.span.end > 0) d.related.push_back({span, "registered here"});
    out.add(std::move(d));
  }
  std::stable_sort(out.all.begin(), out.all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.primary.span.file, a.primary.span.begin) < std::pair(b.primary.span.file, b.primary.span.begin);
  });
}

}  // namespace rgx::lang
