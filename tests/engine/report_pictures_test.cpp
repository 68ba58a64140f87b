#include "engine/report_pictures.hpp"

#include <doctest/doctest.h>

#include "engine/base64.hpp"
#include "engine/picture_sheet.hpp"
#include "engine/workflow_drawing.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

Table pictures_table(const std::string& outlines) {
  return table_of({texts("subject", {"P<1>", "P<1>"}), texts("cohort", {"demo", "demo"}), texts("repeat", {"", ""}),
                   texts("region", {"lesion", "lesion"}), texts("scan", {"T1ce", "T1ce"}),
                   texts("plane", {"axial", "coronal"}), texts("outlines", {outlines, ""}),
                   texts("png", {base64("picture"), base64("other")}), numbers("slice", {4, 9}),
                   numbers("tilt", {0, 12}), numbers("columns", {30, 30}), numbers("rows", {20, 10}),
                   numbers("across", {2, 2}), numbers("down", {2, 5})});
}

Table regions_table() {
  return table_of({texts("subject", {"P<1>", "P2"}), texts("cohort", {"demo", "demo"}), texts("repeat", {"", ""}),
                   texts("region", {"lesion", "lesion"}), texts("scan", {"T1ce", "T1ce"}), numbers("distance", {6, 1}),
                   numbers("voxels", {100, 90}), numbers("volume_ml", {1.25, 2}), numbers("intensity_p1", {5, 4}),
                   numbers("intensity_median", {6, 5}), numbers("intensity_p99", {50, 9}), numbers("pieces", {3, 1}),
                   texts("note", {"far from the cohort: volume", ""})});
}

}  // namespace

TEST_CASE("bytes as base64") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("cards: pictures in mm with their outlines on them") {
  const auto cards = picture_cards(pictures_table("lesion:M1 2h3v4h-3z|brain:M0 0h9v9h-9z"));
  REQUIRE(cards.size() == 1);
  REQUIRE(cards[0].drawings.size() == 2);
  const std::string body = cards_svg(cards);
  CHECK(body.find("viewBox=\"0 0 60 40\"") != std::string::npos);
  CHECK(body.find("viewBox=\"0 0 60 50\"") != std::string::npos);
  CHECK(body.find("d=\"M1 2h3v4h-3z\" transform=\"scale(2 2)\"") != std::string::npos);
  CHECK(body.find("base64," + base64("picture")) != std::string::npos);
  CHECK(body.find("aria-label=\"P&lt;1&gt; · lesion on T1ce: axial slice 4\"") != std::string::npos);
  CHECK(body.find("P<1>") == std::string::npos);
  // The region's own line is drawn last, on top.
  CHECK(body.find("stroke=\"#ff9a1f\"") > body.find("stroke=\"#56b4e9\""));
}

TEST_CASE("cards: what is no path and no picture is not drawn") {
  const auto cards = picture_cards(pictures_table("lesion:M1 2\"/><script>alert(1)</script>"));
  CHECK(cards_svg(cards).find("script") == std::string::npos);
  Table spoilt = pictures_table("");
  for (auto& c : spoilt.columns)
    if (c.name == "png") c.texts[0] = "\"/><script>";
  CHECK(picture_cards(spoilt).at(0).drawings.size() == 1);
}

TEST_CASE("the report's look at the images") {
  RunDirectory run = made_run();
  CHECK(pictures_section(ReportView(run)).parts.empty());
  run.tables["mri.segmentation.csv"] = regions_table();
  run.tables["mri.pictures.csv"] = pictures_table("lesion:M1 2h3v4h-3z");
  const auto section = pictures_section(ReportView(run));
  REQUIRE(section.parts.size() == 4);
  const auto& text = std::get<ReportText>(section.parts[1]).markdown;
  CHECK(text.find("2 regions of 2 subjects (`lesion`). **1 lies far from its cohort**") != std::string::npos);
  const auto& sheet = std::get<ReportDrawing>(section.parts[2]);
  CHECK(sheet.name == "segmentation-mri");
  CHECK(sheet.svg.starts_with("<svg class=\"card\""));
  CHECK(sheet.svg.find("1.25 ml in 3 pieces, intensity 5 to 50, distance 6.0; far from") != std::string::npos);
  CHECK(sheet.svg.find("fill=\"#d55e00\"") != std::string::npos);  // marked
  CHECK(sheet.caption.find("Shown are 1 of 2 regions") != std::string::npos);
  CHECK(sheet.caption.find("up to 12° from the plane") != std::string::npos);
  CHECK(sheet.svg.find("P<1>") == std::string::npos);
}

TEST_CASE("cards as a file: one sheet of the first of them, other drawings as they are") {
  CHECK(one_drawing("<svg width=\"3\"/>") == "<svg width=\"3\"/>");
  auto cards = picture_cards(pictures_table(""));
  while (cards.size() < 30) cards.push_back(cards[0]);
  const std::string sheet = one_drawing(cards_svg(cards));
  std::size_t shown = 0;
  for (auto at = sheet.find("class=\"card\""); at != std::string::npos; at = sheet.find("class=\"card\"", at + 1))
    ++shown;
  CHECK(shown == 24);
  CHECK(sheet.starts_with("<svg xmlns"));
  CHECK(sheet.ends_with("</svg>\n"));
}

TEST_CASE("the workflow: a box a block, arrows from what is read, none that another way covers") {
  const RunDirectory run = made_run();
  const auto drawing = workflow_drawing(ReportView(run));
  REQUIRE(drawing);
  CHECK(drawing->svg.find("<title>cohort demo</title>") != std::string::npos);
  CHECK(drawing->svg.find("<title>preprocess standardised</title>") != std::string::npos);
  CHECK(drawing->svg.find("<title>study") == std::string::npos);
  CHECK(workflow_drawing(ReportView(run))->svg == drawing->svg);
  RunDirectory bare = run;
  bare.lock.study["blocks"] = Json::array();
  CHECK_FALSE(workflow_drawing(ReportView(bare)));
}
