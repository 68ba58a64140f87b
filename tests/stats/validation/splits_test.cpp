#include "stats/validation/splits.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "stats/validation/permuted_outcome.hpp"

using namespace rgx::stats;

namespace {

Subjects twelve() {
  Subjects s;
  s.count = 12;
  s.outcome = {1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1};
  return s;
}

}  // namespace

TEST_CASE("bootstrap samples hold as many draws as subjects, and test who was never drawn") {
  Subjects s = twelve();
  s.stratify = {s.outcome};
  const Partition p = bootstrap_samples(s, 200, 5);
  REQUIRE(p.repeats.size() == 200);
  double tested = 0;
  for (const auto& repeat : p.repeats) {
    REQUIRE(repeat.size() == 1);
    const Fold& fold = repeat[0];
    CHECK(fold.train.size() == 12);
    std::set<std::size_t> drawn(fold.train.begin(), fold.train.end());
    for (const std::size_t i : fold.test) CHECK_FALSE(drawn.contains(i));
    CHECK(drawn.size() + fold.test.size() == 12);
    // Each class keeps its size.
    CHECK(std::count_if(fold.train.begin(), fold.train.end(), [&](std::size_t i) { return s.outcome[i] == 1; }) == 5);
    tested += static_cast<double>(fold.test.size());
  }
  // (1 - 1/5)^5 of five and (1 - 1/7)^7 of seven.
  CHECK(tested / 200 == doctest::Approx(5 * 0.32768 + 7 * 0.33992).epsilon(0.05));
  CHECK(bootstrap_samples(s, 3, 5).repeats[2][0].train == p.repeats[2][0].train);
  CHECK(bootstrap_samples(s, 0, 5).reason == "no samples");
}

TEST_CASE("each subject, each pair, each group is left out once") {
  const Subjects s = twelve();
  const Partition one = leave_one_out(s);
  REQUIRE(one.repeats[0].size() == 12);
  for (std::size_t i = 0; i < 12; ++i) CHECK(one.repeats[0][i].test == std::vector<std::size_t>{i});
  CHECK(one.one_class_tests == 12);

  const Partition pairs = leave_pair_out(s, 0, 1);
  CHECK(pairs.repeats[0].size() == 35);
  const Partition some = leave_pair_out(s, 10, 1);
  CHECK(some.repeats[0].size() == 10);
  std::set<std::vector<std::size_t>> seen;
  for (const Fold& fold : some.repeats[0]) {
    REQUIRE(fold.test.size() == 2);
    CHECK(s.outcome[fold.test[0]] + s.outcome[fold.test[1]] == 1);
    CHECK(fold.train.size() == 10);
    seen.insert(fold.test);
  }
  CHECK(seen.size() == 10);
  CHECK(leave_pair_out(s, 500, 1).repeats[0].size() == 35);

  const std::vector<int> site{0, 0, 0, 0, 2, 2, 2, 2, 1, 1, -1, -1};
  const Partition groups = leave_group_out(s, site);
  REQUIRE(groups.repeats[0].size() == 3);
  CHECK(groups.repeats[0][1].test == std::vector<std::size_t>{8, 9});
  CHECK(groups.repeats[0][2].test == std::vector<std::size_t>{4, 5, 6, 7});
  for (const Fold& fold : groups.repeats[0]) CHECK(fold.train.size() + fold.test.size() == 10);

  std::vector<bool> late(12, false);
  late[10] = late[11] = true;
  const Partition given = given_test(s, late);
  CHECK(given.repeats[0][0].test == std::vector<std::size_t>{10, 11});
  CHECK(given.repeats[0][0].train.size() == 10);
}

TEST_CASE("what cannot be split says why") {
  Subjects s = twelve();
  CHECK(leave_one_out({}).reason == "no subjects");
  CHECK(leave_group_out(s, std::vector<int>(12, 0)).reason == "fewer than two groups");
  CHECK(leave_group_out(s, std::vector<int>(3, 0)).reason == "wrong sizes");
  CHECK(given_test(s, std::vector<bool>(12, false)).reason == "nobody is tested");
  CHECK(given_test(s, std::vector<bool>(12, true)).reason == "a training part is empty");
  CHECK(leave_group_out(s, s.outcome).reason == "a training part holds one class");
  s.outcome.assign(12, 0);
  CHECK(leave_pair_out(s, 0, 1).reason == "one class");
  s.outcome[3] = 1;
  CHECK(leave_pair_out(s, 0, 1).reason == "a training part holds one class");
}

TEST_CASE("outcomes change places within strata only, all orders alike") {
  const std::vector<int> stratum{0, 1, 0, 1, 1, 0};
  std::map<std::vector<std::size_t>, int> seen;
  for (std::uint32_t b = 0; b < 3600; ++b) {
    const auto from = permuted_subjects(6, stratum, 9, b);
    for (std::size_t i = 0; i < 6; ++i) CHECK(stratum[from[i]] == stratum[i]);
    ++seen[from];
  }
  CHECK(seen.size() == 36);
  for (const auto& [order, times] : seen) CHECK(std::abs(times - 100) < 45);
  CHECK(permuted_subjects(6, {}, 9, 1) == permuted_subjects(6, {}, 9, 1));
}

TEST_CASE("p counts the observed arrangement") {
  const Eigen::VectorXd permuted = (Eigen::VectorXd(5) << .4, .7, .5, std::nan(""), .6).finished();
  const PermutedP high = permuted_p(0.6, permuted, true), low = permuted_p(0.6, permuted, false);
  CHECK(high.p == doctest::Approx(3.0 / 5));
  CHECK(low.p == doctest::Approx(4.0 / 5));
  CHECK(high.permuted == 4);
  CHECK(permuted_p(0.9, permuted, true).p == doctest::Approx(0.2));
  CHECK(std::isnan(permuted_p(0.9, Eigen::VectorXd(), true).p));
}
