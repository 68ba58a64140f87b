// What was accepted against a rule marks everything that stands on it.
#include "lang/check_design.hpp"
#include "lang/named.hpp"

namespace rgx::lang {

void carry_marks(Checker& checker) {
  auto& blocks = checker.study().blocks;
  for (auto& b : blocks) {
    const auto take = [&](const std::string& name) {
      const Block* from = checker.block(name);
      if (from == nullptr || from == &b) return;
      for (const auto& code : from->not_valid)
        if (!contains(b.not_valid, code)) b.not_valid.push_back(code);
    };
    for (const auto& [name, refs] : b.refs)
      if (b.kind != "report")
        for (const auto& r : refs) take(r.block);
    for (const auto& v : b.published)
      if (!v.path.empty()) take(v.path.front());
  }
}

}  // namespace rgx::lang
