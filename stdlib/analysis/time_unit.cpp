#include "stdlib/analysis/time_unit.hpp"

#include <charconv>

#include "engine/cohort.hpp"
#include "lang/unit.hpp"

namespace rgx::stdlib {

using engine::Failure;

TimeUnit time_unit(const std::string& printed) {
  double times = 1;
  const auto [end, error] = std::from_chars(printed.data(), printed.data() + printed.size(), times);
  std::string name(error == std::errc() ? end : printed.data(), printed.data() + printed.size());
  name.erase(0, name.find_first_not_of(' '));
  const lang::Unit* unit = lang::find_unit(name);
  if (unit == nullptr || unit->dimension != lang::Dimension::time)
    throw Failure("unit-mismatch", "`" + printed + "` is no unit of time");
  return {printed, lang::to_base(error == std::errc() ? times : 1, *unit)};
}

TimeUnit unit_of_time(const engine::Context& context, const std::string& variable) {
  const auto* declared = context.all("cohort").at(0)->as<engine::Cohort>().variable(variable);
  if (declared == nullptr) throw Failure("unknown-name", "the cohort declares no `" + variable + "`");
  return time_unit(declared->unit);
}

}  // namespace rgx::stdlib
