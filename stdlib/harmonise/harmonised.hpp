#pragma once
// ComBat of a study: each table by itself, learned on training cases, applied to any (stats/harmonise/combat.hpp).
#include <memory>
#include <string>
#include <vector>

#include "stats/harmonise/combat.hpp"
#include "stdlib/harmonise/beside.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// What is done with cases of a batch that no training case is of.
enum class UnseenPolicy { error, unchanged, reference, location_only };

// Arguments of `combat` and `location_only` as a study writes them.
struct HarmoniseAsked {
  std::string operation;  // as messages name it
  std::string batch;
  std::vector<std::string> preserve;
  stats::CombatOptions options;  // `reference` of it stays empty: the name below says which
  std::string reference;         // level of the batch, or empty
  UnseenPolicy unseen = UnseenPolicy::error;
};
HarmoniseAsked harmonise_asked(const std::string& operation, const engine::Json& params);

class Harmonised : public FittedStep {
 public:
  static constexpr const char* kind = "harmonised";
  struct Part {
    std::string block;
    std::vector<std::string> columns;
    stats::Combat fit;

    template <class Visit, class Self>
    static void fields(Visit& visit, Self& self) {
      visit("block", self.block);
      visit("columns", self.columns);
      visit("fit", self.fit);
    }
  };
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("operation", self.asked.operation);
    visit("batch", self.asked.batch);
    visit("unseen", self.asked.unseen);
    visit("batches", self.batches);
    visit("covariates", self.covariates);
    visit("parts", self.parts);
    visit("notes", self.notes);
  }
  HarmoniseAsked asked;
  std::vector<std::string> batches;  // by code
  CovariateColumns covariates;
  std::vector<Part> parts;
  std::vector<std::string> notes;

  // Throws Failure: missing-predictor (a case without batch or covariate), unseen-batch.
  void apply(Predictors& predictors) const override;
  std::string note() const override;
  engine::Json save() const override;
};

// What `save` gave; null for another kind.
std::shared_ptr<const FittedStep> load_harmonised(const engine::Json& in);

// Of the numeric columns of the blocks in `of` (empty: all). `among` as in StepInput: cases of a batch that training
// does not have place it, where the policy is location_only. Throws Failure: one-batch, confounded, unknown-level,
// too-few, missing-predictor.
std::shared_ptr<const Harmonised> fit_harmonised(const Predictors& predictors, const Rows& train, const Rows* among,
                                                 const HarmoniseAsked& asked, const std::vector<std::string>& of,
                                                 const stats::ParallelFor& parallel);

}  // namespace rgx::stdlib
