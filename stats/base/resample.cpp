#include "stats/base/resample.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "stats/base/random.hpp"

namespace rgx::stats {

namespace {

using Members = std::vector<std::size_t>;

std::string refusal(const Subjects& s) {
  if (s.count == 0) return "no subjects";
  for (const auto& key : s.stratify)
    if (key.size() != s.count) return "wrong sizes";
  if (!s.outcome.empty() && s.outcome.size() != s.count) return "wrong sizes";
  if (!s.outcome.empty() && std::set<int>(s.outcome.begin(), s.outcome.end()).size() < 2) return "one class";
  return "";
}

// Subjects with the same codes, strata in the order of their codes.
std::vector<Members> strata(const Subjects& s, std::span<const std::size_t> of) {
  std::map<std::vector<int>, Members> by_codes;
  for (const std::size_t i : of) {
    std::vector<int> codes;
    for (const auto& key : s.stratify) codes.push_back(key[i]);
    by_codes[codes].push_back(i);
  }
  std::vector<Members> list;
  for (auto& [codes, members] : by_codes) list.push_back(std::move(members));
  return list;
}

std::size_t classes(const Subjects& s, const Members& part) {
  std::set<int> seen;
  for (const std::size_t i : part) seen.insert(s.outcome[i]);
  return seen.size();
}

Fold fold_of(const Members& of, const std::vector<bool>& in_test) {
  Fold fold;
  for (const std::size_t i : of) (in_test[i] ? fold.test : fold.train).push_back(i);
  return fold;
}

std::vector<Fold> deal(const Subjects& s, const Members& of, std::size_t folds, Stream stream) {
  std::vector<std::size_t> place(s.count, folds);
  std::size_t next = stream.below(folds);
  for (Members& members : strata(s, of)) {
    stream.shuffle(std::span<std::size_t>(members));
    for (const std::size_t i : members) {
      place[i] = next;
      next = (next + 1) % folds;
    }
  }
  std::vector<Fold> list;
  for (std::size_t f = 0; f < folds; ++f) {
    std::vector<bool> in_test(s.count, false);
    for (const std::size_t i : of) in_test[i] = place[i] == f;
    list.push_back(fold_of(of, in_test));
  }
  return list;
}

Members everyone(const Subjects& s) {
  Members all(s.count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

// Counts test parts of one class; a reason when a training part has one.
std::string inspect(const Subjects& s, const std::vector<Fold>& folds, const char* reason, std::size_t& one_class) {
  if (s.outcome.empty()) return "";
  for (const Fold& fold : folds) {
    if (classes(s, fold.train) < 2) return reason;
    if (classes(s, fold.test) < 2) ++one_class;
  }
  return "";
}

Partition refuse(const std::string& reason) { return {{}, reason, 0}; }

constexpr const char* one_class_training = "a training part holds one class";
constexpr const char* one_class_inner = "an inner training part holds one class";

}  // namespace

Partition holdout(const Subjects& s, double test, std::size_t repeats, std::uint64_t key) {
  if (const std::string reason = refusal(s); !reason.empty()) return refuse(reason);
  if (!(test > 0 && test < 1)) return refuse("test fraction outside (0, 1)");
  if (repeats == 0) return refuse("no repeats");
  const auto wanted = std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(test * double(s.count))));
  if (wanted >= s.count) return refuse("the test part takes every subject");
  Partition partition;
  const Members all = everyone(s);
  for (std::size_t r = 0; r < repeats; ++r) {
    Stream stream = Stream(key, static_cast<std::uint32_t>(r), 0);
    std::vector<Members> groups = strata(s, all);
    std::vector<std::size_t> take(groups.size());
    std::vector<double> remainder(groups.size());
    std::size_t taken = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const double share = double(wanted) * double(groups[g].size()) / double(s.count);
      take[g] = static_cast<std::size_t>(share);
      remainder[g] = share - double(take[g]);
      taken += take[g];
    }
    // Equal remainders are settled by lot, or the first stratum would always win.
    std::vector<std::size_t> order = stream.permutation(groups.size());
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b] + 1e-9; });
    for (std::size_t k = 0; taken < wanted; ++k, ++taken) ++take[order[k]];
    std::vector<bool> in_test(s.count, false);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      stream.shuffle(std::span<std::size_t>(groups[g]));
      for (std::size_t k = 0; k < take[g]; ++k) in_test[groups[g][k]] = true;
    }
    partition.repeats.push_back({fold_of(all, in_test)});
    const std::string reason = inspect(s, partition.repeats.back(), one_class_training, partition.one_class_tests);
    if (!reason.empty()) return refuse(reason);
  }
  return partition;
}

Partition kfold(const Subjects& s, std::size_t folds, std::size_t repeats, std::uint64_t key) {
  if (const std::string reason = refusal(s); !reason.empty()) return refuse(reason);
  if (folds < 2) return refuse("fewer than two folds");
  if (folds > s.count)
    return refuse(std::to_string(folds) + " folds of " + std::to_string(s.count) +
                  " subjects: there can be no more than those");
  if (repeats == 0) return refuse("no repeats");
  Partition partition;
  const Members all = everyone(s);
  for (std::size_t r = 0; r < repeats; ++r) {
    partition.repeats.push_back(deal(s, all, folds, Stream(key, static_cast<std::uint32_t>(r), 0)));
    const std::string reason = inspect(s, partition.repeats.back(), one_class_training, partition.one_class_tests);
    if (!reason.empty()) return refuse(reason);
  }
  return partition;
}

Partition inner_folds(const Subjects& s, std::span<const std::size_t> of, std::size_t folds, std::uint64_t key,
                      std::uint32_t replicate, std::uint32_t fold) {
  if (const std::string reason = refusal(s); !reason.empty()) return refuse(reason);
  if (folds < 2) return refuse("fewer than two inner folds");
  if (folds > of.size()) return refuse("more inner folds than training subjects");
  Members members(of.begin(), of.end());
  std::sort(members.begin(), members.end());
  if (members.back() >= s.count) return refuse("wrong sizes");
  Partition partition;
  partition.repeats.push_back(deal(s, members, folds, Stream(key, replicate, fold)));
  const std::string reason = inspect(s, partition.repeats.back(), one_class_inner, partition.one_class_tests);
  return reason.empty() ? partition : refuse(reason);
}

Partition nested_cv(const Subjects& s, std::size_t outer, std::size_t inner, std::size_t repeats, std::uint64_t key) {
  Partition partition = kfold(s, outer, repeats, key);
  for (std::size_t r = 0; r < partition.repeats.size(); ++r) {
    for (std::size_t f = 0; f < outer; ++f) {
      Fold& fold = partition.repeats[r][f];
      Partition within =
          inner_folds(s, fold.train, inner, key, static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(f + 1));
      if (!within.reason.empty()) return refuse(within.reason);
      fold.inner = std::move(within.repeats[0]);
      partition.one_class_tests += within.one_class_tests;
    }
  }
  return partition;
}

std::vector<std::size_t> rows_of(std::span<const std::size_t> subjects, std::span<const std::size_t> subject_of) {
  const std::set<std::size_t> wanted(subjects.begin(), subjects.end());
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < subject_of.size(); ++row)
    if (wanted.contains(subject_of[row])) rows.push_back(row);
  return rows;
}

std::vector<int> subject_codes(std::span<const int> row_code, std::span<const std::size_t> subject_of,
                               std::size_t subjects) {
  std::vector<std::map<int, std::size_t>> counts(subjects);
  for (std::size_t row = 0; row < row_code.size(); ++row) ++counts[subject_of[row]][row_code[row]];
  std::vector<int> codes(subjects, 0);
  for (std::size_t i = 0; i < subjects; ++i) {
    std::size_t most = 0;
    for (const auto& [code, count] : counts[i]) {
      if (count < most) continue;
      most = count;
      codes[i] = code;
    }
  }
  return codes;
}

}  // namespace rgx::stats
