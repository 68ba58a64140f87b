// Gabor filters (IBSI 2, section 3.4, tag Q88H): a plane wave under an elliptic Gaussian within a plane of the image,
// the modulus of its complex response, pooled over orientations and, if asked, over the three orthogonal planes.
//
// The kernel exp(-(u^2 + gamma^2 v^2) / (2 sigma^2) + 2 pi i u / lambda) is no product along the axes unless gamma is
// 1: its Gaussian has a mixed term. The singular values of the sampled Gaussian fall off geometrically, so that a few
// products of one-dimensional kernels are it; the wave is a product along the axes anyway.
#include <Eigen/SVD>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/parameters.hpp"

namespace rgx::stdlib {

using engine::Json;
using namespace filters;

namespace {

// Bandwidth of one octave (Petkov and Kruizinga 1997): sigma = 0.56 lambda.
constexpr double kSigmaByWavelength = 0.56;
// Where the kernel ends, in standard deviations along each axis: what is left out is below 4e-6 of its peak.
constexpr double kCutoff = 5;
// Singular values below this share of the largest are left out: of the order of float32's own rounding.
constexpr double kSmallestShare = 1e-7;

struct Wave {
  double sigma = 0, wavelength = 0, gamma = 1, theta = 0;  // mm, mm, 1, degrees
};

enum class Part : std::uint8_t { modulus, real, imaginary };

Part part_named(const std::string& word) {
  if (word == "modulus") return Part::modulus;
  if (word == "real") return Part::real;
  if (word == "imaginary") return Part::imaginary;
  throw std::invalid_argument("no part of a Gabor response is named `" + word + "`: imaginary, modulus, real");
}

double wavelength_of(const Json& params) {
  if (const auto at = params.find("wavelength"); at != params.end() && !at->is_null()) return at->get<double>();
  return params.at("sigma").get<double>() / kSigmaByWavelength;
}

// The orientations that are pooled. The responses of opposite directions are complex conjugates.
std::vector<double> orientations_of(const Json& params) {
  const double theta = params.at("theta").get<double>();
  if (!params.at("rotation_invariant").get<bool>()) return {theta};
  const double step = params.at("step").get<double>(), steps = 360.0 / step;
  if (std::fabs(steps - std::round(steps)) > 1e-9)
    throw std::invalid_argument("`step` of `gabor` does not divide a full turn of 360 degrees: " +
                                lang::number_text(step));
  auto n = static_cast<std::size_t>(std::round(steps));
  if (part_named(params.at("response").get<std::string>()) != Part::imaginary && n % 2 == 0) n /= 2;
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(theta + static_cast<double>(i) * step);
  return out;
}

bool orthogonal(const Json& params, bool by_slice) {
  const auto word = params.at("planes").get<std::string>();
  if (word == "slices") return false;
  if (word != "orthogonal")
    throw std::invalid_argument("no planes of `gabor` are named `" + word + "`: orthogonal, slices");
  if (by_slice) throw std::invalid_argument("`gabor` within slices has no orthogonal planes");
  return true;
}

std::vector<std::string> names(const Json& params, bool by_slice) {
  std::string out = "gabor_" + in_name(params.at("sigma").get<double>()) + "mm";
  if (params.contains("wavelength") && !params.at("wavelength").is_null())
    out += "_" + in_name(wavelength_of(params)) + "mm";
  if (const double gamma = params.at("gamma").get<double>(); gamma != 1) out += "_gamma" + in_name(gamma);
  if (const double theta = params.at("theta").get<double>(); theta != 0) out += "_theta" + in_name(theta);
  const bool planes = orthogonal(params, by_slice), invariant = params.at("rotation_invariant").get<bool>();
  if (invariant) {
    orientations_of(params);
    if (const double step = params.at("step").get<double>(); step != 45) out += "_step" + in_name(step);
  }
  if (planes) out += "_planes";
  const auto pool = params.at("pool").get<std::string>(), part = params.at("response").get<std::string>();
  pool_named(pool);
  if (invariant || (planes && pool != "mean")) out += "_" + pool;
  if (part_named(part) != Part::modulus) out += "_" + part;
  return {out + boundary_suffix(params)};
}

// Real and imaginary part in the plane of axes `a` (first) and `b`.
std::vector<Component> kernel_of(const Wave& wave, std::size_t a, std::size_t b, double spacing_a, double spacing_b) {
  const double turn = wave.theta * std::numbers::pi / 180, c = std::cos(turn), s = std::sin(turn);
  // Across the wave the Gaussian's standard deviation is sigma / gamma. Angles run from the first axis towards the
  // second one, as the consensus maps have them.
  const double along = wave.sigma, across = wave.sigma / wave.gamma;
  const auto half = [](double deviation, double spacing) {
    return static_cast<std::int64_t>(std::floor(kCutoff * deviation / spacing + 0.5));
  };
  const std::int64_t half_a = half(std::hypot(along * c, across * s), spacing_a);
  const std::int64_t half_b = half(std::hypot(along * s, across * c), spacing_b);
  Eigen::MatrixXd gauss(2 * half_b + 1, 2 * half_a + 1);
  for (std::int64_t y = -half_b; y <= half_b; ++y)
    for (std::int64_t x = -half_a; x <= half_a; ++x) {
      const double p = static_cast<double>(x) * spacing_a, q = static_cast<double>(y) * spacing_b;
      const double u = p * c + q * s, v = q * c - p * s;
      gauss(y + half_b, x + half_a) = std::exp(-0.5 * (u * u / (along * along) + v * v / (across * across)));
    }
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(gauss, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const double k = 2 * std::numbers::pi / wave.wavelength;
  std::vector<Component> out(2);
  for (Eigen::Index r = 0; r < svd.singularValues().size(); ++r) {
    const double strength = svd.singularValues()[r];
    if (strength < kSmallestShare * svd.singularValues()[0]) break;
    // Even or odd by symmetry; made exactly so, which halves the work of the passes.
    const auto taps = [&](const Eigen::VectorXd& of, std::int64_t h, double frequency, bool sine, double scale) {
      double mirrored = 0;
      for (std::int64_t i = -h; i <= h; ++i) mirrored += of[i + h] * of[h - i];
      std::vector<double> samples;
      for (std::int64_t i = -h; i <= h; ++i) {
        const double envelope = (of[i + h] + (mirrored < 0 ? -of[h - i] : of[h - i])) / 2;
        const double phase = frequency * static_cast<double>(i);
        samples.push_back(scale * envelope * (sine ? std::sin(phase) : std::cos(phase)));
      }
      return convolution(samples, h);
    };
    const Eigen::VectorXd ua = svd.matrixV().col(r), ub = svd.matrixU().col(r);
    const double ka = k * c * spacing_a, kb = k * s * spacing_b;
    const auto product = [&](bool sine_a, bool sine_b, double sign) {
      Separable kernel;
      kernel[a] = taps(ua, half_a, ka, sine_a, sign * strength);
      kernel[b] = taps(ub, half_b, kb, sine_b, 1);
      return kernel;
    };
    out[0].push_back(product(false, false, 1));
    out[1].push_back(product(true, false, 1));
    // A wave along an axis is constant along the other one.
    if (std::fabs(kb) < 1e-12) continue;
    out[0].push_back(product(true, true, -1));
    out[1].push_back(product(false, true, 1));
  }
  return out;
}

engine::Image apply(const Ask& ask) {
  const Json& params = ask.params;
  Wave wave{params.at("sigma").get<double>(), wavelength_of(params), params.at("gamma").get<double>(), 0};
  const Part part = part_named(params.at("response").get<std::string>());
  const Source image = source_of(ask.image, boundary_of(params));
  const std::array<double, 3>& spacing = ask.image.geometry.spacing;
  const auto n = static_cast<std::size_t>(ask.wanted.high[0] - ask.wanted.low[0]);
  std::vector<std::array<std::size_t, 2>> planes{{0, 1}};
  if (orthogonal(params, ask.by_slice)) planes = {{0, 1}, {0, 2}, {1, 2}};
  Pooled pooled(pool_named(params.at("pool").get<std::string>()), ask.wanted);
  for (const auto& [a, b] : planes) {
    for (const double theta : orientations_of(params)) {
      wave.theta = theta;
      std::vector<Component> kernel = kernel_of(wave, a, b, spacing[a], spacing[b]);
      if (part != Part::modulus) kernel = {kernel[part == Part::real ? 0 : 1]};
      convolve(image, kernel, ask.wanted, ask.parallel, [&](std::int64_t j, std::int64_t k, const double* const* rows) {
        if (part != Part::modulus) return pooled.take(j, k, rows[0]);
        std::vector<double> modulus(n);
        for (std::size_t i = 0; i < n; ++i) modulus[i] = std::sqrt(rows[0][i] * rows[0][i] + rows[1][i] * rows[1][i]);
        pooled.take(j, k, modulus.data());
      });
    }
  }
  return pooled.image(canvas(ask));
}

}  // namespace

engine::Operation gabor_filter() {
  lang::Param sigma = length_param("sigma", 1e-3, 1e3, "standard deviation of the Gaussian along the wave");
  sigma.required = true;
  sigma.positional = true;
  return engine::Declare<Json>("gabor", 1)
      .role(lang::Role::filter)
      .in("features")
      .param(sigma)
      .param(length_param("wavelength", 1e-3, 1e3,
                          "of the wave; when left out sigma / 0.56, which is a bandwidth of one octave"))
      .param(number_param("gamma", 1, 0.05, 20, "how many times shorter the Gaussian is across the wave"))
      .param(number_param("theta", 0, 0, 360, "direction of the wave in its plane, in degrees"))
      .param(rotation_invariant_param())
      .param(number_param("step", 45, 1, 180, "rotation invariance: degrees between the directions that are pooled"))
      .param(pool_param("mean"))
      .param(choice_param("planes", "slices", {"orthogonal", "slices"},
                          "within slices (constant k), or pooled over the three planes along the axes"))
      .param(choice_param("response", "modulus", {"imaginary", "modulus", "real"}, "part of the complex response"))
      .param(boundary_param())
      .summary("Gabor filters: texture of one wavelength and direction, or of one wavelength in every direction")
      .methods(
          "Gabor filters were applied (sigma {sigma} mm, wavelength {wavelength} mm, aspect ratio {gamma}, "
          "direction {theta} degrees, rotation invariance: {rotation_invariant} with steps of {step} degrees, "
          "planes: {planes}, pooling: {pool}, {response} of the response, boundary: {boundary}).")
      .cites({"ibsi2_2024", "petkov1997"})
      .part(Filter{names, apply});
}

}  // namespace rgx::stdlib
