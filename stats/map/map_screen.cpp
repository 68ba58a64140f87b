#include "stats/map/map_screen.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace rgx::stats {
namespace {

namespace ei = Eigen::internal;
using Eigen::Index;
using Packet = ei::packet_traits<float>::type;

constexpr Index lanes = ei::packet_traits<float>::size;
constexpr Index chunk = 64;  // cases whose products are added in one run; the bound below knows it

}  // namespace

Panels pack_panels(const Eigen::Ref<const Eigen::MatrixXd>& unit, std::span<const Index> columns, Index width) {
  Panels out;
  out.width = width;
  out.cases = unit.rows();
  out.columns = static_cast<Index>(columns.size());
  out.values.assign(static_cast<std::size_t>(out.count() * width * out.cases), 0.0F);
  for (Index c = 0; c < out.columns; ++c) {
    const double* from = unit.data() + columns[static_cast<std::size_t>(c)] * unit.outerStride();
    float* to = out.values.data() + (c / width) * width * out.cases + c % width;
    for (Index k = 0; k < out.cases; ++k) to[k * width] = static_cast<float>(from[k]);
  }
  return out;
}

double screen_bound(std::size_t n) {
  const double cases = static_cast<double>(n);
  const double rounded = (static_cast<double>(chunk) + 1 + std::ceil(cases / chunk)) * 0x1p-24;
  return rounded / (1 - rounded) + 0x1p-30 * std::max(1.0, cases / 1e5);
}

void screen_tile(const float* left, const float* right, Index cases, float scale, std::int32_t top, std::int32_t* key) {
  alignas(64) std::array<float, screen_size> total{};
  for (Index begin = 0; begin < cases; begin += chunk) {
    const Index end = std::min(cases, begin + chunk);
    Packet sum[screen_rows][2];
    for (auto& row : sum) row[0] = row[1] = ei::pset1<Packet>(0);
    for (Index k = begin; k < end; ++k) {
      const Packet b0 = ei::ploadu<Packet>(right + k * screen_columns);
      const Packet b1 = ei::ploadu<Packet>(right + k * screen_columns + lanes);
      for (Index i = 0; i < screen_rows; ++i) {
        const Packet a = ei::pset1<Packet>(left[k * screen_rows + i]);
        sum[i][0] = ei::pmadd(a, b0, sum[i][0]);
        sum[i][1] = ei::pmadd(a, b1, sum[i][1]);
      }
    }
    for (Index i = 0; i < screen_rows; ++i) {
      for (Index half = 0; half < 2; ++half) {
        float* place = total.data() + i * screen_columns + half * lanes;
        ei::pstoreu(place, ei::padd(ei::ploadu<Packet>(place), sum[i][half]));
      }
    }
  }
  for (std::size_t e = 0; e < total.size(); ++e) {
    key[e] = std::min(static_cast<std::int32_t>(std::abs(total[e]) * scale), top);
  }
}

double exact_product(std::span<const double> a, std::span<const double> b) {
  using Lanes = Eigen::Array<double, 16, 1>;
  Lanes sum = Lanes::Zero();
  std::size_t i = 0;
  for (; i + 16 <= a.size(); i += 16) {
    sum += Eigen::Map<const Lanes>(a.data() + i) * Eigen::Map<const Lanes>(b.data() + i);
  }
  for (Index k = 0; i < a.size(); ++i, ++k) sum[k] += a[i] * b[i];
  // Added pairwise, in this order.
  for (Index half = 8; half > 0; half /= 2) {
    for (Index k = 0; k < half; ++k) sum[k] += sum[k + half];
  }
  return sum[0];
}

}  // namespace rgx::stats
