// Published numbers: radiomic features of glioblastoma subcompartments against pathway scores, patients as random
// intercepts (Ivy GAP; cohorts/ivygap in the data folder, with the R session that gave them).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "stats/regression/mixed_screen.hpp"
#include "stats/regression/regress.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::relative;

namespace {

// A comma-separated table with quoted text and no comma in it.
struct Table {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;

  explicit Table(const std::filesystem::path& path) {
    std::ifstream in(path);
    REQUIRE_MESSAGE(in.good(), path.string());
    std::string line;
    std::getline(in, line);
    names = split(line);
    while (std::getline(in, line)) rows.push_back(split(line));
  }
  static std::vector<std::string> split(const std::string& line, char separator = ',') {
    std::vector<std::string> cells;
    std::stringstream parts(line);
    for (std::string cell; std::getline(parts, cell, separator);) {
      std::erase(cell, '"');
      cells.push_back(cell);
    }
    return cells;
  }
  std::vector<std::string> column(const std::string& name) const {
    const auto at = std::find(names.begin(), names.end(), name);
    REQUIRE_MESSAGE(at != names.end(), name);
    std::vector<std::string> cells;
    for (const auto& row : rows) cells.push_back(row[static_cast<std::size_t>(at - names.begin())]);
    return cells;
  }
  Eigen::VectorXd numbers(const std::string& name) const {
    const auto cells = column(name);
    Eigen::VectorXd values(static_cast<Eigen::Index>(cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool number = !cells[i].empty() && cells[i] != "NA";
      values[static_cast<Eigen::Index>(i)] = number ? std::strtod(cells[i].c_str(), nullptr) : missing;
    }
    return values;
  }
};

}  // namespace

TEST_CASE("Ivy GAP: likelihood ratios and coefficients of the twelve published models") {
  const auto data = rgx::test::data_dir("cohorts/ivygap/csv/lmm_expected.csv");
  if (!data) return;
  const auto folder = *data / "cohorts/ivygap/csv";
  const Table cases(folder / "ivygap_radiomic_pathway_matrix.csv");
  const Table tests(folder / "lmm_expected.csv");
  const Table terms(folder / "lmm_reml_coefficients_expected.csv");

  const auto compartment = cases.column("subcompartment");
  Eigen::MatrixXd covariates = Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(compartment.size()), 3);
  std::map<std::string, int> patients;
  std::vector<int> cluster;
  const auto patient = cases.column("patient_id");
  for (std::size_t i = 0; i < compartment.size(); ++i) {
    covariates(static_cast<Eigen::Index>(i), 1) = compartment[i] == "NET";
    covariates(static_cast<Eigen::Index>(i), 2) = compartment[i] == "ED";
    cluster.push_back(patients.emplace(patient[i], static_cast<int>(patients.size())).first->second);
  }

  int checked = 0;
  for (std::size_t m = 0; m < tests.rows.size(); ++m) {
    const std::string pathway = tests.column("pathway")[m];
    CAPTURE(pathway);
    const auto features = Table::split(tests.column("features")[m], ';');
    Eigen::MatrixXd tested(covariates.rows(), static_cast<Eigen::Index>(features.size()));
    for (std::size_t k = 0; k < features.size(); ++k)
      tested.col(static_cast<Eigen::Index>(k)) = cases.numbers("z_" + features[k]);
    const Eigen::VectorXd y = cases.numbers("z_" + pathway);
    const auto want = [&](const char* field) { return tests.numbers(field)[static_cast<Eigen::Index>(m)]; };

    const MixedTest test = mixed_test(covariates, tested, y, cluster);
    CHECK(static_cast<double>(test.n) == want("n"));
    CHECK(test.df == want("df"));
    CHECK(relative(test.chi_square, want("LRT_chisq")) < 1e-9);
    CHECK(relative(test.p, want("p_published")) < 1e-9);
    CHECK(relative(test.reml_criterion, want("reml_crit")) < 1e-9);
    // The published fits stopped at about 1e-6 of the variances.
    CHECK(relative(test.sd_cluster, want("sd_patient")) < 1e-5);
    CHECK(relative(test.sigma, want("sigma")) < 1e-5);

    Eigen::MatrixXd design(covariates.rows(), covariates.cols() + tested.cols());
    design << covariates, tested;
    const MixedFit fit = linear_mixed(design, y, cluster);
    CHECK(relative(fit.aic, want("AIC")) < 1e-9);
    std::vector<std::string> names{"(Intercept)", "subcompartmentNET", "subcompartmentED"};
    for (const auto& feature : features) names.push_back("z_" + feature);
    for (std::size_t r = 0; r < terms.rows.size(); ++r) {
      if (terms.rows[r][0] != pathway) continue;
      CAPTURE(terms.rows[r][1]);
      const auto j = std::find(names.begin(), names.end(), terms.rows[r][1]) - names.begin();
      REQUIRE(j < fit.t.size());
      const auto term = [&](const char* field) { return terms.numbers(field)[static_cast<Eigen::Index>(r)]; };
      CHECK(relative(fit.coefficient[j], term("Estimate")) < 1e-5);
      CHECK(relative(fit.se[j], term("Std. Error")) < 1e-5);
      CHECK(relative(fit.df[j], term("df")) < 1e-4);
      CHECK(relative(fit.t[j], term("t value")) < 1e-5);
      CHECK(relative(fit.p[j], term("Pr(>|t|)")) < 1e-4);
      ++checked;
    }
  }
  CHECK(checked == 85);
}
