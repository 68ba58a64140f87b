#pragma once
// The discrete Fourier transform of one line of any length.
#include <complex>
#include <memory>
#include <vector>

namespace rgx::filters {

// Not for several threads at once: each takes its own.
class LineTransform {
 public:
  explicit LineTransform(std::size_t n);
  ~LineTransform();
  LineTransform(const LineTransform&) = delete;
  LineTransform& operator=(const LineTransform&) = delete;

  // In place: X[k] = sum_j x[j] exp(-2 pi i j k / n), and with + and without 1/n.
  void forward(std::complex<double>* line);
  void inverse(std::complex<double>* line);

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

// The next length of factors 2, 3 and 5.
std::size_t fast_length(std::size_t n);

}  // namespace rgx::filters
