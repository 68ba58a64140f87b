// `combat` within folds: differences between batches, learned on the training part, taken from every case.
#include "stdlib/harmonise/harmonised.hpp"
#include "stdlib/harmonise/operations.hpp"
#include "stdlib/models/operations.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

StepPart part_of(const char* name) {
  return {[name](const StepInput& in) -> std::shared_ptr<const FittedStep> {
            return fit_harmonised(in.predictors, in.train, in.among, harmonise_asked(name, in.params), in.of,
                                  stats::serial_for);
          },
          load_harmonised};
}

lang::Param unseen() {
  lang::Param out;
  out.name = "unseen";
  out.type = lang::ParamType::choice;
  out.choices = {"error", "unchanged", "reference", "location_only"};
  out.fallback = "error";
  out.text = "what is done with a held-out case of a batch that no training case is of";
  return out;
}

const char* const kUnseen =
    " `unseen`: a held-out case of a batch without training cases ends the run (`error`), stays as it is "
    "(`unchanged`), counts as one of the reference batch, which comes to the same (`reference`), or is moved by the "
    "mean of the held-out cases of its batch, two at least (`location_only`: their features, not their outcomes, are "
    "read together; the run says so for each fold).";

Operation step(const char* name, std::string summary, std::string details, std::string methods) {
  Declare<Json> out(name, 1);
  out.role(lang::Role::fold_step).in("within_folds").learns();
  for (auto& p : harmonise_params(name)) out.param(p);
  return out.param(unseen())
      .summary(std::move(summary))
      .details(std::move(details) + kUnseen)
      .methods(std::move(methods))
      .cites(harmonise_cites(name))
      .part(part_of(name));
}

}  // namespace

std::vector<Operation> harmonise_steps() {
  return {step("combat", "takes differences of location and scale between batches away, learned in the training cases",
               harmonise_details("combat"),
               "Differences between levels of {batch} were taken away by ComBat, fitted on the training cases (prior: "
               "{prior}; means only: {mean_only}; kept: {preserve}; reference: {reference}; cases of other levels: "
               "{unseen})."),
          step("location_only", "takes differences of the mean between batches away, learned in the training cases",
               harmonise_details("location_only"),
               "Differences of the mean between levels of {batch} were taken away, as the training cases had them "
               "(kept: {preserve}; reference: {reference}; cases of other levels: {unseen}).")};
}

}  // namespace rgx::stdlib
