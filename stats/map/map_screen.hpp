#pragma once
// Products of unit vectors in single precision, with a proven bound of their error: they choose what is worth an exact
// look and count what lies far from every threshold; no number that is reported comes from here.
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rgx::stats {

// Columns of one side packed for screen_tile: panels of `width` columns, case by case, the last filled up with zeros.
struct Panels {
  Eigen::Index width = 0, cases = 0, columns = 0;
  std::vector<float, Eigen::aligned_allocator<float>> values;

  [[nodiscard]] Eigen::Index count() const { return (columns + width - 1) / width; }
  [[nodiscard]] const float* panel(Eigen::Index i) const { return values.data() + i * width * cases; }
};
Panels pack_panels(const Eigen::Ref<const Eigen::MatrixXd>& unit, std::span<const Eigen::Index> columns,
                   Eigen::Index width);

// A tile is screen_rows left columns by screen_columns right ones; its sums stay in registers.
inline constexpr Eigen::Index screen_rows = 6;
inline constexpr Eigen::Index screen_columns = 2 * Eigen::internal::packet_traits<float>::size;
inline constexpr Eigen::Index screen_size = screen_rows * screen_columns;

// How far |r| of a tile may lie from |r| of exact_product, n cases.
//   Every term a_i·b_i passes at most 2 roundings to float, 1 of its product, 63 within its chunk of 64 cases and
//   ceil(n/64) - 1 when chunks are added: k = 65 + ceil(n/64) factors (1 + δ), |δ| <= u = 2^-24, whatever the order
//   inside (a fused multiply-add has one less). So |error| <= γ_k Σ|a_i·b_i| with γ_k = k·u/(1 - k·u) (Higham 2002,
//   Accuracy and Stability, §3.1), and Σ|a_i·b_i| <= |a|·|b| = 1 by Cauchy and Schwarz. Products below the smallest
//   normal float lose at most n·2^-148; the vectors' length is 1 to n·2^-52 and exact_product errs by less than
//   n·2^-53: 2^-30 covers these up to 10^5 cases, and is scaled beyond.
double screen_bound(std::size_t n);

// key[i·screen_columns + j] = |product| in steps of 1/scale, cut to `top`; scale a power of two.
void screen_tile(const float* left, const float* right, Eigen::Index cases, float scale, std::int32_t top,
                 std::int32_t* key);

// Product in double by sixteen running sums, each operation rounded once: the same bytes on every processor.
double exact_product(std::span<const double> a, std::span<const double> b);

}  // namespace rgx::stats
