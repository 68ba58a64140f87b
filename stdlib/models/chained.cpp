#include "stdlib/models/chained.hpp"

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "stats/base/random.hpp"
#include "stdlib/models/search.hpp"

namespace rgx::stdlib {

using engine::Failure;
using engine::Json;

std::uint64_t chained_stream(const Draws& draws, std::size_t place) {
  return stats::Stream(draws.stream, draws.replicate, static_cast<std::uint32_t>(101 + place)).bits();
}

namespace {

bool known(const Target& target, std::size_t row) {
  const auto r = static_cast<Eigen::Index>(row);
  return !std::isnan(target.y[r]) && !(target.survival() && std::isnan(target.event[r]));
}

void require_classes(const ChainedModel& model, const Rows& train) {
  bool event = false, other = false;
  for (const std::size_t r : train) {
    const auto row = static_cast<Eigen::Index>(r);
    (((model.target.survival() ? model.target.event : model.target.y)[row] == 1) ? event : other) = true;
  }
  if (model.target.kind == TargetKind::continuous ? !train.empty() : event && (other || model.target.survival()))
    return;
  throw Failure("one-class",
                "a training part cannot teach `" + model.name + "`: it holds " +
                    (train.empty() ? "no case of its own" : "one class only"),
                "use fewer folds, or stratify the split by its outcome");
}

SearchResult fit_on(const ChainedModel& model, const Rows& rows, std::uint64_t stream, std::uint32_t fold) {
  return search({model.spec, model.predictors, model.target, rows, model.subject_of, model.criterion, model.inner,
                 stream, 0, fold, false});
}

Eigen::VectorXd scores(const ChainedModel& model, const Rows& train, const Draws& draws, std::size_t place) {
  Eigen::VectorXd out = Eigen::VectorXd::Constant(static_cast<Eigen::Index>(model.predictors.rows),
                                                  std::numeric_limits<double>::quiet_NaN());
  const auto stream = chained_stream(draws, place);
  const auto fit_and_predict = [&](const Rows& from, const Rows& to, std::uint32_t fold) {
    require_classes(model, from);
    if (to.empty()) return;
    const auto found = fit_on(model, from, stream, fold);
    const Eigen::VectorXd score = found.fitted.predict(to, found.place);
    for (std::size_t i = 0; i < to.size(); ++i)
      out[static_cast<Eigen::Index>(to[i])] = score[static_cast<Eigen::Index>(i)];
  };
  const SearchInput whole{
      model.spec, model.predictors, model.target, train, model.subject_of, model.criterion, model.inner, stream, 0, 0,
      false};
  std::uint32_t number = 0;
  for (const auto& fold : inner_folds(whole)) fit_and_predict(fold.train, fold.test, ++number);
  const std::set<std::size_t> learned(train.begin(), train.end());
  Rows others;
  for (std::size_t r = 0; r < model.predictors.rows; ++r)
    if (!learned.contains(r)) others.push_back(r);
  fit_and_predict(train, others, 0);
  return out;
}

}  // namespace

std::vector<std::shared_ptr<const ChainedModel>> chained_models(const Json& params, const ModelData& data,
                                                                const std::vector<std::string>& files,
                                                                const engine::Registry& parts) {
  std::vector<std::shared_ptr<const ChainedModel>> out;
  const auto listed = params.find("chained");
  if (listed == params.end()) return out;
  for (std::size_t i = 0; i < listed->size(); ++i) {
    const Json& one = listed->at(i);
    const ModelData& own = data.chained.at(i);
    auto model = std::make_shared<ChainedModel>();
    model->name = one.at("name").get<std::string>();
    model->spec = PipelineSpec::of_params(one, files, parts);
    model->spec.chained = chained_models(one, own, files, parts);
    const Json by = one.at("settings").value("tune_by", Json());
    if (by.is_string()) model->criterion = by.get<std::string>();
    model->inner = one.value("inner", std::size_t{5});
    model->rows = own.rows;
    model->predictors = own.predictors;
    model->target = own.target;
    model->subject_of = own.subject_of;
    model->spec.beside.subject = own.subject;
    out.push_back(std::move(model));
  }
  return out;
}

Rows taught_by(const ChainedModel& model, const Rows& train) {
  std::map<std::size_t, std::size_t> place;
  for (std::size_t i = 0; i < model.rows.size(); ++i) place[model.rows[i]] = i;
  Rows own;
  for (const std::size_t r : train)
    if (const auto at = place.find(r); at != place.end() && known(model.target, at->second)) own.push_back(at->second);
  return own;
}

SearchResult fit_whole(const ChainedModel& model, const Rows& own, const Draws& draws, std::size_t place) {
  require_classes(model, own);
  return fit_on(model, own, chained_stream(draws, place), 0);
}

void add_scores(const std::vector<std::shared_ptr<const ChainedModel>>& models, Predictors& state, const Rows& train,
                const Draws& draws) {
  for (std::size_t m = 0; m < models.size(); ++m) {
    const ChainedModel& model = *models[m];
    const Eigen::VectorXd score = scores(model, taught_by(model, train), draws, m);
    Predictor column;
    column.name = column.block = model.name;
    column.covariate = true;  // no step changes it
    column.numbers =
        Eigen::VectorXd::Constant(static_cast<Eigen::Index>(state.rows), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < model.rows.size(); ++i)
      column.numbers[static_cast<Eigen::Index>(model.rows[i])] = score[static_cast<Eigen::Index>(i)];
    state.columns.push_back(std::move(column));
  }
}

}  // namespace rgx::stdlib
