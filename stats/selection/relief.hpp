#pragma once
// Weights of columns by how much they differ between near cases of other classes and how little between near cases of
// the same: ReliefF and, for numbers, RReliefF (Kononenko, ECML 1994; Robnik-Šikonja & Kononenko, Mach Learn 53,
// 2003), with every case in turn, so that nothing is drawn.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// x: cases × columns of numbers without missing values; the difference in a column is |difference| / range, and
// nearness their sum. Neighbours: the k nearest hits and, of each other class, the k nearest misses (all there are,
// where a class has fewer), each counted alike; equally near: the earlier case. Misses weigh P(class) / (1 - P(own)).
// A constant column has weight 0.
std::vector<double> relief(ConstMatrix x, std::span<const int> y, int k = 10, const ParallelFor& parallel = serial_for);

// Of an outcome that is a number: N_dC&dA / N_dC - (N_dA - N_dC&dA) / (m - N_dC), each of the k neighbours counted
// 1/k.
std::vector<double> relief_of_number(ConstMatrix x, std::span<const double> y, int k = 10,
                                     const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
