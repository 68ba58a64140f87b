#include "stdlib/filters/operations.hpp"

namespace rgx::stdlib {

std::vector<engine::Operation> convolution_filters() {
  return {mean_filter(), log_filter(), laws_filter(), gabor_filter(), wavelet_filter()};
}

}  // namespace rgx::stdlib
