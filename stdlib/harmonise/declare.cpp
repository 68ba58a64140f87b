// What `combat` and `location_only` take and say, in a block and within folds alike.
#include "stdlib/analysis/params.hpp"
#include "stdlib/harmonise/operations.hpp"

namespace rgx::stdlib {

namespace {

lang::Param named(std::string name, std::vector<std::string> what, bool list, std::string text) {
  lang::Param out;
  out.name = std::move(name);
  out.type = lang::ParamType::reference;
  out.refers_to = std::move(what);
  out.list = list;
  out.text = std::move(text);
  return out;
}

}  // namespace

std::vector<lang::Param> harmonise_params(const std::string& name) {
  lang::Param batch = named("batch", {"covariate"}, false, "the category whose levels are brought together");
  batch.required = true;
  lang::Param preserve = named("preserve", {"covariate", "outcome"}, true,
                               "covariates whose relation to the features is kept, estimated beside the batches");
  lang::Param reference;
  reference.name = "reference";
  reference.type = lang::ParamType::text;
  reference.text = "a level of the batch that stays as it is, and that the others are brought to";
  std::vector<lang::Param> out{batch, preserve, reference};
  if (name == "location_only") return out;
  lang::Param prior = choice_of("prior", {"parametric", "nonparametric", "none"},
                                "how features borrow from each other; none: each by its own estimates");
  prior.tunable = true;
  lang::Param mean_only = yes_or_no("mean_only", false, "locations alone, scales stay");
  mean_only.tunable = true;
  out.push_back(prior);
  out.push_back(mean_only);
  return out;
}

std::string harmonise_details(const std::string& name) {
  if (name == "location_only")
    return "Least squares of each feature on the levels of the batch and what is preserved; the differences between "
           "levels are taken away, nothing is borrowed from other features, scales stay. Without `reference` the "
           "levels are brought to their mean, weighed by their cases. Missing values stay missing.";
  return "Johnson, Li & Rabinovic 2007, as `sva::ComBat` has it: each feature is standardised by least squares on the "
         "levels of the batch and what is preserved; what is left of location and scale in each level is estimated by "
         "empirical Bayes over the features of the table (`parametric`: normal and inverse gamma priors by moments, "
         "iterated to a relative change of 1e-4; `nonparametric`: means over the other features weighed by "
         "likelihood), and taken away. Each table by itself. A level of one case makes all adjust locations alone; a "
         "feature that is constant in a level is left alone; a covariate that the levels explain is an error. Missing "
         "values stay missing, and pooled variances then divide by cases less one, as in sva. For training cases the "
         "numbers are sva's; any other case is moved by what training cases taught.";
}

std::vector<std::string> harmonise_cites(const std::string& name) {
  if (name == "location_only") return {};
  return {"johnson2007", "leek2012"};
}

}  // namespace rgx::stdlib
