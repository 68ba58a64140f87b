// What theory says of every IBSI feature, tried on small random cases: degenerate ones (no voxel, one, one slice, one
// level) are among them, so reasons are compared as well as numbers.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "stats/base/random.hpp"
#include "stdlib/features/extract.hpp"
#include "tests/stdlib/features/literature/support.hpp"
#include "tests/stdlib/features/support.hpp"

using namespace rgx;
using namespace rgx::features;

namespace {

constexpr std::uint32_t kCases = 60;

// A box of up to 8 voxels a side within two voxels of surroundings; whole intensities from 1, also outside the mask.
engine::Case random_case(stats::Stream& draw) {
  engine::Case out;
  engine::Image& image = out.scans["CT"].image;
  const std::array<double, 4> spacings{0.5, 1, 1.5, 3};
  std::array<std::int64_t, 3> inner{};
  for (std::size_t a = 0; a < 3; ++a) {
    inner[a] = 1 + static_cast<std::int64_t>(draw.below(8));
    image.geometry.size[a] = inner[a] + 4;
    image.geometry.spacing[a] = spacings[draw.below(4)];
  }
  const double density = 0.15 + 0.85 * draw.uniform();
  const std::uint64_t levels = 1 + draw.below(7);
  image.voxels.assign(image.geometry.voxels(), 0.0f);
  engine::Mask& mask = out.regions["gtv"].mask;
  mask.geometry = image.geometry;
  mask.voxels.assign(image.geometry.voxels(), 0);
  for (int k = 0; k < image.geometry.size[2]; ++k) {
    for (int j = 0; j < image.geometry.size[1]; ++j) {
      for (int i = 0; i < image.geometry.size[0]; ++i) {
        const std::size_t at = image.geometry.index(i, j, k);
        image.voxels[at] = static_cast<float>(1 + draw.below(levels));
        const bool inside = i >= 2 && i < inner[0] + 2 && j >= 2 && j < inner[1] + 2 && k >= 2 && k < inner[2] + 2;
        mask.voxels[at] = inside && draw.bernoulli(density);
      }
    }
  }
  return out;
}

// Calls `check` with each random case and a stream of its own.
template <class Check>
void on_random_cases(std::uint64_t property, const Check& check) {
  for (std::uint32_t i = 0; i < kCases; ++i) {
    CAPTURE(i);
    stats::Stream draw(property, i);
    const engine::Case subject = random_case(draw);
    check(subject, draw);
  }
}

engine::Image& scan(engine::Case& subject) { return subject.scans.at("CT").image; }
engine::Mask& mask(engine::Case& subject) { return subject.regions.at("gtv").mask; }

// Numbers that differ by rounding only; a missing value has the same reason.
void check_close(const Value& found, const Value& expected, double tolerance) {
  CHECK(found.present() == expected.present());
  CHECK(found.reason == expected.reason);
  if (!found.present() || !expected.present()) return;
  CHECK(std::fabs(found.value - expected.value) <= tolerance * std::max(1.0, std::fabs(expected.value)));
}

template <class Which>
void check_same(const Extraction& found, const Extraction& expected, double tolerance, const Which& which) {
  REQUIRE(found.values.size() == expected.values.size());
  for (std::size_t i = 0; i < found.values.size(); ++i) {
    if (!which(expected.columns[i])) continue;
    CAPTURE(expected.columns[i].name);
    if (tolerance == 0) {
      CHECK(found.values[i].reason == expected.values[i].reason);
      CHECK((found.values[i].value == expected.values[i].value || !expected.values[i].present()));
    } else {
      const double allowed = test::iterative(expected.columns[i]) ? std::max(tolerance, test::kIterated) : tolerance;
      check_close(found.values[i], expected.values[i], allowed);
    }
  }
}

bool any(const Column&) { return true; }
bool of_slices(const Column& c) {
  const std::string_view word = name(c.aggregation);
  return word.starts_with("2d") || word.starts_with("25d");
}

}  // namespace

TEST_CASE("property: values outside the mask change nothing but local intensity peaks") {
  on_random_cases(1, [](const engine::Case& subject, stats::Stream& draw) {
    engine::Case other = subject;
    for (std::size_t i = 0; i < mask(other).voxels.size(); ++i) {
      if (mask(other).voxels[i] == 0) scan(other).voxels[i] = static_cast<float>(1e6 * draw.normal());
    }
    check_same(extract(other, test::everything()), extract(subject, test::everything()), 0,
               [](const Column& c) { return c.feature->family != Family::local_intensity; });
  });
}

TEST_CASE("property: a region moved with its image has the same features") {
  on_random_cases(2, [](const engine::Case& subject, stats::Stream& draw) {
    engine::Case moved = subject;
    const auto& from = subject.scans.at("CT").image;
    std::array<std::int64_t, 3> shift{};
    for (std::size_t a = 0; a < 3; ++a) {
      shift[a] = static_cast<std::int64_t>(draw.below(6));
      scan(moved).geometry.size[a] += 6;
    }
    mask(moved).geometry = scan(moved).geometry;
    // What was outside the image stays without intensity, so that local peaks see the same voxels.
    scan(moved).voxels.assign(scan(moved).geometry.voxels(), std::nanf(""));
    mask(moved).voxels.assign(scan(moved).geometry.voxels(), 0);
    const auto& size = from.geometry.size;
    for (std::int64_t k = 0; k < size[2]; ++k) {
      for (std::int64_t j = 0; j < size[1]; ++j) {
        for (std::int64_t i = 0; i < size[0]; ++i) {
          const std::size_t to = scan(moved).geometry.index(i + shift[0], j + shift[1], k + shift[2]);
          scan(moved).voxels[to] = from.voxels[from.geometry.index(i, j, k)];
          mask(moved).voxels[to] = subject.regions.at("gtv").mask.voxels[from.geometry.index(i, j, k)];
        }
      }
    }
    check_same(extract(moved, test::everything()), extract(subject, test::everything()), 1e-9, any);
  });
}

TEST_CASE("property: axes exchanged, mirrored and turned by 90 degrees change nothing") {
  // Features put together from slices are the exception where the axis of the slices moves: other voxels are in one
  // slice then. All others are the same, as spacing goes with its axis.
  on_random_cases(3, [](const engine::Case& subject, stats::Stream& draw) {
    const Extraction here = extract(subject, test::everything());
    std::array<std::size_t, 3> order{0, 1, 2};
    for (int turn = 0; turn < 6; ++turn, std::next_permutation(order.begin(), order.end())) {
      CAPTURE(turn);
      const std::array<bool, 3> flip{draw.bernoulli(0.5), draw.bernoulli(0.5), draw.bernoulli(0.5)};
      engine::Case turned = subject;
      scan(turned) = test::turned(subject.scans.at("CT").image, order, flip);
      mask(turned) = test::turned(subject.regions.at("gtv").mask, order, flip);
      const bool slices_stay = order[2] == 2;
      check_same(extract(turned, test::everything()), here, 1e-9,
                 [&](const Column& c) { return slices_stay || !of_slices(c); });
    }
  });
}

TEST_CASE("property: which features see the order of the axes") {
  // The counterpart of the exception above: with z for x, features of slices do change.
  std::set<std::string> changed;
  on_random_cases(4, [&](const engine::Case& subject, stats::Stream&) {
    engine::Case turned = subject;
    scan(turned) = test::turned(subject.scans.at("CT").image, {2, 1, 0}, {false, false, false});
    mask(turned) = test::turned(subject.regions.at("gtv").mask, {2, 1, 0}, {false, false, false});
    const Extraction here = extract(subject, test::everything()), there = extract(turned, test::everything());
    for (std::size_t i = 0; i < here.values.size(); ++i) {
      if (here.values[i].present() && there.values[i].present() && !test::iterative(here.columns[i]) &&
          std::fabs(here.values[i].value - there.values[i].value) > 1e-6)
        changed.insert(std::string(name(here.columns[i].aggregation)));
    }
  });
  CHECK(changed ==
        std::set<std::string>{"2d_average", "2d_slice_merge", "25d_direction_merge", "25d_volume_merge", "2d", "25d"});
}

TEST_CASE("property: an intensity scale and shift act as theory says") {
  enum class Law { same, affine, scaled, squared };
  const std::map<std::string_view, Law> kLaws{{"mean", Law::affine},
                                              {"variance", Law::squared},
                                              {"skewness", Law::same},
                                              {"kurtosis", Law::same},
                                              {"median", Law::affine},
                                              {"minimum", Law::affine},
                                              {"10th_percentile", Law::affine},
                                              {"90th_percentile", Law::affine},
                                              {"maximum", Law::affine},
                                              {"interquartile_range", Law::scaled},
                                              {"range", Law::scaled},
                                              {"mean_absolute_deviation", Law::scaled},
                                              {"robust_mean_absolute_deviation", Law::scaled},
                                              {"median_absolute_deviation", Law::scaled},
                                              {"local_peak", Law::affine},
                                              {"global_peak", Law::affine},
                                              {"morans_i_index", Law::same},
                                              {"gearys_c_measure", Law::same},
                                              {"volume_fraction_at_10_intensity", Law::same},
                                              {"volume_fraction_at_90_intensity", Law::same},
                                              {"volume_fraction_difference_between_10_and_90_intensity", Law::same},
                                              {"intensity_at_10_volume", Law::affine},
                                              {"intensity_at_90_volume", Law::affine},
                                              {"intensity_difference_between_10_and_90_volume", Law::scaled}};
  // Laws of a scale without a shift.
  const std::map<std::string_view, Law> kRatios{{"coefficient_of_variation", Law::same},
                                                {"quartile_coefficient_of_dispersion", Law::same},
                                                {"energy", Law::squared},
                                                {"root_mean_square", Law::scaled},
                                                {"centre_of_mass_shift", Law::same},
                                                {"integrated_intensity", Law::scaled}};
  const auto law_of = [&](const Column& c, double shift) -> std::optional<Law> {
    switch (c.feature->family) {
      case Family::shape:
        if (!c.feature->reads_intensity) return Law::same;
        break;
      case Family::local_intensity:
      case Family::intensity:
      case Family::ivh:
        break;
      default:
        return Law::same;  // grey levels
    }
    if (const auto found = kLaws.find(c.feature->name); found != kLaws.end()) return found->second;
    if (const auto found = kRatios.find(c.feature->name); found != kRatios.end() && shift == 0) return found->second;
    return std::nullopt;  // a ratio to a mean, or a sum of squares, after a shift; the area under the curve by its
                          // steps
  };
  std::size_t compared = 0;
  on_random_cases(5, [&](const engine::Case& subject, stats::Stream& draw) {
    // Powers of two and small whole numbers: no intensity is rounded.
    const double scale = std::array{1.0, 4.0, 0.5}[draw.below(3)], shift = std::array{0.0, 16.0, -3.0}[draw.below(3)];
    engine::Case other = subject;
    for (float& x : scan(other).voxels) x = static_cast<float>(scale * x + shift);
    for (const bool bins : {true, false}) {
      Request plain = test::everything(), scaled = test::everything();
      plain.discretise = bins ? Discretisation::of_bins(5) : Discretisation::of_width(2);
      scaled.discretise = bins ? Discretisation::of_bins(5) : Discretisation::of_width(2 * scale);
      for (FamilyRequest& f : plain.families) f.discretise = Discretisation::of_width(1);
      for (FamilyRequest& f : scaled.families) f.discretise = Discretisation::of_width(scale);
      const Extraction here = extract(subject, plain), there = extract(other, scaled);
      for (std::size_t i = 0; i < here.values.size(); ++i) {
        const auto law = law_of(here.columns[i], shift);
        if (!law) continue;
        CAPTURE(here.columns[i].name);
        CAPTURE(scale);
        CAPTURE(shift);
        Value expected = here.values[i];
        if (law == Law::affine) expected.value = scale * expected.value + shift;
        if (law == Law::scaled) expected.value *= scale;
        if (law == Law::squared) expected.value *= scale * scale;
        check_close(there.values[i], expected, 1e-9);
        compared += expected.present();
      }
    }
  });
  CHECK(compared > 1000);
}

TEST_CASE("property: histograms do not see where in the region an intensity stands") {
  on_random_cases(6, [](const engine::Case& subject, stats::Stream& draw) {
    engine::Case other = subject;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < mask(other).voxels.size(); ++i) {
      if (mask(other).voxels[i] != 0) places.push_back(i);
    }
    const auto order = draw.permutation(places.size());
    for (std::size_t i = 0; i < places.size(); ++i)
      scan(other).voxels[places[i]] = subject.scans.at("CT").image.voxels[places[order[i]]];
    check_same(extract(other, test::everything()), extract(subject, test::everything()), 1e-12, [](const Column& c) {
      return c.feature->family == Family::intensity || c.feature->family == Family::histogram ||
             c.feature->family == Family::ivh;
    });
  });
}

TEST_CASE("property: two threads change no byte") {
  on_random_cases(7, [](const engine::Case& subject, stats::Stream&) {
    check_same(extract(subject, test::everything(), test::two_threads), extract(subject, test::everything()), 0, any);
  });
}
