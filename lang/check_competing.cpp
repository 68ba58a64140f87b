#include "lang/survival_rule.hpp"

namespace rgx::lang {

std::optional<SurvivalRefusal> survival_refused(const Variable& outcome, const Signature& test) {
  if (outcome.type != Variable::Type::survival || !test.test) return std::nullopt;
  if (!outcome.entry_column.empty() && !test.test->takes_entry)
    return SurvivalRefusal{
        "`" + test.name + "` takes every case as observed from the beginning, and `" + outcome.name + "` has `entry`",
        "`cox` in `associate` knows of late entry"};
  if (outcome.competing && !test.test->takes_competing)
    return SurvivalRefusal{
        "`" + test.name + "` knows of one event, and `" + outcome.name + "` has `competing` ones",
        "`gray` in `compare` and `fine_gray` in `associate` take them, `cox` takes them as censored; or declare the "
        "outcome once more without `competing`"};
  return std::nullopt;
}

}  // namespace rgx::lang
