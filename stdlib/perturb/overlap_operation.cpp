// `dice`, `surface_distance` in `robust`, and the nodes behind them: readers' masks of each subject, pair by pair, and
// what they come to over the subjects.
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "stats/base/margin.hpp"
#include "stdlib/imaging/step.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "stdlib/perturb/operations.hpp"
#include "stdlib/perturb/overlap.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Json;
using engine::Table;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// What each measure gives, in the order of the tables.
const std::map<std::string, std::vector<std::pair<std::string, double perturb::Overlap::*>>>& statistics() {
  using perturb::Overlap;
  static const std::map<std::string, std::vector<std::pair<std::string, double Overlap::*>>> all{
      {"dice", {{"dice", &Overlap::dice}, {"jaccard", &Overlap::jaccard}}},
      {"surface_distance",
       {{"hausdorff", &Overlap::hausdorff},
        {"hausdorff_95", &Overlap::hausdorff_95},
        {"mean_surface_distance", &Overlap::mean_distance},
        {"surface_dice", &Overlap::surface_dice}}}};
  return all;
}

std::vector<std::pair<std::string, double perturb::Overlap::*>> asked(const Json& params, double& tolerance) {
  std::vector<std::pair<std::string, double perturb::Overlap::*>> out;
  tolerance = 1;
  for (const Json& measure : params.at("measures")) {
    for (const auto& statistic : statistics().at(measure.at("op").get<std::string>())) out.push_back(statistic);
    if (measure.at("params").contains("tolerance")) tolerance = measure.at("params").at("tolerance").get<double>();
  }
  return out;
}

// One subject: a row a region and pair of readers. A region that one of them did not outline has no numbers.
engine::Output compare_masks(const Context& context) {
  double tolerance = 1;
  const auto wanted = asked(context.params, tolerance);
  const auto keys = context.params.at("keys").get<std::vector<std::string>>();
  const auto cases = context.all("case");
  std::vector<std::string> subjects, regions, first, second;
  std::vector<double> voxels_a, voxels_b;
  std::map<std::string, std::vector<double>> values;
  Table out;
  for (std::size_t a = 0; a < cases.size(); ++a)
    for (std::size_t b = a + 1; b < cases.size(); ++b) {
      const auto &one = cases[a]->as<engine::Case>(), &other = cases[b]->as<engine::Case>();
      std::map<std::string, std::pair<const engine::Mask*, const engine::Mask*>> pairs;
      for (const auto& [name, region] : one.regions) pairs[name].first = &region.mask;
      for (const auto& [name, region] : other.regions) pairs[name].second = &region.mask;
      for (const auto& [name, masks] : pairs) {
        subjects.push_back(context.subject);
        regions.push_back(name);
        first.push_back(keys.at(a));
        second.push_back(keys.at(b));
        std::optional<perturb::Overlap> found;
        if (masks.first != nullptr && masks.second != nullptr) try {
            found = perturb::overlap(*masks.first, *masks.second, tolerance, "`" + name + "` of " + keys.at(a),
                                     "that of " + keys.at(b));
          } catch (const ImageError& error) {
            rethrow(error);
          }
        voxels_a.push_back(masks.first != nullptr ? static_cast<double>(count(*masks.first)) : kMissing);
        voxels_b.push_back(masks.second != nullptr ? static_cast<double>(count(*masks.second)) : kMissing);
        for (const auto& [statistic, member] : wanted) {
          const double value = found ? (*found).*member : kMissing;
          values[statistic].push_back(value);
          if (std::isnan(value))
            out.missing.push_back({context.subject, name + "." + statistic, found ? "empty-mask" : "absent-mask"});
        }
      }
    }
  out.columns = {Column::of_texts("subject", subjects),
                 Column::of_texts("region", regions),
                 Column::of_texts("a", first),
                 Column::of_texts("b", second),
                 Column::of_numbers("voxels_a", voxels_a),
                 Column::of_numbers("voxels_b", voxels_b)};
  for (const auto& [statistic, member] : wanted)
    out.columns.push_back(Column::of_numbers(statistic, values[statistic]));
  return {std::move(out), {}};
}

struct Summary {
  double mean = kMissing, sd = kMissing, low = kMissing, high = kMissing, smallest = kMissing;
  std::size_t n = 0;
};

// Mean with its t interval, of values of independent subjects.
Summary summary(const std::vector<double>& values) {
  Summary s;
  s.n = values.size();
  if (s.n == 0) return s;
  const auto n = static_cast<double>(s.n);
  s.mean = 0;
  s.smallest = values.front();
  for (const double v : values) {
    s.mean += v / n;
    s.smallest = std::min(s.smallest, v);
  }
  if (s.n < 2) return s;
  double squares = 0;
  for (const double v : values) squares += (v - s.mean) * (v - s.mean);
  s.sd = std::sqrt(squares / (n - 1));
  const double margin = stats::t_margin(0.95, n - 1) * s.sd / std::sqrt(n);
  s.low = s.mean - margin;
  s.high = s.mean + margin;
  return s;
}

// Over subjects: first the mean of a subject's pairs of readers, so that subjects count once.
engine::Output summarise(const Context& context) {
  double tolerance = 1;
  const auto wanted = asked(context.params, tolerance);
  const auto keys = context.params.at("keys").get<std::vector<std::string>>();
  Table rows;
  for (const auto* artifact : context.all("rows")) {
    const Table& one = artifact->as<Table>();
    if (rows.columns.empty()) {
      rows.columns = one.columns;
    } else {
      for (std::size_t c = 0; c < one.columns.size(); ++c) {
        auto& to = rows.columns[c];
        to.numbers.insert(to.numbers.end(), one.columns[c].numbers.begin(), one.columns[c].numbers.end());
        to.texts.insert(to.texts.end(), one.columns[c].texts.begin(), one.columns[c].texts.end());
      }
    }
    rows.missing.insert(rows.missing.end(), one.missing.begin(), one.missing.end());
  }
  if (rows.rows() == 0)
    throw engine::Failure("no-data", "no subject of `" + context.params.at("block").get<std::string>() +
                                         "` has a region that two readers outlined");
  std::vector<std::string> features, names;
  std::vector<double> mean, sd, low, high, smallest, n;
  const auto &subject = rows.at("subject").texts, &region = rows.at("region").texts;
  std::map<std::string, std::size_t> regions;
  for (const auto& name : region) regions.emplace(name, 0);
  for (const auto& [name, unused] : regions)
    for (const auto& [statistic, member] : wanted) {
      const auto& values = rows.at(statistic).numbers;
      std::map<std::string, std::vector<double>> of_subject;
      for (std::size_t r = 0; r < values.size(); ++r)
        if (region[r] == name && !std::isnan(values[r])) of_subject[subject[r]].push_back(values[r]);
      std::vector<double> means;
      for (const auto& [who, pairs] : of_subject) means.push_back(summary(pairs).mean);
      const Summary s = summary(means);
      features.push_back(name);
      names.push_back(statistic);
      mean.push_back(s.mean);
      sd.push_back(s.sd);
      smallest.push_back(s.smallest);
      low.push_back(s.low);
      high.push_back(s.high);
      n.push_back(static_cast<double>(s.n));
    }
  Table table;
  table.columns = {Column::of_texts("feature", features),
                   Column::of_texts("statistic", names),
                   Column::of_numbers("estimate", mean),
                   Column::of_numbers("ci_low", low),
                   Column::of_numbers("ci_high", high),
                   Column::of_numbers("n", n),
                   Column::of_texts("kept", std::vector<std::string>(n.size())),
                   Column::of_numbers("repeats", std::vector<double>(n.size(), static_cast<double>(keys.size()))),
                   Column::of_numbers("sd", sd),
                   Column::of_numbers("smallest", smallest)};
  engine::Bundle bundle;
  bundle.meta = {{"stable", Json::array()}, {"judged", 0}, {"keys", keys}, {"measures", context.params.at("measures")}};
  bundle.tables["agreement"] = std::move(table);
  bundle.tables["overlap"] = std::move(rows);
  return {std::move(bundle), {}};
}

}  // namespace

std::vector<engine::Operation> overlap_operations() {
  lang::Param tolerance;
  tolerance.name = "tolerance";
  tolerance.type = lang::ParamType::number;
  tolerance.dimension = "length";
  tolerance.fallback = 1.0;
  tolerance.low = 0;
  tolerance.high = 1000;
  tolerance.text = "surfaces this far apart agree, for `surface_dice`";
  return {engine::Declare<Json>("dice", 1)
              .role(lang::Role::agreement)
              .in("robust")
              .summary("overlap of readers' masks: Dice's coefficient and Jaccard's index")
              .details(
                  "`from:` is an `images` block with `repeat:`. `dice = 2 |A∩B| / (|A| + |B|)`, `jaccard = |A∩B| / "
                  "|A∪B|`, of voxels. The table has the mean over subjects with its t interval, the standard deviation "
                  "and the smallest; with more than two readers a subject's pairs are averaged first. "
                  "`NAME.overlap.csv` has every pair.")
              .methods("The overlap of regions was measured by the Dice coefficient.")
              .cites({"dice1945"})
              .part(std::string("masks")),
          engine::Declare<Json>("surface_distance", 1)
              .role(lang::Role::agreement)
              .in("robust")
              .param(tolerance)
              .summary("distances between the surfaces of readers' masks, in mm")
              .details(
                  "Between the centres of surface voxels (those with a neighbour across a face outside the mask), each "
                  "to the nearest of the other mask, in both directions: `hausdorff` the largest, `hausdorff_95` the "
                  "larger of the two 95th percentiles, `mean_surface_distance` the mean of all, `surface_dice` the "
                  "share within `tolerance`.")
              .methods("Surfaces of regions were compared by distances in mm (tolerance {tolerance}).")
              .cites({"nikolov2021"})
              .part(std::string("masks")),
          engine::Declare<Json>("compare_masks", 1)
              .in("engine")
              .platform_sensitive()
              .summary("how far the masks of one subject agree")
              .run([](const Json&, const Context& c) { return compare_masks(c); }),
          engine::Declare<Json>("mask_agreement", 1)
              .in("engine")
              .summary("how far masks agree over the subjects")
              .run([](const Json&, const Context& c) { return summarise(c); })};
}

}  // namespace rgx::stdlib
