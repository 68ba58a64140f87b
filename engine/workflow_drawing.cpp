#include "engine/workflow_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rgx::engine {

namespace {

constexpr int margin = 12, box_width = 190, box_height = 44, column_gap = 56, row_gap = 14;

struct Box {
  std::string name, kind;
  std::set<std::size_t> from;  // boxes it reads
  std::size_t layer = 0;
  double place = 0;  // of its row among those of its layer
  int x = 0, y = 0;
};

bool is_drawn(const std::string& kind) { return kind != "study" && kind != "report" && kind != "published"; }

void names_of(const Json& ref, std::set<std::string>& out) { out.insert(text_at(ref, "block")); }

std::vector<Box> boxes_of(const ReportView& view) {
  std::vector<Box> out;
  std::map<std::string, std::size_t> place;
  const Json& blocks = list_at(view.study, "blocks");
  for (const auto& block : blocks) {
    if (!is_drawn(text_at(block, "kind"))) continue;
    const std::string name = text_at(block, "name");
    if (!place.emplace(name, out.size()).second) continue;  // blocks without a name of their own
    Box box;
    box.name = name;
    box.kind = text_at(block, "kind");
    out.push_back(std::move(box));
  }
  for (const auto& block : blocks) {
    const auto at = place.find(text_at(block, "name"));
    if (at == place.end() || text_at(block, "kind") != out[at->second].kind) continue;
    std::set<std::string> read;
    if (block.contains("refs"))
      for (const auto& [role, refs] : block["refs"].items())
        for (const auto& ref : refs) names_of(ref, read);
    for (const auto& cohort : texts_of(list_at(block, "on"))) read.insert(cohort);
    for (const char* part : {"images", "features", "matrix"})
      if (block.contains(part)) {
        for (const auto& cohort : texts_of(list_at(block[part], "cohorts"))) read.insert(cohort);
        read.insert(text_at(block[part], "from"));
      }
    for (const auto& name : read)
      if (const auto from = place.find(name); from != place.end() && from->second != at->second)
        out[at->second].from.insert(from->second);
  }
  return out;
}

// Boxes that can be reached against the arrows; a study has no cycle, and one that was edited by hand ends all the
// same.
std::set<std::size_t> behind(const std::vector<Box>& boxes, std::size_t start) {
  std::set<std::size_t> seen;
  std::vector<std::size_t> waiting{start};
  while (!waiting.empty()) {
    const std::size_t at = waiting.back();
    waiting.pop_back();
    for (const std::size_t from : boxes[at].from)
      if (seen.insert(from).second) waiting.push_back(from);
  }
  return seen;
}

void reduce(std::vector<Box>& boxes) {
  std::vector<std::set<std::size_t>> all;
  for (std::size_t i = 0; i < boxes.size(); ++i) all.push_back(behind(boxes, i));
  for (auto& box : boxes) {
    std::set<std::size_t> kept;
    for (const std::size_t from : box.from)
      if (std::none_of(box.from.begin(), box.from.end(),
                       [&](std::size_t other) { return other != from && all[other].contains(from); }))
        kept.insert(from);
    box.from = std::move(kept);
  }
}

void place_in_layers(std::vector<Box>& boxes) {
  for (std::size_t round = 0; round < boxes.size(); ++round)
    for (auto& box : boxes)
      for (const std::size_t from : box.from)
        box.layer = std::min(std::max(box.layer, boxes[from].layer + 1), boxes.size() - 1);
}

// Rows of each layer by the middle of what they read, equal ones in the order of the study.
std::vector<std::vector<std::size_t>> ordered(std::vector<Box>& boxes) {
  std::vector<std::vector<std::size_t>> layers;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].layer >= layers.size()) layers.resize(boxes[i].layer + 1);
    layers[boxes[i].layer].push_back(i);
  }
  for (auto& layer : layers) {
    for (const std::size_t i : layer) {
      double sum = 0;
      for (const std::size_t from : boxes[i].from) sum += boxes[from].place;
      if (!boxes[i].from.empty()) boxes[i].place = sum / static_cast<double>(boxes[i].from.size());
    }
    std::stable_sort(layer.begin(), layer.end(), [&](auto a, auto b) { return boxes[a].place < boxes[b].place; });
    for (std::size_t k = 0; k < layer.size(); ++k)
      boxes[layer[k]].place = (static_cast<double>(k) + 0.5) / static_cast<double>(layer.size());
  }
  return layers;
}

// Data, images and what is taken from them, tests, models: tints that stay apart in grey as well.
const char* tint(const std::string& kind) {
  if (kind == "cohort" || kind == "matrix" || kind == "derive") return "#eaf3f9";
  if (kind == "images" || kind == "preprocess" || kind == "features" || kind == "aggregate" || kind == "robust" ||
      kind == "harmonise")
    return "#fdf3e3";
  if (kind == "model" || kind == "split" || kind == "evaluate") return "#f7e6ef";
  return "#e3f3ec";
}

// The beginning of a name, where it is longer than the box.
std::string fitting(const std::string& name) {
  constexpr std::size_t room = 22;
  return name.size() <= room ? name : name.substr(0, room - 1) + "…";
}

}  // namespace

std::optional<ReportDrawing> workflow_drawing(const ReportView& view) {
  auto boxes = boxes_of(view);
  std::size_t arrows = 0;
  for (const auto& box : boxes) arrows += box.from.size();
  if (boxes.size() < 2 || arrows == 0) return std::nullopt;
  reduce(boxes);
  place_in_layers(boxes);
  const auto layers = ordered(boxes);
  std::size_t tallest = 0;
  for (const auto& layer : layers) tallest = std::max(tallest, layer.size());
  const auto size = [](std::size_t n, int each, int gap) { return static_cast<int>(n) * (each + gap) - gap; };
  const int width = 2 * margin + size(layers.size(), box_width, column_gap), inner = size(tallest, box_height, row_gap),
            height = 2 * margin + inner;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const int top = margin + (inner - size(layers[l].size(), box_height, row_gap)) / 2;
    for (std::size_t k = 0; k < layers[l].size(); ++k) {
      boxes[layers[l][k]].x = margin + static_cast<int>(l) * (box_width + column_gap);
      boxes[layers[l][k]].y = top + static_cast<int>(k) * (box_height + row_gap);
    }
  }
  std::string lines, marks;
  arrows = 0;
  for (const auto& box : boxes) {
    for (const std::size_t from : box.from) {
      const int x1 = boxes[from].x + box_width, y1 = boxes[from].y + box_height / 2, x2 = box.x - 3,
                y2 = box.y + box_height / 2, bend = column_gap / 2;
      lines += fmt::format(
          "<path d=\"M{} {}C{} {} {} {} {} {}\" fill=\"none\" stroke=\"#5b6775\" marker-end=\"url(#workflow-tip)\"/>\n",
          x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2);
      ++arrows;
    }
    marks += fmt::format(
        "<g><title>{0} {1}</title><rect x=\"{2}\" y=\"{3}\" width=\"{4}\" height=\"{5}\" rx=\"4\" fill=\"{6}\" "
        "stroke=\"#5b6775\"/><text x=\"{7}\" y=\"{8}\" font-size=\"11\" fill=\"#3b4653\">{0}</text><text x=\"{7}\" "
        "y=\"{9}\" font-weight=\"600\">{10}</text></g>\n",
        escape_html(box.kind), escape_html(box.name), box.x, box.y, box_width, box_height, tint(box.kind), box.x + 10,
        box.y + 17, box.y + 34, escape_html(fitting(box.name)));
  }
  ReportDrawing out;
  out.name = "workflow";
  out.caption = fmt::format(
      "**Workflow.** The {} of the study from left to right, an arrow from each to those that read it; one that a way "
      "over other blocks covers is left out. Blue: data; ochre: images and features; green: analyses; rose: models.",
      counted(boxes.size(), "block"));
  out.alt =
      fmt::format("Graph of the study: {} joined by {}", counted(boxes.size(), "block"), counted(arrows, "arrow"));
  out.svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "aria-label=\"{2}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#1c2430\">\n"
      "<defs><marker id=\"workflow-tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" "
      "markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\" fill=\"#5b6775\"/></marker></defs>\n"
      "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n{3}{4}</svg>\n",
      width, height, escape_html(out.alt), lines, marks);
  return out;
}

}  // namespace rgx::engine
