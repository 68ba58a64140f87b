#include "stdlib/features/fourier_bundle.hpp"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace rgx::features {

namespace {

// One step of factor P: element q + s (r + m t) of the input, t = 0 .. P - 1, gives elements q + s (P r + u) of the
// output, u = 0 .. P - 1, the u-th turned by exp(-2 pi i r u / (m P)). q runs with the lines through neighbouring
// numbers.
struct Pointers {
  const double *in_real, *in_imaginary;
  double *out_real, *out_imaginary;
};

template <int P>
void step(const Pointers& p, std::size_t m, std::size_t width, const double* cosine, const double* sine) {
  constexpr auto kFactor = static_cast<std::size_t>(P);
  for (std::size_t r = 0; r < m; ++r) {
    double c[kFactor], s[kFactor];
    for (std::size_t u = 1; u < kFactor; ++u) {
      c[u] = cosine[(kFactor - 1) * r + u - 1];
      s[u] = sine[(kFactor - 1) * r + u - 1];
    }
    const double* __restrict in_real = p.in_real + width * r;
    const double* __restrict in_imaginary = p.in_imaginary + width * r;
    double* __restrict out_real = p.out_real + width * kFactor * r;
    double* __restrict out_imaginary = p.out_imaginary + width * kFactor * r;
    const std::size_t apart = width * m;
    const auto store = [&](std::size_t q, std::size_t u, double x, double y) {
      if (u == 0) {
        out_real[q] = x;
        out_imaginary[q] = y;
      } else {
        out_real[q + width * u] = x * c[u] - y * s[u];
        out_imaginary[q + width * u] = x * s[u] + y * c[u];
      }
    };
    for (std::size_t q = 0; q < width; ++q) {
      double a[kFactor], b[kFactor];
      for (std::size_t t = 0; t < kFactor; ++t) {
        a[t] = in_real[q + apart * t];
        b[t] = in_imaginary[q + apart * t];
      }
      if constexpr (P == 2) {
        store(q, 0, a[0] + a[1], b[0] + b[1]);
        store(q, 1, a[0] - a[1], b[0] - b[1]);
      } else if constexpr (P == 3) {
        constexpr double kSine = 0.86602540378443864676;  // of 60 degrees
        const double x = a[1] + a[2], y = b[1] + b[2];
        const double u = a[0] - 0.5 * x, v = b[0] - 0.5 * y;
        const double f = kSine * (b[1] - b[2]), g = kSine * (a[1] - a[2]);
        store(q, 0, a[0] + x, b[0] + y);
        store(q, 1, u + f, v - g);
        store(q, 2, u - f, v + g);
      } else if constexpr (P == 4) {
        const double x0 = a[0] + a[2], y0 = b[0] + b[2], x1 = a[0] - a[2], y1 = b[0] - b[2];
        const double x2 = a[1] + a[3], y2 = b[1] + b[3], x3 = a[1] - a[3], y3 = b[1] - b[3];
        store(q, 0, x0 + x2, y0 + y2);
        store(q, 1, x1 + y3, y1 - x3);
        store(q, 2, x0 - x2, y0 - y2);
        store(q, 3, x1 - y3, y1 + x3);
      } else {
        constexpr double kCosine1 = 0.30901699437494742410, kCosine2 = -0.80901699437494742410;  // of 72, 144 degrees
        constexpr double kSine1 = 0.95105651629515357212, kSine2 = 0.58778525229247312917;
        const double p1 = a[1] + a[4], p2 = a[2] + a[3], m1 = a[1] - a[4], m2 = a[2] - a[3];
        const double r1 = b[1] + b[4], r2 = b[2] + b[3], n1 = b[1] - b[4], n2 = b[2] - b[3];
        const double x1 = a[0] + kCosine1 * p1 + kCosine2 * p2, x2 = a[0] + kCosine2 * p1 + kCosine1 * p2;
        const double y1 = b[0] + kCosine1 * r1 + kCosine2 * r2, y2 = b[0] + kCosine2 * r1 + kCosine1 * r2;
        const double f1 = kSine1 * n1 + kSine2 * n2, f2 = kSine2 * n1 - kSine1 * n2;
        const double g1 = kSine1 * m1 + kSine2 * m2, g2 = kSine2 * m1 - kSine1 * m2;
        store(q, 0, a[0] + p1 + p2, b[0] + r1 + r2);
        store(q, 1, x1 + f1, y1 - g1);
        store(q, 2, x2 + f2, y2 - g2);
        store(q, 3, x2 - f2, y2 + g2);
        store(q, 4, x1 - f1, y1 + g1);
      }
    }
  }
}

}  // namespace

int fast_length(int n) {
  for (;; ++n) {
    int rest = n;
    for (const int factor : {2, 3, 5}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return n;
  }
}

FourierBundle::FourierBundle(int n) : n_(n) {
  if (n < 1 || fast_length(n) != n) throw std::invalid_argument("a transform's length needs factors 2, 3 and 5 only");
  int remaining = n, stride = 1;
  while (remaining > 1) {
    const int factor = remaining % 4 == 0 ? 4 : remaining % 2 == 0 ? 2 : remaining % 3 == 0 ? 3 : 5;
    steps_.push_back({factor, remaining, stride, cosine_.size()});
    const int m = remaining / factor;
    for (int r = 0; r < m; ++r) {
      for (int u = 1; u < factor; ++u) {
        // Below one turn, so that the angle is as exact as a double can be.
        const double angle = -2 * std::numbers::pi * (r * u % remaining) / remaining;
        cosine_.push_back(std::cos(angle));
        sine_.push_back(std::sin(angle));
      }
    }
    remaining = m;
    stride *= factor;
  }
  const std::size_t size = kLines * static_cast<std::size_t>(n);
  for (auto* part : {&real_, &imaginary_, &other_real_, &other_imaginary_}) part->assign(size, 0);
}

void FourierBundle::transform() {
  for (const Step& s : steps_) {
    const Pointers p{real_.data(), imaginary_.data(), other_real_.data(), other_imaginary_.data()};
    const auto m = static_cast<std::size_t>(s.remaining / s.factor);
    const std::size_t width = kLines * static_cast<std::size_t>(s.stride);
    const double *c = cosine_.data() + s.twiddles, *d = sine_.data() + s.twiddles;
    if (s.factor == 4) step<4>(p, m, width, c, d);
    if (s.factor == 2) step<2>(p, m, width, c, d);
    if (s.factor == 3) step<3>(p, m, width, c, d);
    if (s.factor == 5) step<5>(p, m, width, c, d);
    std::swap(real_, other_real_);
    std::swap(imaginary_, other_imaginary_);
  }
}

}  // namespace rgx::features
