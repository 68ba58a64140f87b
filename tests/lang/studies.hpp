#pragma once
// The ten studies of the design, and a page of odd layout.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/data.hpp"

namespace rgx::test {

using NamedText = std::pair<std::string, std::string>;

inline std::vector<NamedText> design_studies() {
  std::vector<NamedText> list;
  const auto dir = data_dir("design/studies");
  if (!dir) return list;
  for (const auto& file : std::filesystem::directory_iterator(*dir / "design/studies")) {
    std::ifstream in(file.path(), std::ios::binary);
    list.emplace_back(file.path().filename().string(), std::string{std::istreambuf_iterator<char>(in), {}});
  }
  std::sort(list.begin(), list.end());
  return list;
}

inline const char* const odd_layout = R"(# first

# second, after an empty line
rgx   1   # behind the version
# before the study
study   "A \"quoted\" title"{design:retrospective;seed :1}   # behind a block


cohort glioma   # behind the name
{
      table:csv( "a.csv" )
}
)";

inline const char* const crowded = R"(#!/usr/bin/env rgx

# two paragraphs of

# header
rgx 1    # the version

define texture(region, width: 25 HU, scans: [CT, PET]) {  # a protocol
  discretize(width: width); regions: region
  # nothing more
}
use "protocols/ct.rgx" ; use house.protocol

cohort glioma {
  include: age >= 18 years and not histology in ["a", "b"] and (site is not missing or grade != 2) and date > date("2015-01-01") and extra == "yes" # why
  outcome idh: binary(status,   # coded by hand
    positive: "mutant",
    # the rest is wild type
    negative: "wildtype")
  covariate x: f(  )
  harmonize(neighbors: 5); glcm@2(distance: 1) ; resegment(range: -1000 HU..400HU)
  z: column("1p/19q \"co\\del\"")
  lists: [  # several
    [1, 2, 3], ["a"], [],  # behind the first line
    # alone

    tune(0.1, 1e-3, +5),
    # at the end
  ]
  long: f(alpha: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", beta: ["bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccc"], gamma: 1)
  a: 1; b: 2; c: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; a_much_longer_name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; e: 5
  empty { } ; nested { deep { x: 1; y() } }

  # last words
}
# the end
)";

}  // namespace rgx::test
