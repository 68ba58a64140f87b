#pragma once
// A run without its subjects: what a pack may hold when nobody asked for subject-level data. Tables with a row a
// subject are left out; lock, run.json and the report name steps and patterns instead of persons.
#include <set>
#include <string>
#include <string_view>

#include "engine/run.hpp"

namespace rgx::engine {

// The identifiers of everybody in a run: the cells of every `subject` column.
class Subjects {
 public:
  explicit Subjects(const RunDirectory& run);
  explicit Subjects(std::set<std::string> ids);

  const std::set<std::string>& ids() const { return ids_; }
  bool contains(const std::string& id) const { return ids_.contains(id); }
  // The first identifier that stands as a word in a text; empty: none. Identifiers that might be anything (`12`, `a`)
  // are not looked for: only where a table or a path says that it is one.
  std::string named_in(std::string_view text) const;
  // Each of these replaced by `…`.
  std::string masked(std::string_view text) const;

 private:
  std::size_t length_at(std::string_view text, std::size_t at) const;
  std::set<std::string> ids_;
  std::set<std::string, std::less<>> telling_;
  std::set<std::size_t> lengths_;
};

// A row or a column a subject: a `subject` column, an identifier among its columns' names or in a cell.
bool subject_level(const Table& table, const Subjects& subjects);

// `standardised/zscore[demo-001]` → `standardised/zscore[…]`; other paths as they are.
std::string step_of(const std::string& node_path, const Subjects& subjects);

// The lock with one line for all subjects of a step, its key and output the digest of theirs, sorted; one input for all
// files of a pattern of `images`, likewise; warnings and study without names. The same of two equal locks, so that
// locks can be compared by it.
Lock without_subjects(const Lock& lock, const Subjects& subjects);

// run.json without subjects, without the machine's paths: steps with the sum of their seconds.
Json without_subjects(const Json& run_json, const Subjects& subjects);

// `participants.csv` with `case 1`, `case 2`, … for persons, in an order that tells only how often each combination
// of cohort, status, step and reason comes: for the flow of the report.
Table participants_without_subjects(const Table& participants);

}  // namespace rgx::engine
