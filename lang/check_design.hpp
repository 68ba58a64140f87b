#pragma once
// Where values come from: what was learned, from whose cases, and which outcomes were read. Internal to lang/.
#include <string>
#include <vector>

#include "lang/study.hpp"

namespace rgx::lang {

class Checker;

// One learning step in the ancestry of a value.
struct Cause {
  std::string block, operation;
  Span span;
  std::vector<std::string> cohorts;  // all cases of these were learned from: the set L
  std::vector<Ref> outcomes;         // those that were read: the set Y, on the same cases
  const Use* step = nullptr;         // null: a whole model
};

class Lineage {
 public:
  explicit Lineage(Checker& checker);
  std::vector<Cause> of_block(const Block& block) const;
  // `in_sample`: its scores of its own cases come from a fit on all of them.
  std::vector<Cause> of_score(const Block& model, const std::vector<std::string>& cohorts, bool in_sample) const;
  std::vector<Cause> of_all(const std::vector<Ref>& refs, const std::vector<std::string>& cohorts) const;
  void read_at_apply(const Block& model, std::vector<Ref>& out) const;
  // Whether two lists of cohorts share a subject, as far as is known.
  bool overlap(const std::vector<std::string>& a, const std::vector<std::string>& b) const;
  std::string cases(const std::vector<std::string>& cohorts) const;  // "all 214 cases of `glioma`"
  // The first table, or set of images, that both values come from; empty: none. Columns that were picked apart from one
  // imported table share nothing.
  std::string shared_ancestor(const Ref& a, const Ref& b) const;

 private:
  // A table that a value begins with, and the images that it was measured on.
  struct Origin {
    Ref table;
    std::string images;
  };
  void origins(const Ref& ref, std::vector<Origin>& out) const;
  Cause learner_of(const Block& model) const;
  Checker& checker_;
};

void check_evaluated(Checker& checker, const Lineage& lineage, Block& block);
// A model's scores of other cohorts than its own: these have what it needs.
void check_applied(Checker& checker, const Block& model, const Block& user, const Ref& score);
void check_hand_picked(Checker& checker, Block& block);

// `not_valid` of each block goes on to all that name it (check_marks.cpp).
void carry_marks(Checker& checker);

}  // namespace rgx::lang
