#pragma once
// Files written by a test, read as a study reads them.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "engine/csv.hpp"
#include "engine/operation.hpp"
#include "stdlib/molecular/matrix_file.hpp"
#include "stdlib/sources/operations.hpp"
#include "tests/support/folder.hpp"

namespace rgx::test {

inline const engine::ParallelFor alone = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
};
// Last things first: what a routine must not depend on.
inline const engine::ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = n; i-- > 0;) body(i);
};

struct Read {
  engine::Matrix matrix;
  std::vector<engine::Note> notes;

  double at(const std::string& gene, const std::string& subject) const {
    const auto place = [](const std::vector<std::string>& all, const std::string& one) {
      for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] == one) return i;
      FAIL("no " << one);
      return std::size_t{0};
    };
    return matrix.values.at(place(matrix.rows, gene) * matrix.subjects.size() + place(matrix.subjects, subject));
  }
  bool noted(const std::string& code, const std::string& words = {}) const {
    for (const auto& n : notes)
      if (n.code == code && n.message.find(words) != std::string::npos) return true;
    return false;
  }
};

inline Read read(engine::Json params, const std::vector<std::string>& files, const std::vector<std::string>& subjects,
                 const engine::ParallelFor& parallel = alone) {
  engine::Cohort cohort;
  cohort.name = "glioma";
  cohort.subjects = subjects;
  const std::vector<std::pair<std::string, engine::Artifact>> inputs{{"cohort", engine::Artifact(cohort)}};
  params["block"] = "rna";
  params["kind"] = "expression";
  const engine::Context context{params, inputs, files, "", 0, parallel};
  auto out = stdlib::read_matrix_operation().kernel(context);
  return {std::get<engine::Matrix>(std::move(out.value)), std::move(out.notes)};
}

// The failure of what must fail: its code, its words, and the line where it has a place.
struct Failed {
  std::string code, words, help;
  std::uint32_t line = 0, begin = 0, end = 0;
};
template <class F>
Failed failure_of(F&& f) {
  try {
    f();
  } catch (const engine::CsvFailure& e) {
    return {e.code, e.what(), e.help, e.line, e.begin, e.end};
  } catch (const engine::Failure& e) {
    return {e.code, e.what(), e.help, 0, 0, 0};
  }
  FAIL("nothing failed");
  return {};
}

inline bool says(const std::string& words, const std::string& part) { return words.find(part) != std::string::npos; }

}  // namespace rgx::test
