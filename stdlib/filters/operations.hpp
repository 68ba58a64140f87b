#pragma once
// Filters that convolve with a kernel of finite support, registered by stdlib/register.cpp. Each carries a
// `filters::Filter`.
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

engine::Operation mean_filter();
engine::Operation log_filter();
engine::Operation laws_filter();
engine::Operation gabor_filter();
engine::Operation wavelet_filter();
// The five.
std::vector<engine::Operation> convolution_filters();

}  // namespace rgx::stdlib
