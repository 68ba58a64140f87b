#include "stats/base/resample.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

using namespace rgx::stats;

namespace {

Subjects cohort(std::size_t n, std::size_t positives, int sites) {
  Subjects s;
  s.count = n;
  std::vector<int> site(n);
  s.outcome.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    s.outcome[i] = i * positives / n != (i + 1) * positives / n ? 1 : 0;
    site[i] = static_cast<int>(i % static_cast<std::size_t>(sites));
  }
  s.stratify = {s.outcome, site};
  return s;
}

// Every member in one test part, and in the training part of all others.
void is_partition(const std::vector<Fold>& folds, std::vector<std::size_t> of) {
  std::vector<std::size_t> tested;
  for (const Fold& f : folds) {
    tested.insert(tested.end(), f.test.begin(), f.test.end());
    std::vector<std::size_t> both = f.test;
    both.insert(both.end(), f.train.begin(), f.train.end());
    std::sort(both.begin(), both.end());
    CHECK(both == of);
    CHECK(std::is_sorted(f.train.begin(), f.train.end()));
    CHECK(std::is_sorted(f.test.begin(), f.test.end()));
  }
  std::sort(tested.begin(), tested.end());
  CHECK(tested == of);
}

std::vector<std::size_t> upto(std::size_t n) {
  std::vector<std::size_t> v(n);
  for (std::size_t i = 0; i < n; ++i) v[i] = i;
  return v;
}

bool same(const Partition& a, const Partition& b) {
  if (a.repeats.size() != b.repeats.size()) return false;
  for (std::size_t r = 0; r < a.repeats.size(); ++r)
    for (std::size_t f = 0; f < a.repeats[r].size(); ++f)
      if (a.repeats[r][f].test != b.repeats[r][f].test) return false;
  return true;
}

}  // namespace

TEST_CASE("folds are a partition, balanced overall and within every stratum, different in each repeat") {
  const Subjects s = cohort(103, 31, 3);
  const Partition p = kfold(s, 5, 4, 7);
  REQUIRE(p.reason == "");
  REQUIRE(p.repeats.size() == 4);
  for (const auto& folds : p.repeats) {
    is_partition(folds, upto(103));
    std::map<std::pair<int, int>, std::vector<std::size_t>> counts;
    std::vector<std::size_t> sizes;
    for (std::size_t f = 0; f < 5; ++f) {
      sizes.push_back(folds[f].test.size());
      for (const std::size_t i : folds[f].test) {
        auto& list = counts[{s.stratify[0][i], s.stratify[1][i]}];
        list.resize(5, 0);
        ++list[f];
      }
    }
    CHECK(*std::max_element(sizes.begin(), sizes.end()) - *std::min_element(sizes.begin(), sizes.end()) <= 1);
    for (const auto& [codes, list] : counts)
      CHECK(*std::max_element(list.begin(), list.end()) - *std::min_element(list.begin(), list.end()) <= 1);
  }
  CHECK(p.repeats[0][0].test != p.repeats[1][0].test);
  CHECK(same(p, kfold(s, 5, 4, 7)));
  CHECK_FALSE(same(p, kfold(s, 5, 4, 8)));
  // More repeats leave the first ones as they were.
  const Partition more = kfold(s, 5, 9, 7);
  for (std::size_t r = 0; r < 4; ++r) CHECK(more.repeats[r][2].test == p.repeats[r][2].test);
}

TEST_CASE("each subject is dealt to each fold equally often over many repeats") {
  Subjects s;
  s.count = 12;
  const Partition p = kfold(s, 5, 2000, 3);
  std::vector<std::vector<int>> seen(12, std::vector<int>(5, 0));
  for (const auto& folds : p.repeats)
    for (std::size_t f = 0; f < 5; ++f)
      for (const std::size_t i : folds[f].test) ++seen[i][f];
  // Binomial(2000, 1/5): sd 17.9; five of them.
  for (const auto& of : seen)
    for (const int times : of) CHECK(std::abs(times - 400) < 90);
}

TEST_CASE("nested folds partition the outer training part, with streams of their own") {
  const Subjects s = cohort(60, 20, 1);
  const Partition p = nested_cv(s, 5, 4, 3, 11);
  REQUIRE(p.reason == "");
  CHECK(same(p, kfold(s, 5, 3, 11)));
  for (const auto& folds : p.repeats) {
    is_partition(folds, upto(60));
    for (const Fold& fold : folds) {
      REQUIRE(fold.inner.size() == 4);
      is_partition(fold.inner, fold.train);
    }
  }
  const Partition again = inner_folds(s, p.repeats[1][2].train, 4, 11, 1, 3);
  CHECK(again.repeats[0][3].test == p.repeats[1][2].inner[3].test);
}

TEST_CASE("hold-out takes its share of every stratum") {
  const Subjects s = cohort(50, 15, 1);
  const Partition p = holdout(s, 0.3, 3, 5);
  REQUIRE(p.repeats.size() == 3);
  for (const auto& one : p.repeats) {
    REQUIRE(one.size() == 1);
    CHECK(one[0].test.size() == 15);
    CHECK(one[0].train.size() == 35);
    const auto positives =
        std::count_if(one[0].test.begin(), one[0].test.end(), [&](std::size_t i) { return s.outcome[i] == 1; });
    CHECK(positives >= 4);
    CHECK(positives <= 5);
  }
  CHECK(p.repeats[0][0].test != p.repeats[1][0].test);
}

TEST_CASE("what cannot be dealt is refused with a reason; one-class tests are counted") {
  Subjects s = cohort(10, 3, 1);
  CHECK(kfold(s, 1, 1, 1).reason == "fewer than two folds");
  CHECK(kfold(s, 11, 1, 1).reason == "11 folds of 10 subjects: there can be no more than those");
  CHECK(kfold(s, 5, 0, 1).reason == "no repeats");
  CHECK(nested_cv(s, 2, 6, 1, 1).reason == "more inner folds than training subjects");
  CHECK(holdout(s, 1.5, 1, 1).reason == "test fraction outside (0, 1)");
  CHECK(holdout(s, 0.99, 1, 1).reason == "the test part takes every subject");
  CHECK(kfold(Subjects{}, 2, 1, 1).reason == "no subjects");
  CHECK(kfold(s, 5, 1, 1).one_class_tests == 2);
  CHECK(kfold(s, 10, 2, 1).one_class_tests == 20);
  s.stratify[0].pop_back();
  CHECK(kfold(s, 2, 1, 1).reason == "wrong sizes");
  s = cohort(10, 1, 1);
  CHECK(kfold(s, 5, 1, 1).reason == "a training part holds one class");
  CHECK(kfold(s, 5, 1, 1).repeats.empty());
  s = cohort(10, 2, 1);
  CHECK(nested_cv(s, 5, 3, 1, 1).reason == "an inner training part holds one class");
  s.outcome.assign(10, 1);
  CHECK(kfold(s, 2, 1, 1).reason == "one class");
}

TEST_CASE("rows of a subject stay together") {
  const std::vector<std::size_t> subject_of{0, 0, 1, 2, 2, 2};
  const std::vector<std::size_t> some{2, 0};
  CHECK(rows_of(some, subject_of) == std::vector<std::size_t>{0, 1, 3, 4, 5});
  const std::vector<int> codes{0, 1, 5, 3, 3, 4};
  CHECK(subject_codes(codes, subject_of, 3) == std::vector<int>{1, 5, 3});
}
