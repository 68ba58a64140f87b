#include "engine/figure_tests.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/report_document.hpp"

namespace rgx::engine {

void add_told(Json& value, const TestRows& rows, std::size_t row) {
  constexpr std::size_t longest = 120;
  value["feature"] = cut_in_front(rows.tested(row), longest);
  value["with"] = cut_in_front(rows.against(row), longest);
  value["estimate"] = brief(rows.estimate(row));
  const std::string interval = interval_text(rows.low(row), rows.high(row));
  if (!interval.empty()) value["interval"] = interval;
  value["p"] = readable_p(rows.p(row), rows.log10_p(row));
  if (!std::isnan(rows.q(row))) value["q"] = readable_p(rows.q(row), std::nan(""));
  if (!std::isnan(rows.n(row))) value["n"] = rows.n(row);
}

Json tooltip() {
  const auto field = [](const char* name, const char* title) { return Json{{"field", name}, {"title", title}}; };
  return Json::array({field("feature", "feature"), field("with", "with"), field("estimate", "effect"),
                      field("interval", "95 % CI"), field("p", "p"), field("q", "q"), field("n", "n")});
}

Json one_mark() { return {{"values", Json::array({Json::object()})}}; }

Json strength_axis(const char* field, double top) {
  return {{"field", field},
          {"type", "quantitative"},
          {"title", "−log₁₀ p"},
          {"axis", {{"grid", true}, {"tickCount", 6}}},
          {"scale", {{"domain", {0, top}}, {"nice", false}}}};
}

Json test_points(const Json& values, const Json& x, const Json& y, int size) {
  const auto points = [&](int rejected, const char* shape, const char* color, double opacity) {
    return Json{{"transform", Json::array({Json{{"filter", fmt::format("datum.rejected === {}", rejected)}}})},
                {"mark",
                 {{"type", "point"},
                  {"filled", true},
                  {"shape", shape},
                  {"color", color},
                  {"size", size},
                  {"opacity", opacity},
                  {"aria", false}}},
                {"encoding", {{"x", x}, {"y", y}, {"tooltip", tooltip()}}}};
  };
  return {{"data", {{"values", values}}},
          {"layer", Json::array({points(0, "triangle-up", ink::grey, 0.75), points(1, "circle", ink::orange, 0.9)})}};
}

std::string marked_words(std::size_t rejected, bool decided, const FamilyLine& family) {
  if (rejected == 1) return " Orange circle: the one " + family.marked + ".";
  if (rejected > 1) return fmt::format(" Orange circles: the {} {}.", rejected, family.marked);
  return decided ? " None is " + family.marked + "." : "";
}

std::string thinned_words(std::size_t drawn, std::size_t all, std::size_t strongest) {
  if (drawn >= all) return {};
  return fmt::format(" Drawn are {} of {}: the {} strongest, then fewer and fewer.", drawn, all, strongest);
}

}  // namespace rgx::engine
