// The learner fitted: a model of another study, applied as its file holds it.
#include "stdlib/analysis/params.hpp"
#include "stdlib/models/operations.hpp"

namespace rgx::stdlib {

// Steps, coding and learner come from the file (saved_model.hpp), so that there is no part to fit.
engine::Operation fitted_operation() {
  lang::Param file;
  file.name = "file";
  file.type = lang::ParamType::text;
  file.required = true;
  file.positional = true;
  file.text = "`models/NAME.model` of the run directory that fitted it, or a copy of it";
  auto out =
      engine::Declare<engine::Json>("fitted", 1)
          .role(lang::Role::learner)
          .in("model")
          .param(file)
          .test({{"binary", "nominal", "ordinal", "continuous", "survival"}, 0, 0, {}, "", false, false})
          .summary("a model that another study fitted: applied as its file holds it, nothing is learned")
          .details(
              "A run writes each of its models, refitted on all their cases, with the steps of `within_folds` as they "
              "were learned, to `models/NAME.model`. Columns of `using` are found by the names they had there; those "
              "that the model does not know are not used, those it asks for and does not find are an error that names "
              "them. What its steps read beside (a batch, covariates that ComBat keeps) are variables of the cohort. "
              "The outcome is of the same type, levels and unit; a category's level that the model never saw counts "
              "as the reference level. Subjects it was fitted on are known by their SHA-256, and are leakage here. "
              "The threshold of classes is the model's own unless `threshold` is written. Every case is new to the "
              "model: `validate` is not needed, the metrics are not apparent, and their intervals are those of one "
              "fixed model on independent cases. Predictions are those of the model in the file, to the last bit. "
              "The file's digest stands among the inputs of study.lock.")
          .methods("A model that was fitted elsewhere was applied as it was (file: {file}; {origin}).")
          .part({});
  return out;
}

}  // namespace rgx::stdlib
