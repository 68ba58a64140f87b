#include "engine/report_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "engine/figure_rows.hpp"
#include "engine/picture_sheet.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

using Key = std::array<std::string, 5>;

Key key_of(const Table& t, std::size_t r) {
  return {cell(t, "subject", r), cell(t, "cohort", r), cell(t, "repeat", r), cell(t, "region", r), cell(t, "scan", r)};
}

std::string note_of(const Table& t, std::size_t r) {
  std::string out = readable(number(t, "volume_ml", r)) + " ml";
  if (const double pieces = number(t, "pieces", r); pieces > 1) out += fmt::format(" in {} pieces", shortest(pieces));
  if (const double low = number(t, "intensity_p1", r); std::isfinite(low))
    out += fmt::format(", intensity {} to {}", readable(low), readable(number(t, "intensity_p99", r)));
  if (const double d = number(t, "distance", r); std::isfinite(d)) out += fmt::format(", distance {:.1f}", d);
  if (const std::string note = cell(t, "note", r); !note.empty()) out += "; " + note;
  return out;
}

void show(const std::string& name, const Table& found, const Table& pictures, ReportSection& section) {
  std::set<std::string> subjects, regions;
  std::size_t far = 0, border = 0, empty = 0;
  std::map<Key, std::size_t> row;
  double tilt = 0;
  for (std::size_t r = 0; r < found.rows(); ++r) {
    const std::string note = cell(found, "note", r);
    subjects.insert(cell(found, "subject", r));
    regions.insert(cell(found, "region", r));
    far += note.find("far from the cohort") != std::string::npos;
    border += note.find("reaches the border") != std::string::npos;
    empty += number(found, "voxels", r) == 0;
    row.emplace(key_of(found, r), r);
  }
  for (std::size_t r = 0; r < pictures.rows(); ++r) tilt = std::max(tilt, number(pictures, "tilt", r));
  auto cards = picture_cards(pictures);
  for (auto& card : cards)
    if (const auto at = row.find({card.subject, card.cohort, card.repeat, card.region, card.scan}); at != row.end()) {
      card.note = note_of(found, at->second);
      card.marked = !cell(found, "note", at->second).empty();
    }

  std::string text = fmt::format("{} of {} ({}).", counted(found.rows(), "region"), counted(subjects.size(), "subject"),
                                 listed({regions.begin(), regions.end()}, true));
  text += far == 0 ? " None lies far from its cohort"
                   : fmt::format(" **{} far from {} cohort**", far == 1 ? "1 lies" : fmt::format("{} lie", far),
                                 far == 1 ? "its" : "their");
  text +=
      " by volume or intensities (a modified z score beyond 3.5 of the logarithm of the volume, or of the 1st, 50th "
      "or 99th percentile of intensity, among regions of that name; Iglewicz and Hoaglin 1993). The distance is "
      "the root mean square of the four scores.";
  if (border > 0)
    text += fmt::format(" {} the border of the image.", border == 1 ? "1 reaches" : fmt::format("{} reach", border));
  if (empty > 0) text += fmt::format(" {} no voxel.", empty == 1 ? "1 has" : fmt::format("{} have", empty));
  section.parts.push_back(ReportText{"### " + plain(name)});
  section.parts.push_back(ReportText{text});

  if (!cards.empty()) {
    ReportDrawing sheet;
    sheet.name = "segmentation-" + stem_of(name);
    sheet.alt = fmt::format("Slices of {} with the outlines of the regions", counted(cards.size(), "region"));
    const std::size_t whole = found.rows() - empty;
    sheet.caption = fmt::format(
        "**Regions of {}, those furthest from their cohort first.** The slice through the centre of the region, axial, "
        "coronal and sagittal, patient's right on the left hand; orange: the outline of the region along its voxels, "
        "dashed blue: the other regions there. Grey runs from the 1st to the 99th percentile of the three pictures.",
        code(name));
    if (cards.size() < whole)
      sheet.caption += fmt::format(" Shown are {} of {} (`pictures:` of `report` says how many).", cards.size(),
                                   counted(whole, "region"));
    if (tilt >= 1)
      sheet.caption +=
          fmt::format(" Slices are those that were acquired, up to {:.0f}° from the plane they are named by.", tilt);
    sheet.svg = cards_svg(cards);
    section.parts.push_back(std::move(sheet));
  }
  Table shown = found;
  for (auto& c : shown.columns) {
    c.numbers.resize(std::min(c.numbers.size(), rows_in_html));
    c.texts.resize(std::min(c.texts.size(), rows_in_html));
  }
  section.parts.push_back(ReportTable{"segmentation-" + stem_of(name),
                                      name + ": regions, furthest from the cohort first", std::move(shown),
                                      found.rows(), name + ".segmentation.csv", 10});
}

}  // namespace

ReportSection pictures_section(const ReportView& view) {
  ReportSection section{"images", "Looking at the images", {}};
  for (const Json* block : view.blocks("images")) {
    const std::string name = text_at(*block, "name");
    const Table *found = view.table(name + ".segmentation.csv"), *pictures = view.table(name + ".pictures.csv");
    if (found == nullptr || found->rows() == 0) continue;
    show(name, *found, pictures != nullptr ? *pictures : Table(), section);
  }
  return section;
}

}  // namespace rgx::engine
