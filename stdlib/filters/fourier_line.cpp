#include "stdlib/filters/fourier_line.hpp"

#include <algorithm>
#include <numbers>
#include <unsupported/Eigen/FFT>

namespace rgx::filters {

namespace {

using Complex = std::complex<double>;

// kissfft's cost for a factor p is n p; from here on three transforms of twice the length and more are cheaper.
constexpr std::size_t kLargestFactor = 61;

std::size_t largest_prime_factor(std::size_t n) {
  std::size_t largest = 1;
  for (std::size_t f = 2; f * f <= n; ++f) {
    while (n % f == 0) {
      largest = f;
      n /= f;
    }
  }
  return std::max(largest, n);
}

}  // namespace

struct LineTransform::Plan {
  std::size_t n = 0, length = 0;  // length: of the chirp's transforms; 0: none
  Eigen::FFT<double> fft;
  std::vector<Complex> in, out;
  std::vector<Complex> chirp, chirp_spectrum;  // exp(-pi i j^2 / n), and its conjugate transformed, over `length`

  void plain(Complex* line, bool inverse, std::size_t count) {
    std::copy_n(line, count, in.begin());
    if (inverse)
      fft.inv(out.data(), in.data(), static_cast<Eigen::Index>(count));
    else
      fft.fwd(out.data(), in.data(), static_cast<Eigen::Index>(count));
    std::copy_n(out.begin(), count, line);
  }
};

LineTransform::LineTransform(std::size_t n) : plan_(std::make_unique<Plan>()) {
  Plan& p = *plan_;
  p.n = n;
  p.fft.SetFlag(Eigen::FFT<double>::Unscaled);
  if (largest_prime_factor(n) > kLargestFactor) {
    p.length = fast_length(2 * n - 1);
    p.chirp.resize(n);
    p.chirp_spectrum.assign(p.length, Complex(0));
    for (std::size_t j = 0; j < n; ++j) {
      // j^2 modulo 2n: the angle stays exact for long lines.
      const double angle = std::numbers::pi * static_cast<double>(j * j % (2 * n)) / static_cast<double>(n);
      p.chirp[j] = std::polar(1.0, -angle);
      p.chirp_spectrum[j] = std::conj(p.chirp[j]);
      if (j > 0) p.chirp_spectrum[p.length - j] = p.chirp_spectrum[j];
    }
  }
  const std::size_t longest = std::max(n, p.length);
  p.in.resize(longest);
  p.out.resize(longest);
  if (p.length > 0) p.plain(p.chirp_spectrum.data(), false, p.length);
}

LineTransform::~LineTransform() = default;

void LineTransform::forward(Complex* line) {
  Plan& p = *plan_;
  if (p.n == 1) return;
  if (p.length == 0) return p.plain(line, false, p.n);
  std::vector<Complex> work(p.length, Complex(0));
  for (std::size_t j = 0; j < p.n; ++j) work[j] = line[j] * p.chirp[j];
  p.plain(work.data(), false, p.length);
  for (std::size_t j = 0; j < p.length; ++j) work[j] *= p.chirp_spectrum[j];
  p.plain(work.data(), true, p.length);
  const double scale = 1.0 / static_cast<double>(p.length);
  for (std::size_t k = 0; k < p.n; ++k) line[k] = work[k] * p.chirp[k] * scale;
}

void LineTransform::inverse(Complex* line) {
  Plan& p = *plan_;
  if (p.n == 1) return;
  if (p.length == 0) return p.plain(line, true, p.n);
  for (std::size_t j = 0; j < p.n; ++j) line[j] = std::conj(line[j]);
  forward(line);
  for (std::size_t j = 0; j < p.n; ++j) line[j] = std::conj(line[j]);
}

std::size_t fast_length(std::size_t n) {
  for (;; ++n) {
    std::size_t rest = n;
    for (const std::size_t factor : {2U, 3U, 5U}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return n;
  }
}

}  // namespace rgx::filters
