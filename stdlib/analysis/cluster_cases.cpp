#include "stdlib/analysis/cluster_cases.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/transform.hpp"
#include "stats/clustering/gaussian_mixture.hpp"
#include "stats/clustering/partitions.hpp"
#include "stdlib/analysis/design.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::MatrixXd;
using engine::Failure;
using engine::Json;

namespace {

// Rows that have every column, the others with the first column that they lack.
std::vector<std::size_t> complete_rows(const Frame& frame, const MatrixXd& values,
                                       const std::vector<FrameColumn>& columns, bool leave_out, ClusterCases& out) {
  std::vector<std::size_t> kept;
  std::size_t lacking = 0;
  std::string first;
  for (std::size_t r = 0; r < frame.rows(); ++r) {
    Index missing = -1;
    for (Index c = 0; c < values.cols() && missing < 0; ++c)
      if (!std::isfinite(values(static_cast<Index>(r), c))) missing = c;
    if (missing < 0) {
      kept.push_back(r);
      continue;
    }
    if (lacking++ == 0) first = columns[static_cast<std::size_t>(missing)].name;
    if (leave_out)
      out.notes.push_back({"left", frame.subject()[r], "missing-value",
                           "no `" + columns[static_cast<std::size_t>(missing)].name + "`, so it is in no cluster"});
  }
  if (lacking > 0 && !leave_out)
    throw Failure("missing-value",
                  std::to_string(lacking) + (lacking == 1 ? " case lacks" : " cases lack") + " a value, the first `" +
                      first + "`",
                  "write `missing: complete_cases`, or leave such columns out");
  return kept;
}

MatrixXd matrix_from(const Json& rows, std::size_t columns) {
  MatrixXd out(static_cast<Index>(rows.size()), static_cast<Index>(columns));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < columns; ++j)
      out(static_cast<Index>(i), static_cast<Index>(j)) = rows[i][j].get<double>();
  return out;
}

stats::Mixture mixture_from(const Json& fit, std::size_t columns) {
  stats::Mixture m;
  m.mean = matrix_from(fit.at("centres"), columns);
  m.components = static_cast<int>(m.mean.rows());
  m.weight.resize(m.mean.rows());
  for (Index g = 0; g < m.weight.size(); ++g)
    m.weight[g] = fit.at("weights")[static_cast<std::size_t>(g)].get<double>();
  for (const auto model : stats::kMixtureModels)
    if (stats::mixture_model_name(model) == fit.at("model").get<std::string>()) m.model = model;
  for (const auto& s : fit.at("covariances")) m.covariance.push_back(matrix_from(s, columns));
  return m;
}

}  // namespace

std::vector<int> numbers_of_clusters(const Json& args) {
  const Json& k = args.at("k");
  const auto number = [&](std::size_t i) { return static_cast<int>(std::lround(k.at(i).get<double>())); };
  std::vector<int> out;
  for (int i = number(0); i <= number(k.size() - 1); ++i) out.push_back(i);
  return out;
}

ClusterCases cluster_cases(const engine::Context& context) {
  const Frame frame(context);
  const Json& args = context.params.at("args");
  const auto columns = frame.columns(context.params.at("from"));
  ClusterCases out;
  const MatrixXd values = values_of(columns, frame.all_rows());
  const auto kept =
      complete_rows(frame, values, columns, context.params.value("missing", "error") == "complete_cases", out);
  const int most = numbers_of_clusters(args).back();
  if (kept.size() < 2)
    throw Failure("too-few", "`" + frame.cohort_label() + "` has " + std::to_string(kept.size()) +
                                 (kept.size() == 1 ? " case" : " cases") + " to group, and groups need two at least");
  if (static_cast<std::size_t>(most) > kept.size())
    throw Failure("too-few",
                  std::to_string(most) + " clusters of " + std::to_string(kept.size()) + " cases cannot all have one",
                  "ask for at most " + std::to_string(kept.size()));
  const MatrixXd all = values(kept, Eigen::all);
  const auto varying = stats::fit_drop_constant(all);
  if (varying.kept.empty())
    throw Failure("constant-feature", "no column of `from` differs between the cases, so nothing sets groups apart");
  for (const Index c : varying.dropped)
    out.notes.push_back({"warning", "", "constant-feature",
                         "`" + columns[static_cast<std::size_t>(c)].name + "` is the same in every case and left out"});
  for (const Index c : varying.kept) out.columns.push_back(columns[static_cast<std::size_t>(c)].name);
  for (const std::size_t r : kept) {
    out.subject.push_back(frame.subject()[r]);
    out.cohort.push_back(frame.cohort()[r]);
  }
  out.raw = all(Eigen::all, varying.kept);
  out.centre = Eigen::VectorXd::Zero(out.raw.cols());
  out.scale = Eigen::VectorXd::Ones(out.raw.cols());
  if (args.value("standardise", true)) {
    const auto scaling = stats::fit_standardise(out.raw);
    out.centre = scaling.mean;
    out.scale = scaling.sd;
  }
  out.x = (out.raw.rowwise() - out.centre.transpose()).array().rowwise() / out.scale.transpose().array();
  return out;
}

stats::Metric metric_of(const std::string& name) {
  if (name == "manhattan") return stats::Metric::manhattan;
  return name == "correlation" ? stats::Metric::correlation : stats::Metric::euclidean;
}

stats::Linkage linkage_of(const std::string& name) {
  using stats::Linkage;
  static const std::vector<std::pair<std::string, Linkage>> all{
      {"ward", Linkage::ward_d2},      {"ward_d", Linkage::ward_d},   {"single", Linkage::single},
      {"complete", Linkage::complete}, {"average", Linkage::average}, {"mcquitty", Linkage::mcquitty},
      {"centroid", Linkage::centroid}, {"median", Linkage::median}};
  for (const auto& [word, linkage] : all)
    if (word == name) return linkage;
  throw Failure("wrong-type", "there is no linkage `" + name + "`");
}

MatrixXd linkage_distances(const MatrixXd& distance, stats::Linkage linkage) {
  const bool squared = linkage == stats::Linkage::centroid || linkage == stats::Linkage::median;
  return squared ? MatrixXd(distance.array().square()) : distance;
}

std::vector<int> labels_by(const Json& fit, const std::vector<FrameColumn>& columns, std::size_t rows) {
  const auto names = fit.at("columns").get<std::vector<std::string>>();
  MatrixXd x(static_cast<Index>(rows), static_cast<Index>(names.size()));
  for (std::size_t c = 0; c < names.size(); ++c) {
    const auto found = std::ranges::find(columns, names[c], &FrameColumn::name);
    if (found == columns.end())
      throw Failure("unknown-column", "the clusters were made with `" + names[c] + "`, which these cases lack");
    const double centre = fit.at("centre")[c].get<double>(), scale = fit.at("scale")[c].get<double>();
    for (std::size_t r = 0; r < rows; ++r)
      x(static_cast<Index>(r), static_cast<Index>(c)) = (found->numbers[r] - centre) / scale;
  }
  std::vector<int> out(rows, -1);
  std::vector<Index> kept;
  for (Index r = 0; r < x.rows(); ++r)
    if (x.row(r).allFinite()) kept.push_back(r);
  if (kept.empty()) return out;
  const MatrixXd whole = x(kept, Eigen::all);
  std::vector<int> found;
  if (fit.contains("model")) {
    const MatrixXd z = stats::mixture_membership(mixture_from(fit, names.size()), whole);
    for (Index i = 0; i < z.rows(); ++i) {
      Index best = 0;
      z.row(i).maxCoeff(&best);
      found.push_back(static_cast<int>(best));
    }
  } else {
    const MatrixXd centres = matrix_from(fit.at("centres"), names.size());
    if (fit.at("distance") == "euclidean") {
      found = stats::nearest_centre(whole, centres);
    } else {
      // Cases and centres in one table: distances of the last to the first.
      MatrixXd both(whole.rows() + centres.rows(), whole.cols());
      both << whole, centres;
      const MatrixXd d = stats::distances(both, metric_of(fit.at("distance").get<std::string>()));
      for (Index i = 0; i < whole.rows(); ++i) {
        Index best = 0;
        d.row(i).tail(centres.rows()).minCoeff(&best);
        found.push_back(static_cast<int>(best));
      }
    }
  }
  for (std::size_t i = 0; i < kept.size(); ++i) out[static_cast<std::size_t>(kept[i])] = found[i];
  return out;
}

engine::Operation cluster_labels_operation() {
  return engine::Declare<Json>("cluster_labels", 1)
      .in("engine")
      .summary("the clusters of one cohort's cases")
      .run([](const Json&, const engine::Context& c) {
        const auto& bundle = c.input("fit").as<engine::Bundle>();
        engine::Table out;
        std::vector<std::string> subject, cluster;
        if (c.params.at("fitted").get<bool>()) {
          const engine::Table& labels = bundle.tables.at("labels");
          for (std::size_t r = 0; r < labels.rows(); ++r)
            if (labels.at("cohort").texts[r] == c.params.at("cohort").get<std::string>()) {
              subject.push_back(labels.at("subject").texts[r]);
              cluster.push_back(labels.at("cluster").texts[r]);
            }
        } else {
          const Frame frame(c);
          subject = frame.subject();
          for (const int g : labels_by(bundle.meta.at("fit"), frame.columns(c.params.at("from")), frame.rows()))
            cluster.push_back(g < 0 ? "" : std::to_string(g + 1));
        }
        out.columns.push_back(engine::Column::of_texts("subject", std::move(subject)));
        out.columns.push_back(engine::Column::of_texts("cluster", std::move(cluster)));
        out.meta["levels"] = bundle.meta.at("levels");
        return engine::Output{std::move(out), {}};
      });
}

}  // namespace rgx::stdlib
