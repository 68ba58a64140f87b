// What may stand in `derive` and `aggregate`: kinds of derived variables, ways to make one row of several. They say to
// the checker what may be written; read_cohort and the aggregate node do the work.
#include "stdlib/sources/declarations.hpp"

namespace rgx::stdlib {

namespace {

using lang::Param;
using lang::ParamType;
using lang::Role;
using lang::Signature;

Param parameter(std::string name, ParamType type, std::string text, bool required = false) {
  Param p;
  p.name = std::move(name);
  p.type = type;
  p.text = std::move(text);
  p.required = required;
  return p;
}

Signature derived(std::string name, std::vector<Param> params, std::string summary) {
  Signature s;
  s.name = std::move(name);
  s.role = Role::variable;
  s.blocks = {"derive"};
  s.params = std::move(params);
  s.summary = std::move(summary);
  return s;
}

Param variables(std::string text) {
  Param p = parameter("of", ParamType::any, std::move(text), true);
  p.positional = p.list = true;
  return p;
}

Signature aggregation(std::string name, std::vector<Param> params, std::string summary, std::string methods) {
  Signature s;
  s.name = std::move(name);
  s.role = Role::other;
  s.blocks = {"aggregate"};
  s.params = std::move(params);
  s.summary = std::move(summary);
  s.methods = std::move(methods);
  return s;
}

}  // namespace

std::vector<Signature> derived_signatures() {
  Param plus = parameter("plus", ParamType::number, "added before the logarithm");
  plus.fallback = 0;
  return {
      derived("binary", {variables("a condition on variables of the cohort")}, "two classes: a condition holds or not"),
      derived("log2", {variables("a number"), plus}, "logarithm to base 2; a number that is not above 0 is an error"),
      derived("ratio", {variables("two numbers")}, "the first over the second; division by 0 is an error"),
      derived("sum", {variables("numbers")}, "their sum; missing where one is missing"),
      derived("difference", {variables("two numbers")}, "the first less the second"),
      derived("rank", {variables("a number")}, "its mid-rank among the cohort's cases, from 1"),
      derived(
          "combine", {variables("classes")},
          "new classes from old: `combine(stage, early: [\"I\", \"II\"], late: [\"III\", \"IV\"])`; every old class "
          "stands in one group"),
      derived("cut",
              {variables("a number"),
               parameter("at", ParamType::any, "a number, ascending numbers, or median, tertiles, quartiles", true),
               parameter("labels", ParamType::texts, "names of the parts, lowest first; else low, high")},
              "ordered classes of a number; a value at a cut lies above it; quantiles as R's type 7"),
  };
}

std::vector<Signature> aggregate_signatures() {
  Param by = parameter("by", ParamType::text, "the column whose largest value decides", true);
  Param from = parameter("from", ParamType::text, "the key of the row that is subtracted", true);
  from.positional = true;
  const auto rows = [](const std::string& what) {
    return "Several rows of one subject were brought to one by their " + what + ".";
  };
  return {
      aggregation("mean", {}, "the mean of the rows that have a value", rows("mean")),
      aggregation("max", {}, "the largest value", rows("maximum")),
      aggregation("min", {}, "the smallest value", rows("minimum")),
      aggregation("sum", {}, "the sum of the rows that have a value", rows("sum")),
      aggregation("count", {}, "how many rows have a value", rows("count")),
      aggregation("spread", {}, "standard deviation (n - 1) of the rows that have a value", rows("standard deviation")),
      aggregation("first", {}, "the first row, in the order of the table", "The first row of each subject was used."),
      aggregation("majority", {}, "the commonest value; ties to the one that comes first", rows("commonest value")),
      aggregation("largest", {by}, "the row whose `by` is largest; ties to the one that comes first",
                  "Of several rows of one subject the one of the largest {by} was used."),
      aggregation("change", {from}, "the other row less the row whose key is `from`; two rows a unit",
                  "Changes were taken against {from}."),
  };
}

}  // namespace rgx::stdlib
