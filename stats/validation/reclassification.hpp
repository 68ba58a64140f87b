#pragma once
// Whether a second model moves cases the right way. A positive NRI or IDI is also found for a marker that says nothing
// (Pepe et al., Statistics in Biosciences 7, 2015): they describe a change, a difference of likelihoods tests it.
#include <cstdint>
#include <span>
#include <string>

#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

struct Reclassification {
  double estimate;        // of events plus of others
  double events, others;  // share of events moved up less down; of others moved down less up
  double se, events_se, others_se;
  double z, p;         // two-sided normal
  Interval ci;         // BCa bootstrap, cases resampled within events and others; missing: none asked for
  std::string reason;  // "one class", "missing value", "wrong sizes": all NaN; "no change": z and p NaN
};

struct BootstrapOptions {
  std::uint32_t replicates = 0;  // 0: no interval
  std::uint64_t key = 0;
  double level = 0.95;
};

// Net reclassification (Pencina, D'Agostino & Steyerberg, Statistics in Medicine 30, 2011). cuts: ascending limits of
// categories, a probability at a limit belongs above; empty: any rise is up. R: Hmisc::improveProb (without cuts).
Reclassification net_reclassification(ConstVector before, ConstVector after, ConstVector y,
                                      std::span<const double> cuts = {}, const BootstrapOptions& options = {});

// Integrated discrimination improvement: mean rise among events less that among others (Pencina et al., Statistics in
// Medicine 27, 2008). R: Hmisc::improveProb.
Reclassification discrimination_improvement(ConstVector before, ConstVector after, ConstVector y,
                                            const BootstrapOptions& options = {});

}  // namespace rgx::stats
