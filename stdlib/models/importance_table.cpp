#include "stdlib/models/importance_table.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

namespace rgx::stdlib {

using engine::Column;
using engine::Table;

engine::Table importance_table(const std::vector<Importance>& all) {
  std::vector<std::string> term, kind;
  std::vector<double> value;
  for (const auto& one : all) {
    term.push_back(one.term);
    kind.push_back(one.kind);
    value.push_back(one.value);
  }
  Table t;
  t.columns = {Column::of_texts("term", term), Column::of_texts("kind", kind), Column::of_numbers("importance", value)};
  return t;
}

engine::Table importance_over_folds(const engine::Bundle& refit, const std::vector<const engine::Bundle*>& folds) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  Table out = refit.tables.at("importance");
  std::map<std::pair<std::string, std::string>, std::vector<double>> seen;
  for (const auto* fold : folds) {
    const Table& t = fold->tables.at("importance");
    for (std::size_t r = 0; r < t.rows(); ++r)
      seen[{t.at("term").texts[r], t.at("kind").texts[r]}].push_back(t.at("importance").numbers[r]);
  }
  std::vector<double> mean, sd, count;
  const auto add = [&](const std::vector<double>& v) {
    double sum = 0, square = 0;
    for (const double x : v) sum += x;
    const auto n = static_cast<double>(v.size());
    const double m = v.empty() ? none : sum / n;
    for (const double x : v) square += (x - m) * (x - m);
    mean.push_back(m);
    sd.push_back(v.size() > 1 ? std::sqrt(square / (n - 1)) : none);
    count.push_back(n);
  };
  for (std::size_t r = 0; r < refit.tables.at("importance").rows(); ++r) {
    const auto found = seen.find({out.columns[0].texts[r], out.columns[1].texts[r]});
    add(found == seen.end() ? std::vector<double>() : found->second);
    if (found != seen.end()) seen.erase(found);
  }
  for (const auto& [key, values] : seen) {
    out.columns[0].texts.push_back(key.first);
    out.columns[1].texts.push_back(key.second);
    out.columns[2].numbers.push_back(none);
    add(values);
  }
  out.columns.push_back(Column::of_numbers("fold_mean", mean));
  out.columns.push_back(Column::of_numbers("fold_sd", sd));
  out.columns.push_back(Column::of_numbers("folds", count));
  return out;
}

}  // namespace rgx::stdlib
