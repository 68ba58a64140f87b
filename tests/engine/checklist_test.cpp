#include "engine/checklist.hpp"

#include <doctest/doctest.h>

#include <map>

#include "engine/checklist_facts.hpp"
#include "engine/checklist_items.hpp"
#include "engine/checklist_score.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

struct Rows {
  std::map<std::string, std::pair<std::string, std::string>> items;  // item → verdict, text
  std::map<std::string, double> points;
  std::string text;
};

Rows rows_of(const RunDirectory& run, const char* guideline) {
  RunDirectory asked = run;
  asked.lock.study["guidelines"] = {guideline};
  ReportRemarks remarks;
  const auto section = checklist_section(ReportView(asked), remarks);
  CHECK(remarks.empty());
  Rows out;
  for (const auto& part : section.parts) {
    if (const auto* text = std::get_if<ReportText>(&part)) out.text += text->markdown + "\n";
    if (const auto* table = std::get_if<ReportTable>(&part))
      for (std::size_t r = 0; r < table->table.rows(); ++r) {
        const std::string item = table->table.at("item").cell(r);
        out.items[item] = {table->table.at("verdict").cell(r), table->table.columns.back().cell(r)};
        for (const char* column : {"weight", "points"})
          if (const Column* c = table->table.find(column)) out.points[item] = c->numbers[r];
      }
  }
  return out;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("checklist: as many items as were published, METRICS' weights add to 1, RQS' points to 36") {
  const std::map<std::string, std::size_t> published{{"CLEAR", 58}, {"METRICS", 30}, {"TRIPOD_AI", 52}, {"RQS", 16}};
  for (const auto& [name, n] : published) {
    CAPTURE(name);
    const auto* items = checklist_items(name);
    REQUIRE(items != nullptr);
    CHECK(items->size() == n);
  }
  double weights = 0, points = 0;
  for (const auto& item : *checklist_items("METRICS")) weights += item.points;
  for (const auto& item : *checklist_items("RQS")) points += item.points;
  CHECK(weights == doctest::Approx(1).epsilon(1e-9));
  CHECK(points == 36);
  CHECK(checklist_items("STROBE") == nullptr);
}

TEST_CASE("checklist: every fact that an item asks for is judged, with or without models") {
  RunDirectory bare;
  bare.path = "run";
  for (const RunDirectory& run : {made_run(), bare}) {
    const Facts facts = facts_of(ReportView(run));
    for (const char* name : {"CLEAR", "METRICS", "TRIPOD_AI", "RQS"})
      for (const auto& item : *checklist_items(name)) {
        CAPTURE(std::string(item.fact));
        if (*item.fact != '\0') CHECK(facts.contains(item.fact));
      }
  }
}

TEST_CASE("checklist: METRICS is scored from what is seen to what could be") {
  const Facts facts{{"guideline", {Judged::State::met, "line 1", 0}},
                    {"eligibility", {Judged::State::not_met, "", 0}},
                    {"deep", {Judged::State::does_not_apply, "", 0}}};
  const std::vector<ChecklistItem> items{
      {"1", "", "guideline", 0.2}, {"2", "", "eligibility", 0.3}, {"3", "", "", 0.3}, {"17", "", "deep", 0.2}};
  CHECK(metrics_score(items, facts) ==
        "Score: 25.0 % from what the study shows (low quality), up to 62.5 % (good) with what only the authors can "
        "answer.");
}

TEST_CASE("checklist: RQS gives points for what the run shows") {
  const Rows rows = rows_of(made_run(), "RQS");
  CHECK(rows.items.size() == 16);
  CHECK(rows.points.at("5") == 3);  // an elastic net
  CHECK(rows.points.at("6") == 1);  // age beside the features
  CHECK(rows.points.at("9") == 2);
  CHECK(rows.points.at("10") == 2);
  CHECK(rows.points.at("12") == 2);  // held-out cases of the same data
  CHECK(rows.points.at("14") == 0);  // the run has no decision curve
  CHECK(rows.items.at("3").first == "cannot be seen from a study");
  CHECK(rows.items.at("12").first == "met in part");
  CHECK(holds(rows.text, "Score: 11 of 36 points (30.6 %) from what the study shows, up to "));
}

TEST_CASE("checklist: a model that nothing validates costs RQS its points") {
  RunDirectory run = made_run();
  for (auto& block : run.lock.study["blocks"])
    if (block["kind"] == "model") block["refs"].erase("validate");
  const Rows rows = rows_of(run, "RQS");
  CHECK(rows.points.at("12") == -5);
  CHECK(rows.points.at("9") == 1);
  CHECK(rows.items.at("9").first == "met in part");
}

TEST_CASE("checklist: other cohorts and comparisons are seen in evaluate") {
  RunDirectory run = made_run();
  run.lock.study["blocks"].push_back({{"kind", "evaluate"},
                                      {"name", "outside"},
                                      {"line", 99},
                                      {"on", {"other"}},
                                      {"settings", Json::array()},
                                      {"refs", {{"model", {{{"block", "signature"}}}}}},
                                      {"steps", Json::array()}});
  run.tables["outside.csv"] = table_of({texts("model", {"signature", "other"}), texts("cohort", {"other", "other"}),
                                        texts("group", {"", ""}), texts("metric", {"auc", "auc"}),
                                        numbers("estimate", {0.7, none}), texts("compared_with", {"", "signature"})});
  const Rows rows = rows_of(run, "METRICS");
  CHECK(rows.items.at("27").first == "met");
  CHECK(holds(rows.items.at("27").second, "line 99 (evaluate outside)"));
  CHECK(rows_of(run, "CLEAR").items.at("41").first == "met");
  CHECK(rows_of(run, "RQS").points.at("12") == 3);
}

TEST_CASE("checklist: few events leave the dimension of METRICS unmet") {
  CHECK(rows_of(made_run(), "METRICS").items.at("16").first == "not met");
  RunDirectory run = made_run();
  std::erase_if(run.lock.warnings, [](const auto& w) { return w.code == "few-events"; });
  CHECK(rows_of(run, "METRICS").items.at("16").first == "met");
}

TEST_CASE("checklist: a table of participants meets the baseline rows") {
  CHECK(rows_of(made_run(), "CLEAR").items.at("44").first == "not met");
  RunDirectory run = made_run();
  run.tables["baseline.csv"] = table_of({texts("cohort", {"demo"}), texts("by", {""}), numbers("smd", {none})});
  CHECK(rows_of(run, "CLEAR").items.at("44").first == "met");
  CHECK(rows_of(run, "TRIPOD_AI").items.at("20b").first == "met");
}
