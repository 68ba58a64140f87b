#include "stdlib/models/model_folds.hpp"

#include <map>
#include <string>
#include <utility>

#include "stats/validation/splits.hpp"

namespace rgx::stdlib {

using engine::Failure;
using engine::Table;

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// Place among the model's subjects of each row of the split; nowhere: it has no outcome.
std::vector<std::size_t> subjects_of(const Table& split, const ModelData& data) {
  std::map<std::pair<std::string, std::string>, std::size_t> place;
  for (std::size_t r = 0; r < data.subject.size(); ++r)
    place.emplace(std::pair(data.cohort[r], data.subject[r]), data.subject_of[r]);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < split.rows(); ++i) {
    const auto at = place.find({split.at("cohort").texts[i], split.at("subject").texts[i]});
    out.push_back(at == place.end() ? nowhere : at->second);
  }
  return out;
}

// Rows of each subject as often as it was drawn; test: 0 draws.
ModelFold fold_of(const ModelData& data, int repeat, int fold, const std::vector<int>& draws, bool keep_draws) {
  ModelFold out{repeat, fold, {}, {}, {}};
  for (std::size_t r = 0; r < data.subject_of.size(); ++r) {
    const int times = draws[data.subject_of[r]];
    if (times == 0) out.test.push_back(r);
    for (int k = 0; k < times; ++k) out.train.push_back(r);
    if (keep_draws) out.draws.push_back(times);
  }
  return out;
}

std::vector<ModelFold> pairs(const Table& split, const ModelData& data, const std::vector<std::size_t>& subject) {
  if (!data.target.binary())
    throw Failure("split", "`leave_pair_out` pairs a case of each of two classes, and `" + data.outcome + "` has none",
                  "use `leave_one_out` or folds");
  std::vector<std::size_t> known;  // subjects the split names, in its order
  for (const std::size_t s : subject)
    if (s != nowhere) known.push_back(s);
  std::vector<int> positive(data.subjects, 0);
  for (std::size_t r = 0; r < data.subject_of.size(); ++r)
    if (data.target.y[static_cast<Eigen::Index>(r)] == 1) positive[data.subject_of[r]] = 1;
  stats::Subjects all;
  all.count = known.size();
  for (const std::size_t s : known) all.outcome.push_back(positive[s]);
  const auto partition = stats::leave_pair_out(all, split.meta.at("pairs").get<std::size_t>(),
                                               std::stoull(split.meta.at("key").get<std::string>()));
  if (!partition.reason.empty()) throw Failure("split", "`leave_pair_out`: " + partition.reason);
  std::vector<ModelFold> out;
  int number = 0;
  for (const auto& fold : partition.repeats.front()) {
    std::vector<int> draws(data.subjects, -1);
    for (const std::size_t i : fold.train) draws[known[i]] = 1;
    for (const std::size_t i : fold.test) draws[known[i]] = 0;
    out.push_back(fold_of(data, 1, ++number, draws, false));
  }
  return out;
}

}  // namespace

std::vector<ModelFold> model_folds(const Table& split, const ModelData& data) {
  const auto subject = subjects_of(split, data);
  const std::string kind = split.meta.value("kind", "");
  if (kind == "leave_pair_out") return pairs(split, data, subject);
  const engine::Column* drawn = split.find("draws");
  // Without draws: who is named is learned from wherever it is not tested; of a hold-out everyone is.
  const bool all = kind == "holdout";
  std::vector<int> otherwise(data.subjects, drawn == nullptr && all ? 1 : -1);
  if (drawn == nullptr)
    for (const std::size_t s : subject)
      if (s != nowhere) otherwise[s] = 1;
  std::map<std::pair<int, int>, std::vector<int>> folds;
  for (std::size_t i = 0; i < split.rows(); ++i) {
    const std::pair place(static_cast<int>(split.at("repeat").numbers[i]),
                          static_cast<int>(split.at("fold").numbers[i]));
    auto& draws = folds.emplace(place, otherwise).first->second;
    if (subject[i] != nowhere) draws[subject[i]] = drawn == nullptr ? 0 : static_cast<int>(drawn->numbers[i]);
  }
  std::vector<ModelFold> out;
  for (const auto& [place, draws] : folds)
    out.push_back(fold_of(data, place.first, place.second, draws, kind == "bootstrap"));
  return out;
}

std::vector<ModelFold> share_of(const std::vector<ModelFold>& folds, std::size_t number, std::size_t of) {
  std::vector<ModelFold> out;
  for (std::size_t i = number - 1; i < folds.size(); i += of) out.push_back(folds[i]);
  return out;
}

}  // namespace rgx::stdlib
