// `rgx check --fix`: a step that learned from all cases moves into the folds, and the study is then sound and runs.
#include <doctest/doctest.h>

#include "tests/program/small.hpp"

using namespace rgx::test;

namespace {

std::string with_models(const std::string& models) {
  std::string text = small_study;
  text.insert(text.find("compare by_group"),
              "decompose parts { from: scores; pca(components: 2, permutations: 99) }\n"
              "split folds { of: small; stratify: group; kfold(folds: 2) }\n" +
                  models + "\n");
  return text;
}

}  // namespace

TEST_CASE("check --fix: components that were learned from all cases are learned in the folds") {
  const Small s;
  s.put(
      with_models("model first {\n  predict: group\n  using:   parts\n  within_folds { standardise() }\n  logistic()\n"
                  "  validate: folds\n}\nmodel second { predict: group; using: parts; logistic(); validate: folds }"));
  const Ended before = call({"check", s.study});
  CHECK(before.status == 3);
  CHECK(before.says("(`rgx check --fix` does this)"));
  const Ended fixed = call({"check", "--fix", s.study});
  INFO(fixed.err);
  CHECK(fixed.status == 0);
  CHECK(fixed.says("moved `pca` into `within_folds` of `first`, which now takes `scores`"));
  const std::string text = read_file(s.study);
  CHECK(text.find("  using:   scores\n  within_folds {\n    pca(components: 2)\n") != std::string::npos);
  // Of two tables the step would work on both: here there is one. What steps of folds do not have is left out.
  CHECK(text.find("pca(components: 2, permutations") == text.rfind("pca(components: 2, permutations"));
  CHECK(call({"fmt", s.study}).status == 0);
  CHECK(call({"check", s.study}).status == 0);
  const Ended again = call({"check", "--fix", s.study});
  CHECK(!again.says("fixed:"));
}

TEST_CASE("check --fix: what cannot move stays, with the message alone") {
  const Small s;
  s.put(with_models("model picked { predict: group; using: parts[\"pc1\"]; logistic(); validate: folds }"));
  const std::string text = read_file(s.study);
  const Ended e = call({"check", "--fix", s.study});
  CHECK(e.status == 3);
  CHECK(e.says("[leakage]"));
  CHECK(!e.says("fixed:"));
  CHECK(read_file(s.study) == text);
}
