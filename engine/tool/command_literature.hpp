#pragma once
#include <string>

namespace rgx::tool {

// `doc literature [MOLECULE]`: every molecule with its studies, or those of one, with what they reported. kUsage, with
// the nearest names on stderr, where no study is about it.
int literature_command(const std::string& molecule, bool json);

}  // namespace rgx::tool
