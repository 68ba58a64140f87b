#pragma once
// Storey's q values: the false discovery rate with the share of true null hypotheses, π₀, estimated (Storey 2002;
// Storey & Tibshirani 2003). NaN stays NaN and does not count; a p outside [0, 1] throws std::invalid_argument.
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "stats/base/result.hpp"

namespace rgx::stats {

// bootstrap: the λ of least estimated mean squared error (Storey, Taylor & Siegmund 2004; the closed form of its
// bootstrap by Robinson). smoother: a smoothing spline of 3 degrees of freedom over λ, read at the last λ (Storey &
// Tibshirani 2003). No random draws in either.
enum class Pi0Method { bootstrap, smoother };
// "bootstrap", "smoother"; another name gives nothing.
std::optional<Pi0Method> pi0_method_named(std::string_view name);
std::string_view pi0_method_name(Pi0Method method);

struct Pi0 {
  double value = missing;         // in (0, 1]; NaN without p values
  std::string_view note;          // why it was set to 1 instead of estimated; empty otherwise. Static storage
  std::vector<double> lambda;     // .05 to .95 by .05
  std::vector<double> at_lambda;  // #{p >= λ} / (m (1 − λ)) at each
};
// R: qvalue::pi0est(p, pi0.method = "bootstrap"), the same to the last digits; "smoother" to 1e-3, as smooth.spline
// solves a little less exactly than smoothing_spline(). Where no p reaches the last λ, or the spline ends at 0 or
// below, π₀ is 1 with a note (R: an error).
Pi0 estimate_pi0(std::span<const double> p, Pi0Method method = Pi0Method::bootstrap);

// π₀ · m p / rank from the largest p down, running minimum, each at most π₀. R: qvalue::qvalue(p, pi0 = pi0)$qvalues.
std::vector<double> storey_q(std::span<const double> p, double pi0);

}  // namespace rgx::stats
