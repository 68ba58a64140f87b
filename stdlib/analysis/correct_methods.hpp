#pragma once
// How the p values of one family become q values, by the name that `correct` was given.
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "engine/table.hpp"
#include "engine/value.hpp"

namespace rgx::stdlib {

// Rows of a family that are corrected together. Vectors have one place a row.
struct FamilyRows {
  std::vector<double> p;                   // NaN: does not count
  std::vector<std::string> first, second;  // feature and outcome, or left and right
  std::vector<double> step_down;           // adjusted by permutation where the tests were asked to; else empty
  std::map<std::string, std::vector<std::string>> sets = {};  // gene → the sets it is in; empty: none were given
  double effective_tests = 0;                                 // Li & Ji's number over the tests' features; 0: not known
};

struct Corrected {
  std::vector<double> q;
  std::vector<std::string> note;  // one a row, or none: what q stands on (the share of true null hypotheses, the group)
};

// `args`: method, level, tests, pi0, weights, groups (declaration: stdlib/sources/declarations.cpp). Throws Failure:
// "not-built" (a method of another name), "too-few-tests" (`tests` below what counts), "wrong-type" (`tests` with a
// method that has no use for it; weights that are no patterns with numbers).
Corrected correct_family(const engine::Json& args, const FamilyRows& rows);

// A GMT file: one set a line, its name, a remark, its genes, tab-separated. gene → sets, in order of the file. Throws
// Failure "unreadable-file" with the line that has no genes.
std::map<std::string, std::vector<std::string>> read_gene_sets(const std::string& path, const std::string& text);

// The group of a feature by the parts of its name, <region>.<scan>.<filter>.<family>.<feature> or
// <region>.shape.<feature>; a name of another form is its own block: "".
std::string name_part(const std::string& feature, const std::string& part);

}  // namespace rgx::stdlib
