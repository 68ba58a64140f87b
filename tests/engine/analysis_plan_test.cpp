#include "engine/analysis_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "engine/failure.hpp"

using namespace rgx::engine;
using rgx::lang::Fact;

namespace {

std::vector<Fact> facts() {
  return {{"study", "study", "", "study", true, {}},
          {"study", "study", "seed", "7", true, {}},
          {"by_idh", "compare", "", "compare", true, {}},
          {"by_idh", "compare", "wilcoxon", "version 1", true, {}},
          {"by_idh", "compare", "wilcoxon.effect", "auc", false, {}}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  try {
    read_plan_file(text);
  } catch (const Failure& f) {
    CHECK(f.code == "bad-plan-file");
    return f.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("plan: a file gives its facts back, a fact a line, the same bytes for the same analysis") {
  const std::string text = plan_file(facts());
  CHECK(text == plan_file(facts()));
  const RegisteredPlan read = read_plan_file(text);
  CHECK(read.digest == plan_digest(facts()));
  REQUIRE(read.facts.size() == 5);
  CHECK(read.facts[4].what == "wilcoxon.effect");
  CHECK_FALSE(read.facts[4].written);
  CHECK(text.find("\"what\": \"wilcoxon.effect\"") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') >= 5);
}

TEST_CASE("plan: edited, of another scheme, or no plan: refused with what is wrong") {
  const std::string text = plan_file(facts());
  CHECK(refusal(replaced(text, "auc", "rank_biserial")) ==
        "its digest does not fit: it was changed since it was frozen");
  CHECK(refusal(replaced(text, "\"seed\"", "\"seeds\"")) ==
        "its digest does not fit: it was changed since it was frozen");
  CHECK(refusal(replaced(text, "\"scheme\": 1", "\"scheme\": 2")) == "it is of scheme 2, this rgx reads scheme 1");
  CHECK(refusal("rgx 1") == "it is no plan that `rgx plan --freeze` wrote");
  CHECK(refusal("{}") == "it is no plan that `rgx plan --freeze` wrote");
  CHECK(refusal(text) == "accepted");
}

TEST_CASE("plan: an analysis is compared fact by fact; followed, the table has no row") {
  const std::string text = plan_file(facts());
  const Json same = compared_with_plan("study.plan", text, facts());
  CHECK(deviations_table(same).rows() == 0);
  CHECK(plan_followed(same).starts_with("follows the registered plan `study.plan`"));
  auto other = facts();
  other[1].value = "8";
  other[4].value = "rank_biserial";
  const Json left = compared_with_plan("study.plan", text, other);
  const Table table = deviations_table(left);
  REQUIRE(table.rows() == 2);
  CHECK(table.at("kind").cell(0) == "seed");
  CHECK(table.at("planned").cell(0) == "7");
  CHECK(table.at("run").cell(0) == "8");
  CHECK(table.at("kind").cell(1) == "parameter");
  CHECK(plan_followed(left).starts_with("2 deviations from the registered plan"));
}
