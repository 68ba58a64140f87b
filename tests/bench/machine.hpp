#pragma once
// What the machine gives: the memory bandwidth that a loop reaches, and the memory that this program has held at most.
#include <cstddef>

#include "engine/operation.hpp"

namespace rgx::bench {

// Bytes a second of the triad a[i] = b[i] + s * c[i] on three arrays of 64 MiB, counted as McCalpin's STREAM counts
// (three words an element, the read for ownership left out), best of ten; the parts go through `parallel`.
double triad_bytes_per_second(const engine::ParallelFor& parallel, std::size_t threads);

// The same for one and for two threads, measured when first asked in this run.
double bandwidth(std::size_t threads);

// Peak resident memory in MiB since `reset_peak`; since the start where the system cannot reset it.
void reset_peak();
double peak_mebibytes();

}  // namespace rgx::bench
