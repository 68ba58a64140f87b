#include "stdlib/models/predictors.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/failure.hpp"

namespace rgx::stdlib {

std::vector<std::size_t> Predictors::numeric(const std::vector<std::string>& of) const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& c = columns[i];
    if (c.nominal || c.covariate) continue;
    if (of.empty() || std::find(of.begin(), of.end(), c.block) != of.end()) out.push_back(i);
  }
  return out;
}

Eigen::MatrixXd Predictors::values(const std::vector<std::size_t>& which, const Rows& wanted) const {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(wanted.size()), static_cast<Eigen::Index>(which.size()));
  for (std::size_t c = 0; c < which.size(); ++c)
    for (std::size_t r = 0; r < wanted.size(); ++r)
      out(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) =
          columns[which[c]].numbers[static_cast<Eigen::Index>(wanted[r])];
  return out;
}

void Predictors::drop(const std::vector<std::size_t>& places) {
  const std::set<std::size_t> gone(places.begin(), places.end());
  std::vector<Predictor> kept;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!gone.contains(i)) kept.push_back(std::move(columns[i]));
  columns = std::move(kept);
}

const Predictor& Predictors::read_beside(const std::string& name) const {
  const auto found = std::find_if(beside.begin(), beside.end(), [&](const Predictor& p) { return p.name == name; });
  if (found == beside.end()) throw engine::Failure("unknown-column", "no `" + name + "` of these cases is known");
  return *found;
}

Predictors predictors_of(const std::vector<FrameColumn>& columns, std::size_t rows) {
  Predictors out;
  out.rows = rows;
  for (const auto& c : columns) {
    Predictor p;
    p.name = c.name;
    p.block = c.block;
    p.covariate = c.block == c.name;  // a declared variable is a block of its own
    p.nominal = c.kind == FrameColumn::Kind::nominal;
    p.levels = c.levels;
    p.codes = c.codes;
    if (!p.nominal) p.numbers = Eigen::Map<const Eigen::VectorXd>(c.numbers.data(), static_cast<Eigen::Index>(rows));
    out.columns.push_back(std::move(p));
  }
  return out;
}

namespace {

bool constant(const Eigen::VectorXd& column, const Rows& train) {
  const double first = column[static_cast<Eigen::Index>(train.front())];
  return std::all_of(train.begin(), train.end(),
                     [&](std::size_t r) { return column[static_cast<Eigen::Index>(r)] == first; });
}

std::vector<int> levels_of(const Predictor& p, const Rows& train, Coding coding) {
  std::set<int> seen;
  if (coding == Coding::every_level)
    for (std::size_t level = 0; level < p.levels.size(); ++level) seen.insert(static_cast<int>(level));
  for (const std::size_t r : train)
    if (p.codes[r] >= 0) seen.insert(p.codes[r]);
  return {seen.begin(), seen.end()};
}

void expand_nominal(const Predictor& p, const std::vector<int>& levels, Coding coding, Expanded& out,
                    std::vector<Eigen::VectorXd>& columns) {
  for (const int code : p.codes) out.unseen += code >= 0 && !std::binary_search(levels.begin(), levels.end(), code);
  // The reference is the first declared level that the training part has.
  for (std::size_t l = coding == Coding::reference ? 1 : 0; l < levels.size(); ++l) {
    Eigen::VectorXd dummy(static_cast<Eigen::Index>(p.codes.size()));
    for (std::size_t r = 0; r < p.codes.size(); ++r)
      dummy[static_cast<Eigen::Index>(r)] = p.codes[r] == levels[l] ? 1 : 0;
    out.names.push_back(p.name + "=" + p.levels[static_cast<std::size_t>(levels[l])]);
    columns.push_back(std::move(dummy));
  }
}

}  // namespace

FittedCoding fit_coding(const Predictors& predictors, const Rows& train, Coding coding) {
  FittedCoding out;
  out.coding = coding;
  for (const auto& p : predictors.columns) {
    FittedCoding::One one;
    one.name = p.name;
    one.nominal = p.nominal;
    if (p.nominal)
      one.levels = levels_of(p, train, coding);
    else
      one.kept = coding == Coding::every_level || !constant(p.numbers, train);
    out.predictors.push_back(std::move(one));
  }
  return out;
}

Expanded expand(const Predictors& predictors, const FittedCoding& coding) {
  Expanded out;
  std::vector<Eigen::VectorXd> columns;
  for (std::size_t i = 0; i < predictors.columns.size(); ++i) {
    const auto& p = predictors.columns[i];
    if (i >= coding.predictors.size() || coding.predictors[i].name != p.name ||
        coding.predictors[i].nominal != p.nominal)
      throw engine::Failure("unknown-column", "`" + p.name + "` is no predictor of the fitted model at its place");
    const auto& one = coding.predictors[i];
    if (p.nominal) {
      expand_nominal(p, one.levels, coding.coding, out, columns);
    } else if (!one.kept) {
      ++out.constant;
    } else {
      out.names.push_back(p.name);
      columns.push_back(p.numbers);
    }
    out.blocks.resize(columns.size(), p.block);
    out.covariate.resize(columns.size(), p.covariate);
  }
  out.x.resize(static_cast<Eigen::Index>(predictors.rows), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) out.x.col(static_cast<Eigen::Index>(c)) = columns[c];
  return out;
}

Expanded expand(const Predictors& predictors, const Rows& train, Coding coding) {
  return expand(predictors, fit_coding(predictors, train, coding));
}

}  // namespace rgx::stdlib
