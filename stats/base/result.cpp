#include "stats/base/result.hpp"

namespace rgx::stats {

std::string_view reason_name(Reason reason) {
  switch (reason) {
    case Reason::none:
      return "";
    case Reason::too_few:
      return "too-few";
    case Reason::constant:
      return "constant";
    case Reason::one_class:
      return "one-class";
    case Reason::degenerate:
      return "degenerate";
    case Reason::collinear:
      return "collinear";
    case Reason::not_finite:
      return "not-finite";
    case Reason::too_large:
      return "too-large";
    case Reason::ties:
      return "ties";
    case Reason::not_asked:
      return "not-asked";
    case Reason::separated:
      return "separated";
    case Reason::not_converged:
      return "not-converged";
  }
  return "";
}

}  // namespace rgx::stats
