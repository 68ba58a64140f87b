#pragma once
// What a correction of batches reads beside the features: which batch each case is of, and covariates as numbers, both
// by the names that training cases taught, so that any cases can be read the same way.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stdlib/models/predictors.hpp"

namespace rgx::stdlib {

// A column as categories; numbers count by their value.
struct CodedColumn {
  std::vector<std::string> levels;
  std::vector<int> codes;  // places in `levels`; -1 missing
};
CodedColumn coded(const Predictor& column);

// Numbers for the columns named: categories become one column a level but the first that the training cases have.
class CovariateColumns {
 public:
  CovariateColumns() = default;
  CovariateColumns(const Predictors& predictors, std::vector<std::string> names, const Rows& train);
  // Cases × columns, of every row; NaN missing. A level no training case has: as the first.
  Eigen::MatrixXd of(const Predictors& predictors) const;

  // Shows what it is made of to who writes it down (stdlib/models/kept.hpp).
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("terms", self.terms_);
  }

 private:
  struct Term {
    std::string column, level;
    bool nominal = false;

    template <class Visit, class Self>
    static void fields(Visit& visit, Self& self) {
      visit("column", self.column);
      visit("level", self.level);
      visit("nominal", self.nominal);
    }
  };
  std::vector<Term> terms_;
};

}  // namespace rgx::stdlib
