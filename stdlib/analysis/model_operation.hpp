#pragma once
// What the declarations of models share: their parameters, and the places of the tested columns.
#include <numeric>
#include <string>
#include <vector>

#include "lang/signature.hpp"
#include "stats/regression/model_test.hpp"
#include "stdlib/analysis/model_driver.hpp"

namespace rgx::stdlib {

// The first choice is the default.
inline lang::Param choice_param(std::string name, std::vector<std::string> choices, std::string text) {
  lang::Param p;
  p.name = std::move(name);
  p.type = lang::ParamType::choice;
  p.fallback = choices.front();
  p.choices = std::move(choices);
  p.text = std::move(text);
  return p;
}

// False unless asked for.
inline lang::Param flag_param(std::string name, std::string text) {
  lang::Param p;
  p.name = std::move(name);
  p.type = lang::ParamType::boolean;
  p.fallback = false;
  p.text = std::move(text);
  return p;
}

inline stats::ModelTest model_test(const std::string& name) {
  return name == "wald"    ? stats::ModelTest::wald
         : name == "score" ? stats::ModelTest::score
                           : stats::ModelTest::likelihood_ratio;
}

// The p of another test of the same columns; estimate and interval stay.
inline void take_test(stats::TestResult& into, const stats::TestResult& other) {
  into.test = other.test;
  into.statistic = other.statistic;
  into.df = other.df;
  into.df2 = other.df2;
  into.p = other.p;
  into.log10_p = other.log10_p;
  into.reason = other.reason;
}

// The columns held fixed, then the tested ones.
inline Eigen::MatrixXd design_matrix(const ModelCases& cases) {
  Eigen::MatrixXd out(cases.fixed.rows(), cases.fixed.cols() + cases.tested.cols());
  out << cases.fixed, cases.tested;
  return out;
}

// Places of the tested columns in it.
inline std::vector<Eigen::Index> tested_columns(Eigen::Index held, Eigen::Index tested) {
  std::vector<Eigen::Index> out(static_cast<std::size_t>(tested));
  std::iota(out.begin(), out.end(), held);
  return out;
}

}  // namespace rgx::stdlib
