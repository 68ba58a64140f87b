#pragma once
// Discrete Fourier transforms of eight lines at once, for sums over all pairs of voxels.
//
// Eight lines lie side by side, so every step of the transform is the same arithmetic on eight neighbouring numbers:
// whole vector registers without a shuffle. (Eigen's FFT, which filters use, takes one line at a time.) Stockham's
// autosort with factors 4, 2, 3 and 5.
#include <cstddef>
#include <vector>

namespace rgx::features {

inline constexpr std::size_t kLines = 8;

// The next length that has no other factors than 2, 3 and 5.
int fast_length(int n);

// Not for several threads at once: each takes its own.
class FourierBundle {
 public:
  // `n` as fast_length gives it (else std::invalid_argument).
  explicit FourierBundle(int n);
  int length() const { return n_; }

  // Element k of line l stands at [k * kLines + l], real and imaginary parts apart. Filled by the caller; after
  // transform() they hold X[k] = sum_j x[j] exp(-2 pi i j k / n).
  double* real() { return real_.data(); }
  double* imaginary() { return imaginary_.data(); }
  void transform();

 private:
  struct Step {
    int factor = 0, remaining = 0, stride = 0;  // `remaining` elements in lines that stand `stride` apart
    std::size_t twiddles = 0;                   // first of them
  };
  int n_;
  std::vector<Step> steps_;
  std::vector<double> cosine_, sine_;
  std::vector<double> real_, imaginary_, other_real_, other_imaginary_;
};

}  // namespace rgx::features
