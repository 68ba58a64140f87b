// The studies on real cohorts: they run, write what the interface says, and give the numbers they should.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/program/program.hpp"
#include "tests/program/table.hpp"

using namespace rgx::test;

namespace {

using Header = std::vector<std::string>;

const Header compare_header{"feature",       "outcome",   "cohort",   "group",
                            "term",          "test",      "n",        "subjects",
                            "groups",        "statistic", "df",       "estimate",
                            "estimate_kind", "ci_low",    "ci_high",  "p",
                            "log10_p",       "q",         "rejected", "adjusted_estimate",
                            "icc",           "family",    "note"};

Header associate_header() {
  Header out = compare_header;
  out[0] = "left";
  out[1] = "right";
  return out;
}

struct Done {
  Folder folder;
  std::string run = folder / "run";
  Rows table(const std::string& name) const { return read_rows(run + "/tables/" + name + ".csv"); }
  std::set<std::string> tables() const {
    std::set<std::string> out;
    for (const auto& entry : fs::directory_iterator(run + "/tables")) out.insert(entry.path().stem().string());
    return out;
  }
};

std::string example(const std::string& name) { return (source_dir() / "examples" / name / "study.rgx").string(); }

void check_model_tables(const Done& d, const std::string& model) {
  CAPTURE(model);
  CHECK(d.table(model + ".metrics").header == Header{"metric", "estimate", "ci_low", "ci_high", "n", "method", "note"});
  const Rows predictions = d.table(model + ".predictions");
  CHECK(predictions.header == Header{"subject", "repeat", "fold", "observed", "predicted", "threshold", "cohort"});
  // Each subject once in a repeat, tested in one fold; probabilities.
  std::set<std::pair<std::string, std::string>> seen;
  std::set<std::string> subjects, repeats;
  struct Fold {
    std::vector<double> positive, negative;
  };
  std::map<std::pair<std::string, std::string>, Fold> folds;
  for (std::size_t i = 0; i < predictions.cells.size(); ++i) {
    const std::string &subject = predictions.at(i, "subject"), &repeat = predictions.at(i, "repeat");
    REQUIRE(seen.insert({subject, repeat}).second);
    subjects.insert(subject);
    repeats.insert(repeat);
    const double p = predictions.number(i, "predicted");
    REQUIRE((p >= 0 && p <= 1));
    Fold& fold = folds[{repeat, predictions.at(i, "fold")}];
    (predictions.at(i, "observed") == "1" ? fold.positive : fold.negative).push_back(p);
  }
  CHECK(predictions.cells.size() == subjects.size() * repeats.size());
  CHECK(repeats.size() == 20);
  CHECK(folds.size() == 20 * 5);
  const Rows metrics = d.table(model + ".metrics");
  const std::size_t auc = metrics.where({{"metric", "auc"}});
  CHECK(metrics.at(auc, "n") == std::to_string(subjects.size()));
  // The AUC is what the predictions say: within each fold by counting pairs, averaged over folds.
  double sum = 0;
  for (const auto& [name, fold] : folds) {
    double won = 0;
    for (const double a : fold.positive)
      for (const double b : fold.negative) won += a > b ? 1 : a == b ? 0.5 : 0;
    const auto pairs = static_cast<double>(fold.positive.size() * fold.negative.size());
    REQUIRE(pairs > 0);
    sum += won / pairs;
  }
  CHECK(metrics.number(auc, "estimate") == doctest::Approx(sum / static_cast<double>(folds.size())).epsilon(1e-12));
  CHECK(metrics.number(auc, "ci_low") < metrics.number(auc, "estimate"));
  CHECK(metrics.number(auc, "ci_high") > metrics.number(auc, "estimate"));
}

// q within a family, by Benjamini and Hochberg, from the p values of its tables.
void check_family(const std::vector<Rows>& tables) {
  std::vector<std::pair<double, double>> p_and_q;
  for (const auto& t : tables)
    for (std::size_t i = 0; i < t.cells.size(); ++i) {
      if (t.at(i, "p").empty()) continue;
      p_and_q.emplace_back(t.number(i, "p"), t.number(i, "q"));
      CHECK((t.at(i, "rejected") == "true") == (t.number(i, "q") <= 0.05));
    }
  std::sort(p_and_q.begin(), p_and_q.end());
  double least = 1;
  const auto m = static_cast<double>(p_and_q.size());
  for (std::size_t i = p_and_q.size(); i-- > 0;) {
    least = std::min(least, p_and_q[i].first * m / static_cast<double>(i + 1));
    CHECK(p_and_q[i].second == doctest::Approx(least).epsilon(1e-12));
  }
}

}  // namespace

TEST_CASE("studies: VASARI traits in lower-grade glioma, against R") {
  if (!data_dir("cohorts/tcga_lgg_vasari")) return;
  const Done d;
  const Ended e =
      run_study(example("lgg_vasari"), d.run, d.folder / "store", {"-j", "2"}, 0,
                {.environment = {{"RGX_DATA_DIR", data_dir()->string()}}, .largest_file = {}, .folder = {}});
  CHECK(e.prints("report.html"));
  const auto tables = d.tables();
  for (const char* name : {"codeletion.calibration",
                           "codeletion.coefficients",
                           "codeletion.metrics",
                           "codeletion.predictions",
                           "codeletion.roc",
                           "codeletion.tuning",
                           "codeletion.sources",
                           "codeletion.traits+age.metrics",
                           "graded",
                           "graded.qq",
                           "graded.top",
                           "idh_compared",
                           "idh_forest.importance",
                           "missing",
                           "named",
                           "named.qq",
                           "participants",
                           "shape",
                           "traits",
                           "traits.dictionary"})
    CHECK_MESSAGE(tables.contains(name), name);
  const Rows graded = d.table("graded"), named = d.table("named");
  CHECK(graded.header == compare_header);
  CHECK(named.header == compare_header);
  CHECK(graded.cells.size() == 24);
  CHECK(named.cells.size() == 34);

  const Rows r = read_rows((source_dir() / "tests/reference/lgg_vasari.csv").string());
  REQUIRE(r.cells.size() == 58);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < r.cells.size(); ++i) {
    const bool is_graded = r.at(i, "block") == "graded";
    const Rows& t = is_graded ? graded : named;
    const std::size_t row = t.where({{"feature", r.at(i, "feature")}, {"outcome", r.at(i, "outcome")}});
    CAPTURE(r.at(i, "feature"));
    if (r.at(i, "p") == "NA") {
      CHECK(t.at(row, "p").empty());
      continue;
    }
    CHECK(t.number(row, "p") == doctest::Approx(r.number(i, "p")).epsilon(1e-6));
    CHECK(t.number(row, "q") == doctest::Approx(r.number(i, "q")).epsilon(1e-6));
    if (is_graded) CHECK(t.number(row, "estimate") == doctest::Approx(r.number(i, "estimate")).epsilon(1e-10));
    ++compared;
  }
  CHECK(compared >= 56);
  check_family({graded, named});
  check_model_tables(d, "codeletion");

  // 188 patients; 137 mutant and 50 wild type, 50 codeleted and 135 not, as the table has them.
  const Rows flow = d.table("participants");
  CHECK(flow.header == Header{"subject", "cohort", "status", "step", "reason"});
  CHECK(flow.cells.size() == 188);
  CHECK(d.table("traits").cells.size() == 188);
  std::size_t no_idh = 0, no_codel = 0;
  for (std::size_t i = 0; i < flow.cells.size(); ++i) {
    no_idh += flow.at(i, "reason").find("idh") != std::string::npos;
    no_codel += flow.at(i, "reason").find("codel") != std::string::npos;
  }
  CHECK(no_idh == 188 - 137 - 50);
  CHECK(no_codel == 188 - 50 - 135);
  CHECK(d.table("missing").header == Header{"table", "subject", "column", "reason"});
}

TEST_CASE(
    "studies: soft-tissue sarcoma, PET and lung metastasis; the data set fetched, and one thread, give the same "
    "bytes") {
  const auto data = data_dir("cohorts/sts");
  if (!data) return;
  const Done d;
  run_study(example("sts_imaging"), d.run, d.folder / "store", {"-j", "2"}, 0,
            {.environment = {{"RGX_DATA_DIR", data->string()}}, .largest_file = {}, .folder = {}});
  for (const char* file : {"report.html", "report.md", "study.rgx", "study.lock", "run.json"})
    CHECK_MESSAGE(fs::exists(d.run + "/" + file), file);
  CHECK(read_file(d.run + "/study.rgx") == read_file(example("sts_imaging")));

  const Rows published = d.table("published");
  CHECK(published.header == Header{"value", "expected", "found", "tolerance", "verdict", "source"});
  REQUIRE(published.cells.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK(published.at(i, "verdict") == "met");
  CHECK(published.number(0, "found") == 19);

  // Images that are public for some only: counted for each, and only what needs them leaves the others out.
  const Rows flow = d.table("participants");
  CHECK(flow.header == Header{"subject", "cohort", "status", "step", "reason"});
  std::map<std::string, std::size_t> without;
  std::size_t included = 0;
  for (std::size_t i = 0; i < flow.cells.size(); ++i)
    if (flow.at(i, "status") == "included")
      ++included;
    else
      ++without[flow.at(i, "step")];
  CHECK(included == 51);
  CHECK(without == std::map<std::string, std::size_t>{{"anatomy.T1", 51 - 9}, {"anatomy.CT", 51 - 8}});
  CHECK(d.table("radiomics").cells.size() == 51);
  CHECK(d.table("anatomic").cells.size() == 9);
  CHECK(d.table("radiomics").header.size() == d.table("radiomics.dictionary").cells.size() + 1);
  CHECK(d.table("radiomics.dictionary").header ==
        Header{"column", "family", "feature", "tag", "aggregation", "filter", "unit", "definition"});

  const Rows compared = d.table("by_metastasis");
  CHECK(compared.header == compare_header);
  CHECK(compared.cells.size() + 1 == d.table("radiomics").header.size());
  CHECK(compared.at(0, "groups") == "0=32; 1=19");
  check_family({compared});
  const Rows both = d.table("mr_and_pet");
  CHECK(both.header == associate_header());
  REQUIRE(both.cells.size() == 9);
  for (std::size_t i = 0; i < 9; ++i) CHECK(both.at(i, "n") == "9");
  // The tumour outlined on both scans has about the same volume.
  CHECK(both.number(both.where({{"left", "gtv.shape.volume_mesh"}, {"right", "gtv_t1.shape.volume_mesh"}}),
                    "estimate") > 0.9);
  check_model_tables(d, "signature");
  check_model_tables(d, "suv_max");

  // Fetched into a place of its own, on a machine without RGX_DATA_DIR.
  const Folder home;
  const Settings elsewhere{
      .environment = {{"RGX_DATA_DIR", std::nullopt}, {"XDG_DATA_HOME", home.str()}}, .largest_file = {}, .folder = {}};
  const Ended none = call({"check", example("sts_imaging")}, elsewhere);
  CHECK(none.status == 3);
  CHECK(none.says("error[no-such-dataset]"));
  CHECK(none.says("rgx data get sts"));
  const Ended get = call({"data", "get", "sts", "--from", (*data / "cohorts/sts").string()}, elsewhere);
  INFO(get.err);
  REQUIRE(get.status == 0);
  CHECK(get.prints("licence: "));
  CHECK(get.prints("cite: "));
  run_study(example("sts_imaging"), home / "run", home / "store", {"-j", "1"}, 0, elsewhere);
  CHECK(difference(run_files(home / "run"), run_files(d.run)) == "");
}

TEST_CASE("studies: a data set with a changed byte, or a file less, is not taken") {
  const auto data = data_dir("cohorts/tcga_lgg_vasari");
  if (!data) return;
  const Folder f;
  fs::copy(*data / "cohorts/tcga_lgg_vasari", f / "from", fs::copy_options::recursive);
  const Settings elsewhere{
      .environment = {{"RGX_DATA_DIR", std::nullopt}, {"XDG_DATA_HOME", f / "home"}}, .largest_file = {}, .folder = {}};
  const std::string table = f / "from/csv/tcga_lgg_vasari_clinical_genomic_188.csv";
  std::string bytes = read_file(table);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(table, bytes);
  const Ended wrong = call({"data", "get", "tcga_lgg_vasari", "--from", f / "from"}, elsewhere);
  CHECK(wrong.status == 1);
  CHECK(wrong.says("error[wrong-digest]"));
  CHECK(wrong.says("tcga_lgg_vasari_clinical_genomic_188.csv"));
  fs::remove(table);
  const Ended less = call({"data", "get", "tcga_lgg_vasari", "--from", f / "from"}, elsewhere);
  CHECK(less.status == 1);
  CHECK(less.says("error[missing-files]"));
  CHECK(call({"check", example("lgg_vasari")}, elsewhere).says("error[no-such-dataset]"));  // nothing half-fetched
}

TEST_CASE("studies: the examples are in canonical layout and check without errors") {
  for (const char* name : {"lgg_vasari", "sts_imaging", "sts_robustness"}) {
    CAPTURE(name);
    CHECK(call({"fmt", "--check", example(name)}).status == 0);
    CHECK(call({"check", "--without-data", example(name)}).status == 0);
  }
}
