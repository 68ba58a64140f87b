// `rgx diff`: what two runs were made of and what moved, as text and as JSON.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/program/small.hpp"

using namespace rgx::test;

namespace {

// Two runs of the small study, the second after an edit of its text and of its tables.
struct Pair {
  Small s;
  std::string a = s.folder / "a", b = s.folder / "b";
  Pair(const std::string& text, const std::string& clinical_from = {}, const std::string& clinical_to = {}) {
    REQUIRE(s.run().status == 0);
    fs::rename(s.folder / "run", a);
    if (!clinical_from.empty()) s.clinical = edited(s.clinical, clinical_from, clinical_to);
    s.put(text);
    REQUIRE(s.run().status == 0);
    fs::rename(s.folder / "run", b);
  }
  nlohmann::json json(int expected = 1) const {
    const Ended e = call({"diff", a, b, "--json"});
    INFO(e.err);
    CHECK(e.status == expected);
    return nlohmann::json::parse(e.out);
  }
};

const nlohmann::json* entry(const nlohmann::json& list, const char* key, const std::string& value) {
  for (const auto& one : list)
    if (one.contains(key) && one.at(key) == value) return &one;
  return nullptr;
}

}  // namespace

TEST_CASE("diff: two runs of the same are no difference, status 0") {
  const Pair p(small_study);
  const auto json = p.json(0);
  CHECK(json.at("differs") == false);
  CHECK(call({"diff", p.a, p.b}).prints("no difference"));
}

TEST_CASE("diff: a parameter, was and is, written or default; numbers that moved, largest first") {
  const Pair p(edited(edited(small_study, "wilcoxon(effect: auc)", "wilcoxon(effect: rank_biserial)"),
                      "  by:       group", "  by:       group\n  where:    age > 42 year"));
  const auto json = p.json();
  const auto* effect = entry(json.at("parameters"), "what", "wilcoxon.effect");
  REQUIRE(effect != nullptr);
  CHECK(effect->at("where") == "by_group");
  CHECK(effect->at("was") == "auc");
  CHECK(effect->at("is") == "rank_biserial");
  CHECK(effect->at("is_written") == true);
  REQUIRE(entry(json.at("parameters"), "what", "where") != nullptr);
  CHECK(json.at("inputs").empty());
  const auto& numbers = json.at("numbers");
  REQUIRE(numbers.size() > 4);
  for (std::size_t i = 1; i < numbers.size(); ++i)
    CHECK(numbers[i - 1].at("relative_difference").get<double>() >= numbers[i].at("relative_difference").get<double>());
  for (const char* key : {"table", "row", "column", "was", "is", "relative_difference"})
    CHECK_MESSAGE(numbers[0].contains(key), key);
  const Ended text = call({"diff", p.a, p.b});
  CHECK(text.status == 1);
  CHECK(text.prints("`by_group`: `wilcoxon.effect` was auc (written), is rank_biserial (written)"));
  CHECK(text.prints("numbers that moved ("));
}

TEST_CASE("diff: another input is named with both digests; rows of one side are named, and move no other") {
  Pair p(small_study, "P20,a,60\n", "");
  const auto json = p.json();
  const auto* input = entry(json.at("inputs"), "where", "clinical.csv");
  REQUIRE(input != nullptr);
  CHECK(input->at("was") != input->at("is"));
  const auto* table = entry(json.at("tables"), "file", "scores.csv");
  REQUIRE(table != nullptr);
  CHECK(table->at("rows_only_in_first") == nlohmann::json::array({"P20"}));
  CHECK(table->at("numbers") == 0);
  CHECK(call({"diff", p.a, p.b}).prints("rows in the first run only: `P20`"));
  // Seen from the other side it is new.
  CHECK(call({"diff", p.b, p.a}).prints("rows in the second only: `P20`"));
}

TEST_CASE("diff: a block that one side lacks is told once, and its tables are on one side") {
  const Pair p(std::string(small_study) +
               "\nassociate with_age {\n  left:  scores\n  right: age\n  spearman()\n  correct(method: BH)\n}\n");
  const auto json = p.json();
  REQUIRE(json.at("parameters").size() == 1);
  CHECK(json.at("parameters")[0].at("where") == "with_age");
  CHECK(json.at("parameters")[0].at("was").is_null());
  CHECK(json.at("parameters")[0].at("is") == "associate");
  const auto* table = entry(json.at("tables"), "file", "with_age.csv");
  REQUIRE(table != nullptr);
  CHECK(table->at("detail") == "is in the second run only");
  CHECK(entry(json.at("steps"), "where", "with_age/spearman") != nullptr);
}

TEST_CASE("diff: what is no run directory, a lock of a newer scheme, a damaged table") {
  const Pair p(small_study);
  const Ended none = call({"diff", p.a, p.s.folder / "nothing"});
  CHECK(none.status == 1);
  CHECK(none.says("error[no-run-directory]"));
  CHECK(none.says("nothing"));
  const std::string lock = read_file(p.b + "/study.lock");
  write_file(p.b + "/study.lock", edited(lock, "\"scheme\": 1", "\"scheme\": 2"));
  const Ended newer = call({"diff", p.a, p.b});
  CHECK(newer.status == 1);
  CHECK(newer.says("error[bad-lock]"));
  CHECK(newer.says("scheme 2"));
  CHECK(newer.says(p.b));
  write_file(p.b + "/study.lock", "half of {");
  CHECK(call({"diff", p.a, p.b}).says("error[bad-lock]"));
  write_file(p.b + "/study.lock", lock);
  write_file(p.b + "/tables/scores.csv", "subject,f1\nP01,1,2\n");
  const Ended damaged = call({"diff", p.a, p.b});
  CHECK(damaged.status == 1);
  CHECK(damaged.says("error[bad-table]"));
  CHECK(damaged.says("scores.csv"));
  CHECK(damaged.says("line 2"));
}
