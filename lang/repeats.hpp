#pragma once
// `repeat: [scan("1", "2"), reader("A", "B")]`: which files a case has, one for each combination of keys.
#include <string>
#include <utility>
#include <vector>

#include "lang/study.hpp"

namespace rgx::lang {

// Keys of each combination, in order of the levels; the last level turns fastest. Nothing repeated: one without keys.
inline std::vector<std::vector<std::string>> combinations(const std::vector<Repeat>& repeats) {
  std::vector<std::vector<std::string>> out{{}};
  for (const auto& repeat : repeats) {
    std::vector<std::vector<std::string>> wider;
    for (const auto& begun : out)
      for (const auto& key : repeat.keys) {
        wider.push_back(begun);
        wider.back().push_back(key);
      }
    out = std::move(wider);
  }
  return out;
}

// A pattern with `{scan}`, `{reader}` replaced by these keys.
inline std::string with_keys(std::string pattern, const std::vector<Repeat>& repeats,
                             const std::vector<std::string>& keys) {
  for (std::size_t i = 0; i < repeats.size() && i < keys.size(); ++i) {
    const std::string name = "{" + repeats[i].level + "}";
    for (auto at = pattern.find(name); at != std::string::npos; at = pattern.find(name, at + keys[i].size()))
      pattern.replace(at, name.size(), keys[i]);
  }
  return pattern;
}

// Levels that long tables may have beside those that a cohort declares: `csv("…", id: patient, reader: observer)`.
inline const std::vector<std::string>& repeat_levels() {
  static const std::vector<std::string> names{"scan", "reader", "repeat"};
  return names;
}

}  // namespace rgx::lang
