// An edit reruns what it touches, and nothing else: `rgx plan` says so before, `rgx run` does it.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/program/demo.hpp"
#include "tests/program/nifti.hpp"

using namespace rgx::test;

namespace {

using Paths = std::set<std::string>;

// `signature/fold[3.2]` → `signature/fold`.
std::string step_of(const std::string& path) { return path.substr(0, path.find('[')); }

struct Planned {
  Paths run, kept;              // steps; one that is in both runs for some subjects only
  std::set<std::string> nodes;  // that run, in full
  std::set<std::string> reasons;
};

Planned plan(const std::string& study, const std::string& store) {
  const Ended e = call({"plan", study, "--store", store, "--json"});
  INFO(e.err);
  REQUIRE(e.status == 0);
  const auto json = nlohmann::json::parse(e.out);
  Planned out;
  for (const auto& node : json.at("nodes")) {
    for (const char* key : {"path", "operation", "version", "key", "cached", "reason", "inputs", "memory_bytes"})
      REQUIRE_MESSAGE(node.contains(key), key);
    const std::string path = node.at("path");
    (node.at("cached").get<bool>() ? out.kept : out.run).insert(step_of(path));
    if (node.at("cached").get<bool>()) continue;
    out.nodes.insert(path);
    out.reasons.insert(node.at("reason"));
  }
  return out;
}

// The demonstration study, to be edited; its results are in the store of the undisturbed run.
struct Bench {
  const Demo& demo = Demo::undisturbed();
  Folder folder;
  std::string cohort = demo.copy_to(folder);
  std::string text = read_file(demo.study());
  Planned after(const std::string& study_text, const std::string& name = "study.rgx") const {
    write_file(cohort + "/" + name, study_text);
    return plan(cohort + "/" + name, demo.store());
  }
};

const Paths analyses_of_radiomics{"genotype_imaging/wilcoxon",
                                  "genotype_imaging/correct",
                                  "radiogenomic_map/spearman",
                                  "radiogenomic_map/correct",
                                  "proliferation/spearman",
                                  "proliferation/correct",
                                  "signature/fold",
                                  "signature/refit",
                                  "signature/path",
                                  "signature",
                                  "cohorts/describe"};

}  // namespace

TEST_CASE("edit: nothing edited, nothing runs, wherever the files lie") {
  Bench b;
  const Planned p = b.after(b.text);
  CHECK(p.run.empty());
  CHECK(p.kept.size() == 23);
  // Another time of a file is no other content.
  fs::last_write_time(b.cohort + "/expression.csv", fs::file_time_type::clock::now());
  CHECK(b.after(b.text).run.empty());
}

TEST_CASE("edit: remarks, layout, the file's name and names inside it are no recipe") {
  Bench b;
  CHECK(b.after("# A remark\n" + edited(b.text, "  welch()\n", "  # and another\n\n\n  welch(  )\n")).run.empty());
  CHECK(b.after(b.text, "renamed.rgx").run.empty());
  CHECK(b.after(edited(b.text, "  families: [shape, intensity, glcm]\n  filters:  original\n",
                       "  filters: [original]; families: [\n    shape,\n    intensity, glcm,\n  ]\n"))
            .run.empty());
  CHECK(b.after(edited(b.text, "bins: 16", "bins: 16.0")).run.empty());
  std::string other = edited(b.text, "preprocess standardised", "preprocess sized");
  CHECK(b.after(edited(other, "from:     standardised", "from:     sized")).run.empty());
  // What is shown, and how the study is titled, is the report's.
  CHECK(b.after(edited(b.text, "proliferation, signature]", "signature]")).run.empty());
  CHECK(b.after(edited(b.text, "in a cohort drawn from a seed", "of nobody")).run.empty());
}

TEST_CASE("edit: a level of correction touches the correction") {
  Bench b;
  const Planned p = b.after(edited(b.text, "wilcoxon(effect: auc)\n  correct(method: BH, level: 5 %)",
                                   "wilcoxon(effect: auc)\n  correct(method: BH, level: 1 %)"));
  CHECK(p.run == Paths{"genotype_imaging/correct"});
  REQUIRE(p.reasons.size() == 1);
  CHECK(p.reasons.begin()->find("0.01") != std::string::npos);
}

TEST_CASE("edit: bins touch the extraction and what follows, not the images") {
  Bench b;
  const Planned p = b.after(edited(b.text, "bins: 16", "bins: 24"));
  Paths expected = analyses_of_radiomics;
  expected.insert({"radiomics/extract", "radiomics"});
  CHECK(p.run == expected);
  for (const char* kept : {"mri", "standardised/resample", "standardised/zscore", "rna", "genotype_expression/welch"})
    CHECK_MESSAGE(p.kept.contains(kept), kept);
}

TEST_CASE("edit: the last preprocessing step keeps the one before") {
  Bench b;
  const Planned p = b.after(edited(b.text, "zscore(within: brain)", "zscore(within: lesion)"));
  CHECK(p.run.contains("standardised/zscore"));
  CHECK(p.run.contains("radiomics/extract"));
  CHECK(p.kept.contains("standardised/resample"));
  CHECK_FALSE(p.run.contains("standardised/resample"));
}

TEST_CASE("edit: the seed touches what draws, and what follows from it") {
  Bench b;
  const Planned p = b.after(edited(b.text, "seed:       1", "seed:       2"));
  CHECK(p.run == Paths{"folds", "signature/fold", "signature/refit", "signature/path", "signature"});
}

TEST_CASE("edit: the grid of a model touches the model; a new block runs alone") {
  Bench b;
  CHECK(b.after(edited(b.text, "tune(0.1, 0.5, 0.9)", "tune(0.2, 0.5)")).run ==
        Paths{"signature/fold", "signature/refit", "signature/path", "signature"});
  const Planned p =
      b.after(b.text + "\nassociate age_map { left: radiomics; right: age; spearman(); correct(method: BH) }\n");
  CHECK(p.run == Paths{"age_map/spearman", "age_map/correct"});
}

TEST_CASE("edit: a cell of a table touches what reads the table") {
  Bench b;
  std::string rows = read_file(b.cohort + "/expression.csv");
  const std::size_t at = rows.find("\ndemo-003,") + 10;
  rows.replace(at, rows.find(',', at) - at, "9.999");
  write_file(b.cohort + "/expression.csv", rows);
  CHECK(b.after(b.text).run == Paths{"rna", "genotype_expression/welch", "genotype_expression/correct",
                                     "radiogenomic_map/spearman", "radiogenomic_map/correct", "cohorts/describe"});
}

TEST_CASE("edit: one image touches one subject, up to where the subjects meet") {
  Bench b;
  const std::string image = b.cohort + "/images/demo-003_t1ce.nii.gz";
  std::string bytes = unpacked(image);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_packed(image, bytes);
  const Planned p = b.after(b.text);
  Paths expected = analyses_of_radiomics;
  expected.insert({"mri", "mri/look", "mri/contact_sheet", "standardised/resample", "standardised/zscore",
                   "radiomics/extract", "radiomics"});
  CHECK(p.run == expected);
  std::set<std::string> cases;
  for (const auto& node : p.nodes)
    if (node.find("[demo-") != std::string::npos) cases.insert(node);
  CHECK(cases == Paths{"mri[demo-003]", "mri/look[demo-003]", "radiomics/extract[demo-003]",
                       "standardised/resample[demo-003]", "standardised/zscore[demo-003]"});
}

TEST_CASE("edit: the run computes what the plan said, and gives the bytes of a run from nothing") {
  Bench b;
  const std::string store = b.demo.copy_store_to(b.folder);
  const std::string study = b.cohort + "/study.rgx";
  write_file(study, edited(b.text, "tune(0.1, 0.5, 0.9)", "tune(0.2, 0.5)"));
  const std::size_t foreseen = plan(study, store).nodes.size();
  CHECK(foreseen == 28);
  const Ended e = run_study(study, b.folder / "edited", store, {"-j", "2"}, 0, without_node);
  CHECK(e.says(std::to_string(foreseen) + " of 237 nodes computed, " + std::to_string(237 - foreseen)));
  CHECK(plan(study, store).nodes.empty());
  run_study(study, b.folder / "afresh", b.folder / "other_store", {"-j", "2"}, 0, without_node);
  CHECK(difference(run_files(b.folder / "edited"), run_files(b.folder / "afresh")) == "");
  CHECK(difference(run_files(b.folder / "edited"), b.demo.files_without_node()) != "");
}

TEST_CASE("edit: the plan as a graph") {
  const Demo& demo = Demo::undisturbed();
  const Ended dot = call({"plan", demo.study(), "--store", demo.store(), "--dot"});
  CHECK(dot.status == 0);
  CHECK(dot.out.starts_with("digraph"));
  CHECK(dot.prints("->"));
  const Ended text = call({"plan", demo.study(), "--store", demo.store()});
  CHECK(text.prints("237 nodes: 237 kept, 0 to run"));
}
