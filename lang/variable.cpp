#include "lang/variable.hpp"

namespace rgx::lang {

std::string level_of(const Variable& v, const CellOf& raw) {
  if (v.type == Variable::Type::survival) return {};
  if (v.condition) {
    const auto held = evaluate(*v.condition, raw);
    if (!held) return {};
    return *held ? v.positive : v.negative;
  }
  std::string cell = raw(v.column, false);
  if (cell.empty()) return cell;
  if (v.type == Variable::Type::binary) {
    if (same_value(cell, v.positive)) return v.positive;
    if (!v.negative.empty() && same_value(cell, v.negative)) return v.negative;
    return cell;
  }
  for (const auto& level : v.levels)
    if (same_value(cell, level)) return level;
  return cell;
}

}  // namespace rgx::lang
