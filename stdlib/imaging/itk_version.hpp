#pragma once
#include <string>

namespace rgx::stdlib {

std::string itk_version();  // of the library linked, as "5.2.1"

}  // namespace rgx::stdlib
