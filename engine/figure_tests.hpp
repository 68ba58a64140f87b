#pragma once
// What figures with a point a test share. Internal to engine/figure*.
#include <string>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"

namespace rgx::engine {

// Names and numbers that a point or cell tells where the pointer rests: fields feature, with, estimate, interval, p, q,
// n of its value.
void add_told(Json& value, const TestRows& rows, std::size_t row);
Json tooltip();

// What a layer with one mark, a rule at a fixed place, is drawn from.
Json one_mark();
// Labels of an axis of numbers: 600000, 0.85, 1.2e-7.
constexpr const char* number_label = "format(datum.value, '.6~g')";

// Axis of −log₁₀ p from 0 to `top`.
Json strength_axis(const char* field, double top);

// Points of `values` (x, y, rejected 0 or 1): grey triangles, and orange circles above them for what is rejected.
Json test_points(const Json& values, const Json& x, const Json& y, int size);

// How these are told in a caption: " Orange circles: the 3 rejected by BH at 5 %."
std::string marked_words(std::size_t rejected, bool decided, const FamilyLine& family);
// " Drawn are 3000 of 20100: …", or nothing when all are.
std::string thinned_words(std::size_t drawn, std::size_t all, std::size_t strongest);

}  // namespace rgx::engine
