// `look_at_regions`: what a reader wants to see of the regions of one subject: how large, what intensities, in how many
// pieces, and pictures of each. A row a region and plane; a region without a voxel has one row and no picture.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/base64.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/operations.hpp"
#include "stdlib/imaging/pieces.hpp"
#include "stdlib/imaging/plane_view.hpp"
#include "stdlib/imaging/step.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Json;
using engine::Mask;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// 1st, 50th and 99th percentile of the finite intensities within.
std::array<double, 3> intensities(const engine::Image& image, const Mask& mask) {
  std::vector<float> inside;
  for (std::size_t v = 0; v < mask.voxels.size(); ++v)
    if (mask.voxels[v] != 0 && std::isfinite(image.voxels[v])) inside.push_back(image.voxels[v]);
  if (inside.empty()) return {kMissing, kMissing, kMissing};
  std::sort(inside.begin(), inside.end());
  const auto at = [&](double share) {
    return static_cast<double>(inside[static_cast<std::size_t>(share * static_cast<double>(inside.size() - 1))]);
  };
  return {at(0.01), at(0.5), at(0.99)};
}

// A region that reaches the border of the image was perhaps cut off there; a two-dimensional image has no third border.
bool at_border(const Mask& mask, const Extent& box) {
  for (std::size_t a = 0; a < 3; ++a)
    if (mask.geometry.size[a] > 1 && (box.first[a] == 0 || box.last[a] == mask.geometry.size[a] - 1)) return true;
  return false;
}

struct Rows {
  std::vector<std::string> region, scan, plane, png, outlines;
  std::vector<double> voxels, volume, low, median, high, pieces, border, slice, tilt, columns, rows, across, down;

  engine::Table table(const std::string& subject, const Json& params) const {
    const auto same = [&](const std::string& text) { return std::vector<std::string>(region.size(), text); };
    engine::Table out;
    out.columns = {Column::of_texts("subject", same(subject)),
                   Column::of_texts("cohort", same(params.at("cohort").get<std::string>())),
                   Column::of_texts("repeat", same(params.at("repeat").get<std::string>())),
                   Column::of_texts("region", region),
                   Column::of_texts("scan", scan),
                   Column::of_numbers("voxels", voxels),
                   Column::of_numbers("volume_ml", volume),
                   Column::of_numbers("low", low),
                   Column::of_numbers("median", median),
                   Column::of_numbers("high", high),
                   Column::of_numbers("pieces", pieces),
                   Column::of_numbers("at_border", border),
                   Column::of_texts("plane", plane),
                   Column::of_numbers("slice", slice),
                   Column::of_numbers("tilt", tilt),
                   Column::of_numbers("columns", columns),
                   Column::of_numbers("rows", rows),
                   Column::of_numbers("across", across),
                   Column::of_numbers("down", down),
                   Column::of_texts("outlines", outlines),
                   Column::of_texts("png", png)};
    return out;
  }
};

void add(Rows& rows, const PlaneView* view) {
  const auto number = [&](auto member) { return view == nullptr ? kMissing : static_cast<double>(view->*member); };
  rows.plane.push_back(view == nullptr ? std::string() : view->plane);
  rows.slice.push_back(number(&PlaneView::slice));
  rows.tilt.push_back(number(&PlaneView::tilt));
  rows.columns.push_back(number(&PlaneView::columns));
  rows.rows.push_back(number(&PlaneView::rows));
  rows.across.push_back(number(&PlaneView::across));
  rows.down.push_back(number(&PlaneView::down));
  rows.png.push_back(view == nullptr ? std::string() : engine::base64(to_png(view->width, view->height, view->grey)));
  std::string outlines;
  if (view != nullptr)
    for (const auto& [name, path] : view->outlines) outlines += (outlines.empty() ? "" : "|") + name + ":" + path;
  rows.outlines.push_back(std::move(outlines));
}

// The scan that a region is looked at on: its own, else the first of the block whose grid is the region's.
const std::string* scan_of(const engine::Case& subject, const engine::Region& region, const Json& order) {
  for (const auto& name : order) {
    const auto found = subject.scans.find(name.get<std::string>());
    if (found == subject.scans.end()) continue;
    if (!region.for_scan.empty() && region.for_scan != found->first) continue;
    if (same_grid(found->second.image.geometry, region.mask.geometry)) return &found->first;
  }
  return nullptr;
}

engine::Output look(const Context& context) {
  const auto& subject = context.input("case").as<engine::Case>();
  const Json& order = context.params.at("scans");
  Rows rows;
  for (const auto& [name, region] : subject.regions) {
    const std::string* scan = scan_of(subject, region, order);
    if (scan == nullptr) continue;  // tied to a scan that this subject lacks
    const engine::Image& image = subject.scans.at(*scan).image;
    const auto inside = static_cast<double>(count(region.mask));
    const auto& spacing = region.mask.geometry.spacing;
    std::vector<PlaneView> views;
    bool border = false;
    if (inside > 0) {
      border = at_border(region.mask, extent(region.mask));
      std::vector<std::pair<std::string, const Mask*>> together;
      for (const auto& [other, its] : subject.regions)
        if (same_grid(image.geometry, its.mask.geometry)) together.emplace_back(other, &its.mask);
      views = plane_views(image, name, together);
    }
    const auto [low, median, high] = intensities(image, region.mask);
    const double pieces = static_cast<double>(pieces_of(region.mask));
    for (std::size_t v = 0; v < std::max<std::size_t>(views.size(), 1); ++v) {
      rows.region.push_back(name);
      rows.scan.push_back(*scan);
      rows.voxels.push_back(inside);
      rows.volume.push_back(inside * spacing[0] * spacing[1] * spacing[2] / 1000);
      rows.low.push_back(low);
      rows.median.push_back(median);
      rows.high.push_back(high);
      rows.pieces.push_back(pieces);
      rows.border.push_back(border ? 1 : 0);
      add(rows, v < views.size() ? &views[v] : nullptr);
    }
  }
  return {rows.table(context.subject, context.params), {}};
}

}  // namespace

engine::Operation look_at_regions_operation() {
  return engine::Declare<Json>("look_at_regions", 1)
      .in("engine")
      .summary("volume, intensities and pieces of every region of one subject, and its central slice in three planes")
      .run([](const Json&, const Context& c) {
        try {
          return look(c);
        } catch (const ImageError& error) {
          rethrow(error);
        }
      });
}

}  // namespace rgx::stdlib
