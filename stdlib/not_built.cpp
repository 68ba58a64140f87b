#include "stdlib/not_built.hpp"

#include <string>
#include <utility>

namespace rgx::stdlib {

namespace {

using lang::Role;

struct Later {
  Role role;
  std::vector<std::string> blocks;
  std::vector<std::string> names;
};

}  // namespace

std::vector<lang::Signature> not_built_signatures() {
  // None of the names may be built elsewhere for the same block: a test of the whole catalogue says so.
  const std::vector<Later> all{
      {Role::image_source, {"images"}, {"dicom"}},
      {Role::region_source, {"images"}, {"sphere", "rtstruct", "segmentation"}},
      {Role::preprocess, {"preprocess"}, {"whitestripe", "nyul", "clip", "smooth", "suv", "round", "register"}},
      {Role::other, {"compare", "associate"}, {"post_hoc"}},
      {Role::test, {"associate"}, {"anova"}},
      {Role::learner, {"model"}, {"stacking"}},
      {Role::other, {"enrich"}, {"gsea", "gmt"}},
      {Role::report_sink, {"report"}, {"pdf"}},
  };
  std::vector<lang::Signature> out;
  for (const auto& later : all)
    for (const auto& name : later.names) {
      lang::Signature s;
      s.name = name;
      s.role = later.role;
      s.blocks = later.blocks;
      s.built = false;
      s.summary = "part of the language, not built yet";
      out.push_back(std::move(s));
    }
  return out;
}

}  // namespace rgx::stdlib
