#pragma once
// The texts of the demonstration: its study file and what is said of its making.
#include <string>

#include "stdlib/sources/demo_cohort.hpp"

namespace rgx::stdlib {

std::string demo_study(const DemoSettings& settings);
std::string demo_readme(const DemoSettings& settings);

}  // namespace rgx::stdlib
