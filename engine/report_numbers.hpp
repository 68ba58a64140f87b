#pragma once
// Effects as papers print them; p values and intervals are declared in report_view.hpp. Internal to engine/report*.
#include <string>

namespace rgx::engine {

// Two decimals where it is of the order of 1, fewer of large ones, two significant digits of small ones, powers of ten
// beyond; "not computed" where there is none. with_interval prints all three numbers with the decimals that the largest
// needs; a bound that would be printed as 0 and is not has two digits of its own.
std::string effect_size(double value);
std::string signed_size(double value);  // "+0.10", "−0.10"

}  // namespace rgx::engine
