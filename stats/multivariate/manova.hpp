#pragma once
// Multivariate analysis of variance: do groups (or numbers) go with the mean of several responses at once, others
// given?
#include <span>
#include <string_view>

#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

enum class ManovaStatistic {
  pillai,            // V = Σ λ / (1 + λ) (Pillai 1955)
  wilks,             // Λ = Π 1 / (1 + λ) (Wilks 1932), F of Rao (1951)
  hotelling_lawley,  // Σ λ (Hotelling 1951; Lawley 1938)
  roy,               // the largest λ (Roy 1953); its F is an upper bound and p a lower one
};
std::string_view manova_name(ManovaStatistic statistic);

// λ: eigenvalues of E⁻¹H. tested: columns of numbers or dummies, without intercept; covariates: the same, perhaps none.
// Cases with anything missing are left out. statistic: the F approximation on df and df2; estimate: V, Λ, Σ λ or λ₁ (of
// that kind), without interval. too_few: no more residual degrees of freedom than responses need; collinear: responses
// that the others explain, or nothing left of `tested`; constant: a response.
// R: summary(manova(y ~ covariates + tested), test = …), row of `tested`.
TestResult manova(ConstMatrix responses, ConstMatrix tested, ConstMatrix covariates, ManovaStatistic statistic);

// Groups as dummies: codes 0 … k - 1, negative = missing; fewer than two with cases: one_class.
TestResult manova(ConstMatrix responses, std::span<const int> group, ConstMatrix covariates, ManovaStatistic statistic);

}  // namespace rgx::stats
