#include "stdlib/harmonise/beside.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "engine/value.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;

CodedColumn coded(const Predictor& column) {
  if (column.nominal) return {column.levels, column.codes};
  std::map<double, int> places;
  for (const double v : column.numbers)
    if (!std::isnan(v)) places.emplace(v, 0);
  CodedColumn out;
  for (auto& [value, place] : places) {
    place = static_cast<int>(out.levels.size());
    out.levels.push_back(engine::shortest(value));
  }
  for (const double v : column.numbers) out.codes.push_back(std::isnan(v) ? -1 : places.at(v));
  return out;
}

CovariateColumns::CovariateColumns(const Predictors& predictors, std::vector<std::string> names, const Rows& train) {
  for (const auto& name : names) {
    const Predictor& column = predictors.read_beside(name);
    if (!column.nominal) {
      terms_.push_back({name, "", false});
      continue;
    }
    std::set<int> seen;
    for (const std::size_t r : train)
      if (column.codes[r] >= 0) seen.insert(column.codes[r]);
    for (auto code = seen.begin(); code != seen.end(); ++code)
      if (code != seen.begin()) terms_.push_back({name, column.levels[static_cast<std::size_t>(*code)], true});
  }
}

MatrixXd CovariateColumns::of(const Predictors& predictors) const {
  MatrixXd out(static_cast<Index>(predictors.rows), static_cast<Index>(terms_.size()));
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    const Predictor& column = predictors.read_beside(terms_[t].column);
    const auto place = static_cast<Index>(t);
    if (!terms_[t].nominal) {
      out.col(place) = column.numbers;
      continue;
    }
    const auto level = std::find(column.levels.begin(), column.levels.end(), terms_[t].level);
    const auto code = static_cast<int>(level - column.levels.begin());
    for (std::size_t r = 0; r < predictors.rows; ++r)
      out(static_cast<Index>(r), place) =
          column.codes[r] < 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(column.codes[r] == code);
  }
  return out;
}

}  // namespace rgx::stdlib
