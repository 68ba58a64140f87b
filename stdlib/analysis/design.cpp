#include "stdlib/analysis/design.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace rgx::stdlib {

bool has_value(const FrameColumn& column, std::size_t row) {
  return column.kind == FrameColumn::Kind::nominal ? column.codes[row] >= 0 : !std::isnan(column.numbers[row]);
}

bool has_value(const FrameOutcome& outcome, std::size_t row) {
  if (outcome.type == "survival")
    return !std::isnan(outcome.numbers[row]) && !std::isnan(outcome.events[row]) &&
           (outcome.entries.empty() || !std::isnan(outcome.entries[row]));
  if (!outcome.codes.empty()) return outcome.codes[row] >= 0;
  return !std::isnan(outcome.numbers[row]);
}

bool has_values(const std::vector<FrameColumn>& columns, std::size_t row) {
  return std::all_of(columns.begin(), columns.end(), [&](const auto& c) { return has_value(c, row); });
}

const engine::Json& selections(const engine::Context& context, const char* setting) {
  static const engine::Json none = engine::Json::array();
  const auto found = context.params.find(setting);
  return found == context.params.end() ? none : *found;
}

FrameColumn as_column(const FrameOutcome& outcome) {
  if (outcome.type == "survival")
    throw engine::Failure("wrong-type", "`" + outcome.name + "` is survival; it cannot stand as a column");
  FrameColumn out;
  out.name = out.block = outcome.name;
  out.levels = outcome.levels;
  if (outcome.type == "nominal" || outcome.type == "category") {
    out.kind = FrameColumn::Kind::nominal;
    out.codes = outcome.codes;
  } else {
    out.kind = outcome.type == "ordinal" ? FrameColumn::Kind::ordinal : FrameColumn::Kind::numeric;
    out.numbers = outcome.numbers;
  }
  return out;
}

Design design_of(const std::vector<const FrameColumn*>& columns, const std::vector<std::size_t>& rows) {
  Design out;
  std::vector<Eigen::VectorXd> made;
  const auto n = static_cast<Eigen::Index>(rows.size());
  for (const auto* column : columns) {
    if (column->kind != FrameColumn::Kind::nominal) {
      Eigen::VectorXd v(n);
      for (Eigen::Index i = 0; i < n; ++i) v(i) = column->numbers[rows[static_cast<std::size_t>(i)]];
      made.push_back(std::move(v));
      out.names.push_back(column->name);
      continue;
    }
    bool reference = true;  // the first level that has a case stands in the intercept
    for (std::size_t level = 0; level < column->levels.size(); ++level) {
      Eigen::VectorXd v(n);
      for (Eigen::Index i = 0; i < n; ++i)
        v(i) = column->codes[rows[static_cast<std::size_t>(i)]] == static_cast<int>(level) ? 1 : 0;
      if (v.sum() == 0) continue;
      if (!reference) {
        made.push_back(std::move(v));
        out.names.push_back(column->name + "=" + column->levels[level]);
      }
      reference = false;
    }
  }
  out.columns.resize(n, static_cast<Eigen::Index>(made.size()));
  for (std::size_t c = 0; c < made.size(); ++c) out.columns.col(static_cast<Eigen::Index>(c)) = made[c];
  return out;
}

stats::Covariates covariates_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows) {
  stats::Covariates out;
  std::vector<const FrameColumn*> numbers;
  for (const auto& column : columns) {
    if (column.kind != FrameColumn::Kind::nominal) {
      numbers.push_back(&column);
      continue;
    }
    out.categories.emplace_back();
    for (const std::size_t r : rows) out.categories.back().push_back(column.codes[r]);
  }
  if (!numbers.empty()) out.continuous = design_of(numbers, rows).columns;
  return out;
}

Eigen::MatrixXd values_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].kind == FrameColumn::Kind::nominal)
      throw engine::Failure("wrong-test",
                            "`" + columns[c].name + "` has categories without order; a correlation needs numbers");
    for (std::size_t r = 0; r < rows.size(); ++r)
      out(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) = columns[c].numbers[rows[r]];
  }
  return out;
}

std::vector<int> strata_of(const std::vector<FrameColumn>& columns, const std::vector<std::size_t>& rows) {
  std::vector<int> out;
  std::map<std::vector<double>, int> seen;
  for (const std::size_t r : rows) {
    std::vector<double> key;
    for (const auto& c : columns) key.push_back(c.kind == FrameColumn::Kind::nominal ? c.codes[r] : c.numbers[r]);
    out.push_back(seen.emplace(key, static_cast<int>(seen.size())).first->second);
  }
  return out;
}

Design products(const Design& left, const Design& right) {
  Design out;
  out.columns.resize(left.columns.rows(), left.columns.cols() * right.columns.cols());
  Eigen::Index at = 0;
  for (Eigen::Index l = 0; l < left.columns.cols(); ++l)
    for (Eigen::Index r = 0; r < right.columns.cols(); ++r) {
      out.columns.col(at++) = left.columns.col(l).cwiseProduct(right.columns.col(r));
      out.names.push_back(left.names[static_cast<std::size_t>(l)] + ":" + right.names[static_cast<std::size_t>(r)]);
    }
  return out;
}

}  // namespace rgx::stdlib
