#include "engine/literature.hpp"

#include <doctest/doctest.h>

#include "engine/failure.hpp"
#include "engine/report_literature.hpp"
#include "tests/engine/report_run.hpp"

using namespace rgx::test;

namespace {

const Literature& shipped() {
  static const Literature once = Literature::installed();
  return once;
}

}  // namespace

TEST_CASE("literature: a molecule by the names that people and columns give it") {
  CHECK(names_molecule("IDH1", "IDH1"));
  CHECK(names_molecule("idh", "IDH1"));
  CHECK(names_molecule("IDH1_status", "IDH1"));
  CHECK(names_molecule("1p_19q_co_del_status", "1p/19q co-deletion") == names_molecule("1p19q", "1p/19q co-deletion"));
  CHECK(names_molecule("1p/19q", "1p/19q co-deletion"));
  CHECK(names_molecule("MGMT", "MGMT methylation"));
  CHECK(names_molecule("KRAS", "KRAS/NRAS/HRAS"));
  CHECK(names_molecule("HER2", "ER/PR/HER2"));
  CHECK(names_molecule("ER", "ER/PR/HER2"));
  CHECK_FALSE(names_molecule("ER", "ERK/MAPK"));  // two letters begin too much
  CHECK_FALSE(names_molecule("ALK", "IDH1"));
  CHECK_FALSE(names_molecule("", "IDH1"));
  CHECK_FALSE(names_molecule("status", "IDH1"));
}

TEST_CASE("literature: everything shipped is read, results find their study") {
  CHECK(shipped().studies().size() == 109);
  CHECK(shipped().results().size() == 46);
  CHECK(shipped().tumours().front() == "Brain");
  const auto idh = shipped().studies_of("IDH1", "Brain");
  CHECK(idh.size() >= 13);
  CHECK(shipped().studies_of("IDH1", "Lung").empty());
  const auto kras = shipped().results_of("KRAS");
  REQUIRE(!kras.empty());
  CHECK(kras.front()->tumour == "Colorectal");
  CHECK(kras.front()->study == "Lubner et al.");
  CHECK(kras.front()->value == "0.02");
  CHECK(shipped().tumours_in("Shape of lower-grade glioma (TCGA)") == std::vector<std::string>{"Brain"});
  CHECK(shipped().tumours_in("nothing of the kind").empty());
}

TEST_CASE("literature: a column that is not there is named") {
  CHECK_THROWS_WITH(Literature::parse("tumor,study\nBrain,A\n", "tumor\nBrain\n"),
                    "`literature/studies.csv` has no column `reference`");
}

TEST_CASE("literature: a report places findings beside those of the same molecule and tumour") {
  RunDirectory run = made_run();
  run.lock.study["title"] = "Texture of glioblastoma";
  // The outcome as another study would have called it.
  for (auto& block : run.lock.study["blocks"])
    if (block["kind"] == "cohort") block["cohort"]["variables"][0]["column"] = "IDH1";
  const ReportView view(run);
  const auto section = literature_section(view, shipped());
  REQUIRE(section.parts.size() == 5);  // and ki67, with its study
  const std::string lead = std::get<ReportText>(section.parts[0]).markdown;
  CHECK(lead.find("109 studies (Brain)") != std::string::npos);
  const std::string found = std::get<ReportText>(section.parts[1]).markdown;
  CHECK(
      found.starts_with("### genotype\n\nHere: `by_genotype`: 7 of 16 tests rejected; the strongest "
                        "`lesion.T1ce.original.glcm.contrast`, AUC 0.05 (95 % CI −0.05 to 0.15), p "));
  CHECK(found.find("`signature`: AUC 0.81 (95 % CI 0.70 to 0.91).") != std::string::npos);
  const auto& table = std::get<ReportTable>(section.parts[2]).table;
  for (std::size_t r = 0; r < table.rows(); ++r) CHECK(table.at("tumour").cell(r) == "Brain");
  CHECK(table.rows() == shipped().studies_of("IDH1", "Brain").size());
}

TEST_CASE("literature: nothing is said of a study whose molecules nobody knows") {
  RunDirectory run = made_run();
  for (auto& block : run.lock.study["blocks"])
    if (block["kind"] == "cohort") block["cohort"]["variables"].erase(1);  // ki67
  CHECK(literature_section(ReportView(run), shipped()).parts.empty());
}
