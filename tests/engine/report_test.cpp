#include "engine/report.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "engine/assets.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

struct Written {
  MemoryFiles files;
  ReportRemarks remarks;
  std::string html, markdown;

  explicit Written(const RunDirectory& run) {
    remarks = write_report(files, run);
    if (files.exists("run/report.html")) html = files.read("run/report.html");
    if (files.exists("run/report.md")) markdown = files.read("run/report.md");
  }
  std::map<std::string, std::string> all() const {
    std::map<std::string, std::string> out;
    for (const auto& name : files.list_all("run")) out[name] = files.read("run/" + name);
    return out;
  }
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

std::string section(const std::string& markdown, const std::string& id) {
  static const std::map<std::string, std::string> titles{{"summary", "Summary"},
                                                         {"participants", "Participants"},
                                                         {"methods", "Methods"},
                                                         {"results", "Results"},
                                                         {"ledger", "Multiplicity ledger"},
                                                         {"audit", "Leakage audit"},
                                                         {"published", "Comparison with published numbers"},
                                                         {"literature", "Comparison with the literature"},
                                                         {"checklist", "Checklist"},
                                                         {"provenance", "Provenance"},
                                                         {"references", "References"}};
  const auto from = markdown.find("\n## " + titles.at(id) + "\n");
  if (from == std::string::npos) return {};
  return markdown.substr(from + 1, markdown.find("\n## ", from + 1) - from);
}

// Without PATH there is no Node.
struct NoPath {
  std::string before = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
  NoPath() { setenv("PATH", "/nonexistent", 1); }
  ~NoPath() { setenv("PATH", before.c_str(), 1); }
};

const Written& made() {
  static const Written once(made_run());
  return once;
}

}  // namespace

TEST_CASE("report: every section stands, and two runs give the same bytes") {
  for (const char* id : {"summary", "participants", "methods", "results", "ledger", "audit", "published", "checklist",
                         "provenance", "references"}) {
    CAPTURE(id);
    CHECK(!section(made().markdown, id).empty());
    CHECK(holds(made().html, std::string("<section id=\"") + id + "\">"));
  }
  RunDirectory other = made_run();
  other.run["started"] = "2030-12-31T00:00:00Z";  // times and machine are no part of a report
  other.run["machine"] = "another machine";
  CHECK(Written(other).all() == made().all());
}

TEST_CASE("report: the summary says what was found in words") {
  const std::string text = section(made().markdown, "summary");
  CHECK(holds(text, "*Does texture differ by genotype?*"));
  CHECK(holds(text,
              "- **Participants**, `demo`: 38 subjects of 41 in the table; with a value 38 for `genotype` and 37 for "
              "`ki67`.\n"));
  CHECK(holds(text,
              "17 features were compared by `genotype` in 38 cases. Of 16 tests, 7 were rejected at q ≤ 0.05 "
              "(Benjamini–Hochberg). 1 more could not be computed; the table gives the reasons. The strongest: "
              "`lesion.T1ce.original.glcm.contrast`: AUC 0.05 (95 % CI −0.05 to 0.15), n = 38, "
              "p =\u00A01.0\u00A0×\u00A010⁻⁷, q =\u00A05.1\u00A0×\u00A010⁻⁷."));
  CHECK(holds(text,
              "`genotype` was predicted for 36 cases (18 positive). In the held-out parts of `folds` (nested "
              "cross-validation, 2 outer folds, 2 repeats): AUC 0.81 (95 % CI 0.70 to 0.91), Brier score 0.17 (95 % CI "
              "0.10 to 0.24) and calibration slope 0.90."));
  CHECK(holds(text,
              "- **Multiplicity**: 220 tests counted in 2 families, 114 rejected ([ledger](#multiplicity-ledger)).\n"));
  CHECK(holds(text, "- **Published numbers**: 1 of 2 met"));
  CHECK(holds(made().html, "<dd>114 / 220</dd>"));
}

TEST_CASE("report: participants are counted by step, reason, outcome and image") {
  const std::string text = section(made().markdown, "participants");
  CHECK(holds(text,
              "holds 41 subjects; 38 remain. 2 subjects left by `include`: does not meet include (2). 1 subject left "
              "by `exclude`: meets exclude (1). 1 subject left at `radiomics` and is in nothing that needs it: the "
              "region \\`lesion\\` is empty (1)."));
  CHECK(holds(text, "| demo | outcome genotype | binary | 38 | 0 | wildtype: 20, mutant: 18 |"));
  CHECK(holds(text, "| demo | outcome ki67 | continuous | 37 | 1 |  |"));
  CHECK(holds(text, "| demo | image mri.T2 | image | 36 | 2 |  |"));
  const std::string svg = made().files.read("run/figures/flow-demo.svg");
  for (const char* box :
       {"In the subject table (n = 41)", "Left out by include (n = 2)", "Remaining (n = 39)",
        "Left out by exclude (n = 1)", "Cohort demo (n = 38)", "Outcome ki67", "37 with a value, 1 without"}) {
    CAPTURE(box);
    CHECK(holds(svg, std::string(">") + box + "</text>"));
  }
}

TEST_CASE("report: results stand by strength, a p below what a double holds by its logarithm") {
  const std::string text = section(made().markdown, "results");
  CHECK(holds(text, "### by\\_genotype\n"));
  CHECK(holds(text, "### signature where age \\< 70 years\n"));
  CHECK(holds(text, "p =\u00A05.6\u00A0×\u00A010⁻⁴⁰¹"));
  CHECK(holds(text, "| lesion.shape.volume\\_mesh | GENE01 | 100.3 | 36 | 0.02323 | −0.07677 | 0.1232 | 1e-400 |"));
  CHECK(holds(text, "25 of 204 rows, all in [tables/map.csv](tables/map.csv)"));
  CHECK(holds(text,
              "| lesion.shape.elongation |  |  |  |  |  |  |  | constant |"));  // the test that could not be computed
  CHECK(holds(made().html, "<td class=\"number\" data-value=\"-400.25\">1e-400</td>"));
  CHECK(holds(made().html, "200 of 204 rows, all in <a href=\"tables/map.csv\">tables/map.csv</a>"));
  CHECK(holds(text, "| alpha=0.9 | 3 | 0.75 |"));  // the refit on every case is no training part
}

TEST_CASE("report: ledger, audit and published numbers") {
  const std::string ledger = section(made().markdown, "ledger");
  CHECK(holds(ledger,
              "16 tests counted in 1 family, 7 rejected. 204 more in exploratory families, in a ledger of their own. "
              "1 model built, with 15 candidate settings tried in inner folds. p values of the study in total: "
              "220."));
  CHECK(holds(ledger, "| genotype | by\\_genotype | BH | 5 % | 17 | 16 | 16 | 7 |"));
  CHECK(holds(ledger, "| signature | genotype | no | 4 | 3 | 15 | 3 | 0 |"));
  CHECK(holds(section(made().markdown, "audit"),
              "| signature | step \\`standardise\\` | training part of each fold of "
              "\\`folds\\` | held-out parts of \\`folds\\` | clean |"));
  CHECK(holds(section(made().markdown, "published"),
              "| count(demo.genotype == 1) | 18 | 19 | digits 0 | missed | doi:10.0000/x |"));
  CHECK(holds(made().html, "<tr class=\"bad\">"));
}

TEST_CASE("report: `tests:` and a reason are in the ledger, not valid numbers are called so") {
  RunDirectory run = made_run();
  run.lock.study["families"][0]["tests"] = 24;
  run.lock.study["families"][1]["method"] = "none";
  run.lock.study["families"][1]["because"] = "a single question | asked before";
  for (auto& block : run.lock.study["blocks"])
    if (block["name"] == "by_genotype") block["not_valid"] = {"clustered-rows"};
  const Written w(run);
  CHECK(holds(section(w.markdown, "ledger"), "| genotype | by\\_genotype | BH | 5 % | 17 | 16 | 24 | 7 |"));
  CHECK(holds(section(w.markdown, "ledger"), "a single question \\| asked before"));
  CHECK(holds(section(w.markdown, "results"), "Every number of it is **not valid**: `clustered-rows` was accepted."));
  CHECK(holds(section(w.markdown, "results"),
              "Of 204 tests, 107 were rejected at p ≤ 0.05 (p values are not corrected)."));
}

TEST_CASE("report: checklist rows are met by a line, not met with what would meet them, or cannot be seen") {
  const std::string text = section(made().markdown, "checklist");
  CHECK(times(text, "\n| ") == 3 + 58 + 30 + 52);  // a heading for each, and every item
  CHECK(holds(text, "| 22 | resampling and its parameters | met | line 38 (preprocess standardised) |"));
  CHECK(holds(text,
              "| 42 | comparison with non-radiomic methods | not met | a model of the clinical covariates alone, on "
              "the same folds |"));
  CHECK(holds(text, "| 41 | statistical comparison of performance | does not apply | one model |"));
  CHECK(holds(text, "| 8 | ethics | cannot be seen from a study | for the authors to say |"));
  CHECK(
      holds(text, "| 18d | registration | not met | write \\`registered:\\` in \\`study\\`, or say that it was not |"));
  RunDirectory run = made_run();
  run.lock.study["guidelines"] = {"METRICS", "STROBE"};
  const Written w(run);
  CHECK_FALSE(holds(section(w.markdown, "checklist"), "### CLEAR"));
  REQUIRE(!w.remarks.empty());
  CHECK(w.remarks[0] == "there is no checklist of STROBE in this version: its rows are not in the report");
}

TEST_CASE("report: provenance prints inputs, defaults, warnings, accepted errors and what is missing") {
  const std::string text = section(made().markdown, "provenance");
  CHECK(holds(text,
              "Made by rgx 0.1.0 on instruction set x86-64-v3 with eigen 3.4.0 and itk 5.2.1. The study compiled to 4 "
              "nodes of 3 operations: `read_cohort@1` (1), `resample@1` (2) and `wilcoxon@1` (1). Random numbers "
              "follow from the seed 7."));
  CHECK(holds(text, "| clinical.csv | 4096 | aaaa"));
  CHECK(holds(text, "| standardised | resample | threshold | 0.5 |"));
  CHECK(holds(text, "| demo | setting | missing\\_image | error |"));
  CHECK(holds(text, "| few-voxels | the region has 12 voxels | 3 | radiomics/extract\\[x] | s01, s02, s03 |"));
  CHECK(holds(text, "| signature | few-events | a demonstration |"));
  CHECK(holds(text, "| radiomics | too few voxels | 2 | 2 |"));
  CHECK_FALSE(holds(made().html, "2026-01-31T09:05:07Z"));
  CHECK_FALSE(holds(made().html, "a machine"));
}

TEST_CASE("report: the page holds odd characters as text and asks nothing of the network") {
  const std::string& html = made().html;
  CHECK(html.starts_with("<!DOCTYPE html>"));
  CHECK(holds(html, "<title>Texture, &lt;genotype&gt; &amp; expression | a &quot;hand-made&quot; run</title>"));
  CHECK(holds(html, "<td>odd &lt;/script&gt;&lt;!-- &amp; &quot;name&quot; | `ä`</td>"));
  CHECK(times(html, "<script") - times(html, "<script\\") == times(html, "</script>"));
  for (const char* reach : {"src=\"http", "src=\"//", "<link rel=\"stylesheet\"", "url(http", "@import"}) {
    CAPTURE(reach);
    CHECK_FALSE(holds(html, reach));
  }
  for (const auto& [name, bytes] : made().all())
    if (name.ends_with(".vl.json")) {
      CAPTURE(name);
      CHECK_FALSE(holds(bytes, "http"));
      CHECK(Json::parse(bytes).at("background") == "#ffffff");
    }
}

TEST_CASE("report: only the sections that were asked for, in their order, and ledger and audit always") {
  RunDirectory run = made_run();
  for (auto& block : run.lock.study["blocks"])
    if (block["kind"] == "report") block["settings"][0]["value"] = {"results", "participants"};
  const Written w(run);
  CHECK(section(w.markdown, "methods").empty());
  CHECK(section(w.markdown, "provenance").empty());
  CHECK(section(w.markdown, "references").empty());
  CHECK(!section(w.markdown, "ledger").empty());
  CHECK(!section(w.markdown, "audit").empty());
  CHECK(w.markdown.find("\n## Results\n") < w.markdown.find("\n## Participants\n"));
  CHECK_FALSE(holds(w.markdown, "(#provenance)"));  // no link to what is not there
}

TEST_CASE("report: files are named by the study, and stay inside the run directory") {
  RunDirectory run = made_run();
  for (auto& block : run.lock.study["blocks"])
    if (block["kind"] == "report")
      block["sinks"] = {{{"format", "markdown"}, {"file", "text/supplement.md"}},
                        {{"format", "html"}, {"file", "../x.html"}}};
  const Written w(run);
  CHECK(w.files.exists("run/x.html"));
  CHECK_FALSE(w.files.exists("x.html"));
  CHECK_FALSE(w.files.exists("run/report.html"));
  const std::string markdown = w.files.read("run/text/supplement.md");
  CHECK(holds(markdown, "](../figures/roc-signature.svg)"));
  CHECK(holds(markdown, "](../tables/map.csv)"));
  REQUIRE(!w.remarks.empty());
  CHECK(w.remarks[0] == "`../x.html` lies outside the run directory: written there as `x.html`");
}

TEST_CASE("report: empty tables and tables that are not there") {
  RunDirectory run = made_run();
  for (auto& [name, table] : run.tables)
    for (auto& column : table.columns) {
      column.numbers.clear();
      column.texts.clear();
    }
  const Written empty(run);
  CHECK(holds(section(empty.markdown, "results"), "No hypothesis was tested: its table is empty."));
  CHECK(holds(empty.html, "no rows"));
  CHECK(holds(section(empty.markdown, "participants"), "holds 0 subjects"));
  run.tables.clear();
  const Written none_at_all(run);
  CHECK(holds(section(none_at_all.markdown, "results"), "The run directory holds no table of it."));
  CHECK(section(none_at_all.markdown, "published").empty());
  CHECK(holds(section(none_at_all.markdown, "participants"), "no `participants.csv`"));
  RunDirectory bare;
  bare.path = "run";
  const Written nothing(bare);
  CHECK(holds(nothing.markdown, "# Study without a title"));
  CHECK(holds(section(nothing.markdown, "results"), "The study has no analysis."));
}

TEST_CASE("report: a model that fans out is shown outcome by outcome") {
  RunDirectory run = made_run();
  std::map<std::string, Table> tables;
  for (const auto& [name, table] : run.tables)
    if (name.starts_with("signature.")) {
      tables["signature.EGFR" + name.substr(9)] = table;
      tables["signature.TP53" + name.substr(9)] = table;
    } else {
      tables[name] = table;
    }
  run.tables = tables;
  const Written w(run);
  const std::string text = section(w.markdown, "results");
  CHECK(holds(text, "`EGFR` was predicted for 36 cases"));
  CHECK(holds(text, "#### TP53\n"));
  CHECK(w.files.exists("run/figures/roc-signature.EGFR.vl.json"));
  CHECK(holds(section(w.markdown, "ledger"), "| signature | TP53 | no | 4 | 3 | 15 | 3 | 0 |"));
}

TEST_CASE("report: figures as SVG by Node, and a remark that names them without it") {
  const Written without = [] {
    const NoPath no_path;
    return Written(made_run());
  }();
  REQUIRE(without.remarks.size() >= 1);
  CHECK(without.remarks[0].starts_with("these SVGs are missing in figures/: volcano-by_genotype.svg, "));
  CHECK(without.remarks[0].find(", map-map.svg") != std::string::npos);
  CHECK(without.remarks[0].ends_with("; the HTML report and the .vl.json files are complete"));
  CHECK(without.html == made().html);
  CHECK(without.files.exists("run/figures/roc-signature.vl.json"));
  CHECK_FALSE(without.files.exists("run/figures/roc-signature.svg"));
  if (!asset("web/vega.min.js")) {
    MESSAGE("vega is not installed: `sh cmake/bootstrap.sh`");
    return;
  }
  CHECK(made().remarks == ReportRemarks{});
  for (const char* name : {"volcano-by_genotype", "map-map", "p-values-map", "roc-signature", "calibration-signature",
                           "coefficients-signature"}) {
    CAPTURE(name);
    const std::string svg = made().files.read(std::string("run/figures/") + name + ".svg");
    CHECK(svg.starts_with("<svg"));
    CHECK(times(svg, "<path") > 5);
    CHECK_FALSE(holds(svg, "NaN"));
  }
}
