#include "stdlib/features/intensity.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "stdlib/features/histogram.hpp"
#include "stdlib/features/ivh.hpp"
#include "stdlib/features/selection.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

const stats::ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = n; i-- > 0;) body(i);
};

// kind 0: spread over both signs; 1: close together, far from 0; 2: whole numbers with many ties; 3: one value far out.
std::vector<float> draws(std::size_t n, int kind) {
  std::vector<float> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t u = test::scramble(static_cast<std::uint32_t>(i) + 17);
    const double x = u / 4294967296.0;
    out[i] = static_cast<float>(kind == 0   ? (x - 0.4) * (x - 0.4) * (u % 2 == 0 ? 50 : -30)
                                : kind == 1 ? 1000 + x
                                : kind == 2 ? static_cast<double>(u % 7)
                                            : x);
  }
  if (kind == 3) out[n / 2] = 3e38f;
  return out;
}

}  // namespace

TEST_CASE("order statistics are those of the sorted values") {
  for (const std::size_t n : {1u, 2u, 7u, 2048u, 2049u, 30000u}) {
    for (int kind = 0; kind < 4; ++kind) {
      const std::vector<float> values = draws(n, kind);
      std::vector<float> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      const std::vector<std::size_t> ranks{n - 1, 0, n / 2, n / 3, std::min(n - 1, n / 3 + 1), n / 2};
      const auto found = order_statistics(values, ranks);
      CHECK(order_statistics(values, ranks, backwards) == found);
      for (std::size_t i = 0; i < ranks.size(); ++i) CHECK(found[i] == sorted[ranks[i]]);
    }
  }
  CHECK(order_statistics(std::vector<float>{-0.0f, 0.0f, 1.0f}, std::vector<std::size_t>{0, 1}) ==
        std::vector<float>{0, 0});
}

TEST_CASE("a summary equals the definitions, whatever the order of the values and the threads") {
  std::vector<float> values = draws(30011, 0);
  const Summary s = summarise(values), t = summarise(values, backwards);
  CHECK(s.variance == t.variance);
  CHECK(s.fourth == t.fourth);
  CHECK(s.robust_mean_deviation == t.robust_mean_deviation);

  std::sort(values.begin(), values.end());
  long double sum = 0, energy = 0, second = 0, third = 0, fourth = 0, mad = 0, median_mad = 0, robust = 0, inner = 0;
  for (const float x : values) {
    sum += x;
    energy += static_cast<long double>(x) * x;
  }
  const long double n = static_cast<long double>(values.size()), mean = sum / n;
  const double median = values[15005];
  CHECK(s.median == median);
  CHECK(s.p10 == doctest::Approx(values[3001]).epsilon(1e-15));
  int inside = 0;
  for (const float x : values) {
    const long double d = x - mean;
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
    mad += std::fabs(d);
    median_mad += std::fabs(static_cast<long double>(x) - median);
    if (x >= s.p10 && x <= s.p90) {
      inner += x;
      ++inside;
    }
  }
  for (const float x : values) {
    if (x >= s.p10 && x <= s.p90) robust += std::fabs(x - inner / inside);
  }
  const auto near = [](double found, long double expected) {
    CHECK(found == doctest::Approx(static_cast<double>(expected)).epsilon(1e-13));
  };
  near(s.mean, mean);
  near(s.energy, energy);
  near(s.variance, second / n);
  near(s.third, third / n);
  near(s.fourth, fourth / n);
  near(s.mean_deviation, mad / n);
  near(s.median_deviation, median_mad / n);
  near(s.robust_mean_deviation, robust / inside);
  // Sorted, the sums run in another order.
  const Summary sorted = summarise(values);
  CHECK(sorted.p25 == s.p25);
  near(sorted.variance, s.variance);
}

TEST_CASE("a summary of counts is that of the values counted") {
  const std::vector<float> values = draws(9999, 2);
  std::vector<std::uint64_t> count(9, 0);
  for (const float x : values) ++count[static_cast<std::size_t>(x)];
  const Summary a = summarise(values), b = summarise_counts(count);
  for (const auto member :
       {&Summary::n, &Summary::mean, &Summary::variance, &Summary::third, &Summary::fourth, &Summary::minimum,
        &Summary::p10, &Summary::p25, &Summary::median, &Summary::p75, &Summary::p90, &Summary::maximum,
        &Summary::mean_deviation, &Summary::robust_mean_deviation, &Summary::median_deviation, &Summary::energy})
    CHECK(a.*member == doctest::Approx(b.*member).epsilon(1e-12));
}

TEST_CASE("first order of nothing, of one voxel, of one intensity, of what is no number") {
  for (const Value& v : intensity_statistics({})) CHECK(v.reason == Reason::empty_region);
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinite = std::numeric_limits<float>::infinity();
  for (const float bad : {nan, infinite, -infinite}) {
    std::vector<float> values(5000, 1);
    values[4321] = bad;
    for (const Value& v : intensity_statistics(values)) CHECK(v.reason == Reason::not_finite);
    for (const Value& v : intensity_volume(values, Discretisation::as_is())) CHECK(v.reason == Reason::not_finite);
  }
  for (const std::size_t n : {1u, 5000u}) {
    const std::vector<float> flat(n, 0.1f);
    const auto v = intensity_statistics(flat);
    for (const Value& each : v) CHECK(each.present());
    CHECK(v[0].value == static_cast<double>(0.1f));
    for (const std::size_t i : {1u, 2u, 3u, 9u, 10u, 11u, 12u, 13u, 14u, 15u}) CHECK(v[i].value == 0);
  }
  const auto zero = intensity_statistics(std::vector<float>(3, 0.0f));
  CHECK(zero[14].reason == Reason::zero_denominator);
  CHECK(zero[15].reason == Reason::zero_denominator);
}

TEST_CASE("the area under the intensity-volume curve") {
  // The manual's example: the digital phantom's grey levels 1 3 4 6, volume fractions 1, .324, .324, .311, .095, .095.
  std::vector<float> phantom;
  const std::array<std::pair<int, float>, 4> counts{{{50, 1.0f}, {1, 3.0f}, {16, 4.0f}, {7, 6.0f}}};
  for (const auto& [n, level] : counts) phantom.insert(phantom.end(), static_cast<std::size_t>(n), level);
  const auto v = intensity_volume(phantom, Discretisation::as_is());
  CHECK(v[6].value ==
        doctest::Approx(0.2 * (0.5 + 24.0 / 74 + 24.0 / 74 + 23.0 / 74 + 7.0 / 74 + 3.5 / 74)).epsilon(1e-12));
  CHECK(v[0].value == doctest::Approx(24.0 / 74));
  // A range wider than the region: no voxel reaches its upper half.
  const std::vector<float> low{0, 1, 2, 3, 4};
  const auto wide = intensity_volume(low, Discretisation::as_is(), std::pair{0.0, 8.0});
  CHECK(wide[6].value == doctest::Approx((0.5 + 0.8 + 0.6 + 0.4 + 0.2) / 8).epsilon(1e-12));
  // Intensities below the range count towards no level.
  const auto above = intensity_volume(low, Discretisation::as_is(), std::pair{2.0, 4.0});
  CHECK(above[6].value == doctest::Approx((0.3 + 0.4 + 0.1) / 2).epsilon(1e-12));
  CHECK(intensity_volume(low, Discretisation::of_bins(5))[6].value ==
        doctest::Approx((0.5 + 0.8 + 0.6 + 0.4 + 0.1) / 4));
  // One grey level: the manual's 0, and no fractions.
  const auto flat = intensity_volume(std::vector<float>(9, 5.0f), Discretisation::as_is());
  CHECK(flat[6].value == 0);
  CHECK(flat[0].reason == Reason::flat_region);
  const std::vector<float> many = draws(40000, 0);
  const auto a = intensity_volume(many, Discretisation::of_width(0.25)),
             b = intensity_volume(many, Discretisation::of_width(0.25), {}, backwards);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i].value == b[i].value);
}
