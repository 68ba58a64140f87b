#include "stdlib/filters/wavelet_basis.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

using namespace rgx::filters;

namespace {

constexpr double kDigits = 1e-12;

double moment(const std::vector<double>& samples, int order, double centre) {
  double sum = 0, scale = 0;
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const double x = std::pow(static_cast<double>(k) - centre, order);
    sum += samples[k] * x;
    scale += std::fabs(samples[k] * x);
  }
  return sum / scale;
}

int order_of(const std::string& name) {
  return name == "haar" ? 1 : name[0] == 'd' ? std::stoi(name.substr(2)) : std::stoi(name.substr(4));
}

}  // namespace

TEST_CASE("every wavelet is orthonormal to its shifts by two, low against high too") {
  CHECK(wavelet_bases().size() == 15);
  for (const WaveletBasis& basis : wavelet_bases()) {
    CAPTURE(basis.name);
    const auto low = decomposition_low_pass(basis), high = decomposition_high_pass(basis);
    const auto n = static_cast<std::ptrdiff_t>(low.size());
    for (std::ptrdiff_t shift = 0; shift < n; shift += 2) {
      double ll = 0, hh = 0, lh = 0, hl = 0;
      for (std::ptrdiff_t k = 0; k + shift < n; ++k) {
        const auto a = static_cast<std::size_t>(k), b = static_cast<std::size_t>(k + shift);
        ll += low[a] * low[b];
        hh += high[a] * high[b];
        lh += low[a] * high[b];
        hl += high[a] * low[b];
      }
      CHECK(std::fabs(ll - (shift == 0)) < kDigits);
      CHECK(std::fabs(hh - (shift == 0)) < kDigits);
      CHECK(std::fabs(lh) < kDigits);
      CHECK(std::fabs(hl) < kDigits);
    }
  }
}

TEST_CASE("every wavelet has the vanishing moments that name it") {
  for (const WaveletBasis& basis : wavelet_bases()) {
    const std::string name(basis.name);
    CAPTURE(name);
    const int order = order_of(name);
    const bool coiflet = name.rfind("coif", 0) == 0;
    const std::vector<double> scaling(basis.scaling.begin(), basis.scaling.end());
    const auto high = decomposition_high_pass(basis);
    CHECK(scaling.size() == static_cast<std::size_t>(coiflet ? 6 * order : 2 * order));
    double sum = 0;
    for (const double s : scaling) sum += s;
    CHECK(std::fabs(sum - std::sqrt(2.0)) < kDigits);
    const double middle = static_cast<double>(high.size() - 1) / 2;
    for (int p = 0; p < (coiflet ? 2 * order : order); ++p) CHECK(std::fabs(moment(high, p, middle)) < kDigits);
    // Of a coiflet the scaling function's moments vanish as well, about the sample it is centred on.
    if (coiflet)
      for (int p = 1; p < 2 * order; ++p) CHECK(std::fabs(moment(scaling, p, 2.0 * order)) < kDigits);
    if (!coiflet) CHECK(std::fabs(moment(high, order, middle)) > 1e-6);
  }
}

TEST_CASE("low-pass is the scaling sequence reversed, high-pass its mirror in frequency") {
  const WaveletBasis& db2 = wavelet_basis("db2");
  const double r3 = std::sqrt(3.0), norm = 4 * std::sqrt(2.0);
  CHECK(std::fabs(db2.scaling[0] - (1 + r3) / norm) < 1e-15);
  CHECK(std::fabs(db2.scaling[3] - (1 - r3) / norm) < 1e-15);
  CHECK(decomposition_low_pass(db2)[0] == db2.scaling[3]);
  CHECK(decomposition_high_pass(db2)[0] == -db2.scaling[0]);
  CHECK(decomposition_high_pass(db2)[1] == db2.scaling[1]);
  CHECK_THROWS_AS(wavelet_basis("sym4"), std::invalid_argument);
}
