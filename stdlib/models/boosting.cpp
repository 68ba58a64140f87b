#include "stdlib/models/boosting.hpp"

#include <xgboost/c_api.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <utility>

#include "engine/failure.hpp"
#include "engine/value.hpp"
#include "stats/base/random.hpp"
#include "stats/survival/tied_times.hpp"
#include "stdlib/models/kept.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Failure;

namespace {

void call(int status) {
  if (status != 0) throw Failure("learner", std::string("xgboost: ") + XGBGetLastError());
}

struct Matrix {
  DMatrixHandle handle = nullptr;
  Matrix() = default;
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  ~Matrix() { XGDMatrixFree(handle); }
  void set(const char* field, const std::vector<float>& values) {
    call(XGDMatrixSetFloatInfo(handle, field, values.data(), values.size()));
  }
};

struct Scaling {
  Eigen::RowVectorXd centre, scale;
};

Scaling scaling_of(const Eigen::MatrixXd& x) {
  Scaling out{x.colwise().mean(), Eigen::RowVectorXd::Ones(x.cols())};
  for (Index j = 0; j < x.cols(); ++j) {
    const double most = (x.col(j).array() - out.centre[j]).abs().maxCoeff();
    if (most > 0) out.scale[j] = most;
  }
  return out;
}

void fill(Matrix& m, const Eigen::MatrixXd& x, const Scaling& s, const std::vector<Index>& rows) {
  std::vector<float> values;
  values.reserve(rows.size() * static_cast<std::size_t>(x.cols()));
  for (const Index i : rows)
    for (Index j = 0; j < x.cols(); ++j) values.push_back(static_cast<float>((x(i, j) - s.centre[j]) / s.scale[j]));
  call(XGDMatrixCreateFromMat_omp(values.data(), rows.size(), static_cast<bst_ulong>(x.cols()),
                                  std::numeric_limits<float>::quiet_NaN(), &m.handle, 1));
}

std::vector<Index> all_rows(Index n) {
  std::vector<Index> out(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) out[static_cast<std::size_t>(i)] = i;
  return out;
}

// What the outcome becomes before it is rounded to single precision.
struct Labels {
  std::vector<double> value;  // aft: times; cox: ranks, negative where censored
  double centre = 0, scale = 1, base = 0.5;
};

Labels labels_of(const BoostCases& cases, const BoostOptions& o) {
  const auto n = static_cast<std::size_t>(cases.y.size());
  Labels out;
  out.value.assign(cases.y.begin(), cases.y.end());
  const Eigen::VectorXd w = cases.weight.size() > 0 ? cases.weight : Eigen::VectorXd::Ones(cases.y.size());
  const auto mean = [&](const Eigen::VectorXd& v) { return v.dot(w) / w.sum(); };
  switch (o.kind) {
    case BoostKind::squared:
      out.centre = mean(cases.y);
      out.base = 0;
      if (const double sd = std::sqrt(mean((cases.y.array() - out.centre).square().matrix())); sd > 0) out.scale = sd;
      for (double& v : out.value) v = (v - out.centre) / out.scale;
      break;
    case BoostKind::logistic:
      out.base = mean(cases.y);
      break;
    case BoostKind::classes:
      break;
    case BoostKind::cox: {
      out.base = 1;  // a log hazard of 0
      const std::vector<double> joined = stats::tied_times(out.value);
      std::vector<double> distinct = joined;
      std::ranges::sort(distinct);
      distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
      for (std::size_t i = 0; i < n; ++i) {
        const auto rank = std::ranges::lower_bound(distinct, joined[i]) - distinct.begin() + 1;
        out.value[i] = static_cast<double>(cases.event[static_cast<Index>(i)] == 1 ? rank : -rank);
      }
      break;
    }
    case BoostKind::aft:
      if (cases.y.minCoeff() <= 0)
        throw Failure("learner", "xgboost: a time of 0 has no logarithm, which `survival: aft` takes",
                      "use `survival: cox`, or leave such cases out");
      // Times in units of their geometric mean: the first log time is 0.
      out.centre = mean(cases.y.array().log().matrix());
      out.base = 1;
      for (double& v : out.value) v /= std::exp(out.centre);
      break;
  }
  return out;
}

void fill_labels(Matrix& m, const Labels& labels, const BoostCases& cases, const BoostOptions& o,
                 const std::vector<Index>& rows) {
  std::vector<float> value, upper, weight;
  for (const Index i : rows) {
    value.push_back(static_cast<float>(labels.value[static_cast<std::size_t>(i)]));
    if (o.kind == BoostKind::aft)
      upper.push_back(cases.event[i] == 1 ? value.back() : std::numeric_limits<float>::infinity());
    if (cases.weight.size() > 0) weight.push_back(static_cast<float>(cases.weight[i]));
  }
  if (o.kind == BoostKind::aft) {
    m.set("label_lower_bound", value);
    m.set("label_upper_bound", upper);
  } else {
    m.set("label", value);
  }
  if (!weight.empty()) m.set("weight", weight);
}

}  // namespace

struct Boosted::State {
  BoosterHandle handle = nullptr;
  BoostOptions options;
  Scaling scaling;
  Labels labels;
  Index columns = 0;
  int rounds = 0;
  std::mutex busy;  // a booster keeps what it predicted last
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { XGBoosterFree(handle); }

  void open(const std::vector<DMatrixHandle>& data, int seed) {
    call(XGBoosterCreate(data.data(), data.size(), &handle));
    static constexpr const char* kObjective[] = {"reg:squarederror", "binary:logistic", "multi:softprob",
                                                 "survival:cox", "survival:aft"};  // of BoostKind
    static constexpr const char* kLoss[] = {"rmse", "logloss", "mlogloss", "cox-nloglik", "aft-nloglik"};
    const auto set = [&](const char* name, const std::string& value) {
      call(XGBoosterSetParam(handle, name, value.c_str()));
    };
    const auto number = [&](const char* name, double value) { set(name, engine::shortest(value)); };
    set("nthread", "1");
    set("verbosity", "0");
    set("booster", "gbtree");
    set("tree_method", options.histogram ? "hist" : "exact");
    set("objective", kObjective[static_cast<std::size_t>(options.kind)]);
    set("eval_metric", kLoss[static_cast<std::size_t>(options.kind)]);
    if (options.kind == BoostKind::classes) number("num_class", options.classes);
    if (options.kind == BoostKind::aft) {
      set("aft_loss_distribution", options.distribution);
      number("aft_loss_distribution_scale", options.scale);
    }
    number("base_score", labels.base);
    number("max_depth", options.depth);
    number("eta", options.eta);
    number("subsample", options.subsample);
    number("colsample_bytree", options.columns);
    number("min_child_weight", options.min_child_weight);
    number("gamma", options.gamma);
    number("lambda", options.lambda);
    number("alpha", options.alpha);
    number("seed", seed);
  }
};

namespace {

// A share of the cases within each class, event or, of numbers, among all: at least one and never all of a stratum with
// two cases or more.
std::vector<bool> held_back(const BoostCases& cases, const BoostOptions& o, stats::Stream& draws) {
  const bool survival = o.kind == BoostKind::cox || o.kind == BoostKind::aft;
  std::vector<std::vector<Index>> strata(o.kind == BoostKind::squared ? 1
                                         : survival                   ? 2
                                                                      : static_cast<std::size_t>(o.classes));
  for (Index i = 0; i < cases.y.size(); ++i) {
    const double stratum = o.kind == BoostKind::squared ? 0 : survival ? cases.event[i] : cases.y[i];
    strata[static_cast<std::size_t>(stratum)].push_back(i);
  }
  std::vector<bool> out(static_cast<std::size_t>(cases.y.size()), false);
  for (auto& rows : strata) {
    draws.shuffle(std::span(rows));
    const auto wanted = static_cast<std::size_t>(std::lround(o.stop_share * static_cast<double>(rows.size())));
    const std::size_t most = rows.empty() ? 0 : rows.size() - 1;
    for (std::size_t k = 0; k < std::min(most, std::max<std::size_t>(wanted, 1)); ++k)
      out[static_cast<std::size_t>(rows[k])] = true;
  }
  return out;
}

// The number behind the last colon of "[3]\tstop-rmse:0.81".
double loss_of(BoosterHandle booster, int round, DMatrixHandle data) {
  DMatrixHandle all[] = {data};
  const char* names[] = {"stop"};
  const char* said = nullptr;
  call(XGBoosterEvalOneIter(booster, round, all, names, 1, &said));
  const std::string text(said);
  return std::strtod(text.c_str() + text.rfind(':') + 1, nullptr);
}

std::shared_ptr<Boosted::State> prepared(const BoostCases& cases, const BoostOptions& options) {
  auto state = std::make_shared<Boosted::State>();
  state->options = options;
  state->columns = cases.x.cols();
  state->scaling = scaling_of(cases.x);
  state->labels = labels_of(cases, options);
  return state;
}

int rounds_to_best(const BoostCases& cases, const BoostOptions& options, int seed, stats::Stream& draws) {
  const auto back = held_back(cases, options, draws);
  std::vector<Index> learned, judged;
  for (Index i = 0; i < cases.y.size(); ++i) (back[static_cast<std::size_t>(i)] ? judged : learned).push_back(i);
  if (judged.empty() || learned.empty())
    throw Failure("learner",
                  "xgboost: `early_stop` holds cases back, and " + std::to_string(cases.y.size()) + " are too few",
                  "leave `early_stop` out, and give `rounds`");
  // Starting values too are those of the cases that are learned from.
  const Eigen::MatrixXd x = cases.x(learned, Eigen::all);
  const Eigen::VectorXd y = cases.y(learned);
  const Eigen::VectorXd event = cases.event.size() > 0 ? Eigen::VectorXd(cases.event(learned)) : Eigen::VectorXd();
  const Eigen::VectorXd weight = cases.weight.size() > 0 ? Eigen::VectorXd(cases.weight(learned)) : Eigen::VectorXd();
  const auto state = prepared({x, y, event, weight}, options);
  Labels labels = labels_of(cases, options);  // ranks of all; other outcomes in the scale of the learned
  for (std::size_t i = 0; i < labels.value.size(); ++i) {
    const double written = cases.y[static_cast<Index>(i)];
    if (options.kind == BoostKind::squared) labels.value[i] = (written - state->labels.centre) / state->labels.scale;
    if (options.kind == BoostKind::aft) labels.value[i] = written / std::exp(state->labels.centre);
  }
  Matrix train, stop;
  fill(train, cases.x, state->scaling, learned);
  fill_labels(train, labels, cases, options, learned);
  fill(stop, cases.x, state->scaling, judged);
  fill_labels(stop, labels, cases, options, judged);
  state->open({train.handle, stop.handle}, seed);
  double least = std::numeric_limits<double>::infinity();
  int best = 0;
  for (int round = 0; round < options.rounds && round - best < options.early_stop; ++round) {
    call(XGBoosterUpdateOneIter(state->handle, round, train.handle));
    const double loss = loss_of(state->handle, round, stop.handle);
    if (loss < least) least = loss, best = round + 1;
  }
  return std::max(best, 1);
}

}  // namespace

Boosted boost(const BoostCases& cases, const BoostOptions& options, std::uint64_t key, std::uint32_t replicate) {
  stats::Stream draws(key, replicate);
  const int seed = static_cast<int>(draws.below(1U << 31));
  const int rounds = options.early_stop > 0 ? rounds_to_best(cases, options, seed, draws) : options.rounds;
  auto state = prepared(cases, options);
  state->rounds = rounds;
  const auto rows = all_rows(cases.x.rows());
  Matrix train;
  fill(train, cases.x, state->scaling, rows);
  fill_labels(train, state->labels, cases, options, rows);
  state->open({train.handle}, seed);
  for (int round = 0; round < rounds; ++round) call(XGBoosterUpdateOneIter(state->handle, round, train.handle));
  return Boosted(std::move(state));
}

Eigen::MatrixXd Boosted::predict(const Eigen::MatrixXd& x) const {
  const std::lock_guard lock(state_->busy);
  const bool classes = state_->options.kind == BoostKind::classes;
  Matrix m;
  fill(m, x, state_->scaling, all_rows(x.rows()));
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* values = nullptr;
  const std::string config = nlohmann::json{
      {"type", classes ? 0 : 1},
      {"training", false},
      {"iteration_begin", 0},
      {"iteration_end", 0},
      {"strict_shape", true}}.dump();
  call(XGBoosterPredictFromDMatrix(state_->handle, m.handle, config.c_str(), &shape, &dimensions, &values));
  Eigen::MatrixXd out(x.rows(), dimensions > 1 ? static_cast<Index>(shape[1]) : 1);
  for (Index i = 0; i < out.rows(); ++i)
    for (Index k = 0; k < out.cols(); ++k) out(i, k) = static_cast<double>(values[i * out.cols() + k]);
  // Single precision leaves sums of probabilities a little off 1.
  if (classes) out.array().colwise() /= out.rowwise().sum().array().eval();
  if (state_->options.kind == BoostKind::squared) out = out.array() * state_->labels.scale + state_->labels.centre;
  if (state_->options.kind == BoostKind::aft) out.array() += state_->labels.centre;
  return out;
}

Eigen::VectorXd Boosted::gain() const {
  const std::lock_guard lock(state_->busy);
  bst_ulong features = 0, dimensions = 0;
  const char** names = nullptr;
  const bst_ulong* shape = nullptr;
  const float* scores = nullptr;
  call(XGBoosterFeatureScore(state_->handle, R"({"importance_type": "total_gain"})", &features, &names, &dimensions,
                             &shape, &scores));
  Eigen::VectorXd out = Eigen::VectorXd::Zero(state_->columns);
  for (bst_ulong k = 0; k < features; ++k) out[std::atoi(names[k] + 1)] = static_cast<double>(scores[k]);  // "f12"
  if (out.sum() > 0) out /= out.sum();
  return out;
}

int Boosted::rounds() const { return state_->rounds; }

engine::Json Boosted::save() const {
  const std::lock_guard lock(state_->busy);
  bst_ulong length = 0;
  const char* bytes = nullptr;
  call(XGBoosterSaveModelToBuffer(state_->handle, R"({"format": "ubj"})", &length, &bytes));
  using Bytes = engine::Json::binary_t::container_type;
  return {{"model", engine::Json::binary(Bytes(bytes, bytes + length))},
          {"objective", kept_fields(state_->options.kind)},
          {"classes", state_->options.classes},
          {"centre", kept_fields(state_->scaling.centre)},
          {"scale", kept_fields(state_->scaling.scale)},
          {"outcome_centre", state_->labels.centre},
          {"outcome_scale", state_->labels.scale},
          {"rounds", state_->rounds}};
}

Boosted Boosted::load(const engine::Json& in) {
  try {
    auto state = std::make_shared<State>();
    state->options.kind = from_fields<BoostKind>(in.at("objective"));
    state->options.classes = in.at("classes").get<int>();
    state->scaling.centre = from_fields<Eigen::RowVectorXd>(in.at("centre"));
    state->scaling.scale = from_fields<Eigen::RowVectorXd>(in.at("scale"));
    state->labels.centre = in.at("outcome_centre").get<double>();
    state->labels.scale = in.at("outcome_scale").get<double>();
    state->columns = state->scaling.centre.size();
    state->rounds = in.at("rounds").get<int>();
    const auto& bytes = in.at("model").get_binary();
    call(XGBoosterCreate(nullptr, 0, &state->handle));
    call(XGBoosterLoadModelFromBuffer(state->handle, bytes.data(), bytes.size()));
    call(XGBoosterSetParam(state->handle, "nthread", "1"));
    return Boosted(std::move(state));
  } catch (const engine::Json::exception&) {
    throw Failure("damaged", "the boosted trees of a fitted model are not whole");
  } catch (const Failure& f) {
    throw Failure("damaged", std::string("the boosted trees of a fitted model cannot be read: ") + f.what());
  }
}

}  // namespace rgx::stdlib
