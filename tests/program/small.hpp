#pragma once
// A study of twenty subjects and three imported features, to be spoilt in one place.
#include <string>

#include "tests/program/program.hpp"

namespace rgx::test {

inline const char* const small_study = R"(rgx 1

study "A small study" { design: retrospective; seed: 1 }

cohort small {
  table:   csv("clinical.csv")
  id:      id
  missing: exclude
  outcome   group: binary(group, positive: "a", negative: "b")
  covariate age:   continuous(age, unit: 1 year)
}

features scores {
  cohort: small
  source: csv("features.csv", id: id)
  kind:   radiomic
}

compare by_group {
  features: scores
  by:       group
  wilcoxon(effect: auc)
  correct(method: BH, level: 5 %)
}
)";

struct Small {
  Folder folder;
  std::string study = folder / "study.rgx", clinical, features;

  Small() {
    clinical = "id,group,age\n";
    features = "id,f1,f2,flat\n";
    for (int i = 1; i <= 20; ++i) {
      const std::string id = (i < 10 ? "P0" : "P") + std::to_string(i);
      clinical += id + (i % 2 == 0 ? ",a," : ",b,") + std::to_string(40 + i) + "\n";
      // Seven steps round a circle of twenty-three: without order, without ties.
      features += id + "," + std::to_string(i * 7 % 23 + (i % 2 == 0 ? 11 : 0)) + "." + std::to_string(i % 10) + "," +
                  std::to_string(i * 5 % 23) + ".5,7\n";
    }
    put();
  }
  void put(const std::string& text = small_study) const {
    folder.write("clinical.csv", clinical);
    folder.write("features.csv", features);
    folder.write("study.rgx", text);
  }
  Ended run(std::vector<std::string> more = {}, const Settings& settings = without_figures()) const {
    std::vector<std::string> arguments{"run", study, "-o", folder / "run", "--store", folder / "store"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return call(arguments, settings);
  }
  static Settings without_figures() {
    return {.environment = {{"PATH", "/nonexistent"}}, .largest_file = {}, .folder = {}};
  }
};

}  // namespace rgx::test
