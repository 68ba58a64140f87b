#pragma once
// The predictors of a model while the steps of `within_folds` work on them: named columns over all cases, numbers or
// categories, with which table they came from.
#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

using Rows = std::vector<std::size_t>;

struct Predictor {
  std::string name, block;
  bool covariate = false;  // declared in a cohort: steps pass it by, except impute
  bool nominal = false;
  Eigen::VectorXd numbers;          // NaN missing
  std::vector<int> codes;           // nominal; -1 missing
  std::vector<std::string> levels;  // nominal, reference level first
};

struct Predictors {
  std::vector<Predictor> columns;
  std::size_t rows = 0;
  // What steps read of the same rows and no learner sees: batches, covariates that a correction preserves.
  std::vector<Predictor> beside;

  // Places of the numeric columns of feature tables and matrices (`of` empty: of all blocks).
  std::vector<std::size_t> numeric(const std::vector<std::string>& of) const;
  Eigen::MatrixXd values(const std::vector<std::size_t>& columns, const Rows& rows) const;
  void drop(const std::vector<std::size_t>& places);
  // Of `beside`, by name. Throws Failure "unknown-column".
  const Predictor& read_beside(const std::string& name) const;
};

Predictors predictors_of(const std::vector<FrameColumn>& columns, std::size_t rows);

// How predictors become numbers. reference: one column a level but the reference, levels and constant columns as found
// in the training cases. every_level: a column for every declared level, and nothing is left out: what a signature that
// was made elsewhere may name.
enum class Coding { reference, every_level };
struct Expanded {
  std::vector<std::string> names;
  std::vector<std::string> blocks;  // of each column
  std::vector<bool> covariate;
  Eigen::MatrixXd x;         // all rows
  std::size_t constant = 0;  // columns left out: constant in the training part
  std::size_t unseen = 0;    // cells whose level no training case has: coded as the reference
};
// What training cases taught of it, so that any cases with the same predictors can be expanded alike.
struct FittedCoding {
  struct One {
    std::string name;
    bool nominal = false, kept = true;
    std::vector<int> levels;  // nominal: codes that count, ascending; of `reference` the first has no column

    template <class Visit, class Self>
    static void fields(Visit& visit, Self& self) {
      visit("name", self.name);
      visit("nominal", self.nominal);
      visit("kept", self.kept);
      visit("levels", self.levels);
    }
  };
  Coding coding = Coding::reference;
  std::vector<One> predictors;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("coding", self.coding);
    visit("predictors", self.predictors);
  }
};
FittedCoding fit_coding(const Predictors& predictors, const Rows& train, Coding coding = Coding::reference);
// Throws Failure "unknown-column" where the predictors are not those of the fit.
Expanded expand(const Predictors& predictors, const FittedCoding& coding);
Expanded expand(const Predictors& predictors, const Rows& train, Coding coding = Coding::reference);

}  // namespace rgx::stdlib
