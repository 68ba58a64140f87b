#include "stats/validation/splits.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "stats/base/random.hpp"

namespace rgx::stats {

namespace {

Partition refuse(const std::string& reason) { return {{}, reason, 0}; }

std::string wrong(const Subjects& s) {
  if (s.count == 0) return "no subjects";
  for (const auto& key : s.stratify)
    if (key.size() != s.count) return "wrong sizes";
  return !s.outcome.empty() && s.outcome.size() != s.count ? "wrong sizes" : "";
}

Fold fold_of(const std::vector<bool>& in_test) {
  Fold fold;
  for (std::size_t i = 0; i < in_test.size(); ++i) (in_test[i] ? fold.test : fold.train).push_back(i);
  return fold;
}

std::size_t classes_in(const Subjects& s, const std::vector<std::size_t>& part) {
  std::set<int> seen;
  for (const std::size_t i : part) seen.insert(s.outcome[i]);
  return seen.size();
}

// Counts test parts of one class; refuses a training part that is empty or, with an outcome, of one class.
Partition inspected(const Subjects& s, Partition partition) {
  for (const auto& repeat : partition.repeats)
    for (const Fold& fold : repeat) {
      if (fold.train.empty()) return refuse("a training part is empty");
      if (s.outcome.empty()) continue;
      if (classes_in(s, fold.train) < 2) return refuse("a training part holds one class");
      if (classes_in(s, fold.test) < 2) ++partition.one_class_tests;
    }
  return partition;
}

}  // namespace

Partition bootstrap_samples(const Subjects& s, std::size_t times, std::uint64_t key) {
  if (const auto reason = wrong(s); !reason.empty()) return refuse(reason);
  if (times == 0) return refuse("no samples");
  std::map<std::vector<int>, std::vector<std::size_t>> strata;
  for (std::size_t i = 0; i < s.count; ++i) {
    std::vector<int> codes;
    for (const auto& one : s.stratify) codes.push_back(one[i]);
    strata[codes].push_back(i);
  }
  Partition partition;
  for (std::size_t b = 0; b < times; ++b) {
    Stream stream(key, static_cast<std::uint32_t>(b));
    Fold fold;
    std::vector<bool> drawn(s.count, false);
    for (const auto& [codes, members] : strata)
      for (std::size_t i = 0; i < members.size(); ++i) {
        const std::size_t who = members[stream.below(members.size())];
        fold.train.push_back(who);
        drawn[who] = true;
      }
    std::sort(fold.train.begin(), fold.train.end());
    for (std::size_t i = 0; i < s.count; ++i)
      if (!drawn[i]) fold.test.push_back(i);
    partition.repeats.push_back({std::move(fold)});
  }
  return inspected(s, std::move(partition));
}

Partition leave_one_out(const Subjects& s) {
  if (const auto reason = wrong(s); !reason.empty()) return refuse(reason);
  if (s.count < 2) return refuse("fewer than two subjects");
  Partition partition;
  partition.repeats.emplace_back();
  for (std::size_t i = 0; i < s.count; ++i) {
    std::vector<bool> in_test(s.count, false);
    in_test[i] = true;
    partition.repeats[0].push_back(fold_of(in_test));
  }
  return inspected(s, std::move(partition));
}

Partition leave_pair_out(const Subjects& s, std::size_t pairs, std::uint64_t key) {
  if (const auto reason = wrong(s); !reason.empty()) return refuse(reason);
  std::vector<std::size_t> positive, negative;
  for (std::size_t i = 0; i < s.outcome.size(); ++i) {
    if (s.outcome[i] == 1) positive.push_back(i);
    if (s.outcome[i] == 0) negative.push_back(i);
  }
  if (positive.empty() || negative.empty()) return refuse("one class");
  if (positive.size() < 2 || negative.size() < 2) return refuse("a training part holds one class");
  const std::size_t all = positive.size() * negative.size();
  std::vector<std::size_t> chosen;
  if (pairs == 0 || pairs >= all) {
    for (std::size_t k = 0; k < all; ++k) chosen.push_back(k);
  } else {
    chosen = Stream(key).sample(all, pairs);
    std::sort(chosen.begin(), chosen.end());
  }
  Partition partition;
  partition.repeats.emplace_back();
  for (const std::size_t k : chosen) {
    std::vector<bool> in_test(s.count, false);
    in_test[positive[k / negative.size()]] = in_test[negative[k % negative.size()]] = true;
    partition.repeats[0].push_back(fold_of(in_test));
  }
  return partition;
}

Partition leave_group_out(const Subjects& s, std::span<const int> group) {
  if (const auto reason = wrong(s); !reason.empty()) return refuse(reason);
  if (group.size() != s.count) return refuse("wrong sizes");
  std::set<int> groups;
  for (const int g : group)
    if (g >= 0) groups.insert(g);
  if (groups.size() < 2) return refuse("fewer than two groups");
  Partition partition;
  partition.repeats.emplace_back();
  for (const int g : groups) {
    Fold fold;
    for (std::size_t i = 0; i < s.count; ++i)
      if (group[i] >= 0) (group[i] == g ? fold.test : fold.train).push_back(i);
    partition.repeats[0].push_back(std::move(fold));
  }
  return inspected(s, std::move(partition));
}

Partition given_test(const Subjects& s, const std::vector<bool>& test) {
  if (const auto reason = wrong(s); !reason.empty()) return refuse(reason);
  if (test.size() != s.count) return refuse("wrong sizes");
  if (std::find(test.begin(), test.end(), true) == test.end()) return refuse("nobody is tested");
  Partition partition;
  partition.repeats.push_back({fold_of(test)});
  return inspected(s, std::move(partition));
}

}  // namespace rgx::stats
