// Families, filters and discretisation as the language names them: entries of the catalogue, made from the one table of
// features.
#include <algorithm>
#include <array>

#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/operations.hpp"
#include "stdlib/filters/parameters.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Json;
using engine::Operation;
using features::Family;

namespace {

struct FamilyText {
  Family family;
  const char* summary;
  const char* block = "features";
};

constexpr FamilyText kFamilies[] = {
    {Family::shape, "size and form of the region: mesh and voxel volume, surface, axes, densities"},
    {Family::local_intensity, "local and global intensity peak"},
    {Family::intensity, "first-order statistics of the intensities"},
    {Family::histogram, "first-order statistics of the discretised intensities"},
    {Family::ivh, "intensity-volume histogram"},
    {Family::glcm, "grey level co-occurrence matrix"},
    {Family::glrlm, "grey level run length matrix"},
    {Family::glszm, "grey level size zone matrix"},
    {Family::gldzm, "grey level distance zone matrix"},
    {Family::ngtdm, "neighbourhood grey tone difference matrix"},
    {Family::ngldm, "neighbouring grey level dependence matrix"},
    {Family::py_shape, "size and form of the region, as PyRadiomics measures them", lang::kPyradiomics},
    {Family::py_firstorder, "first-order statistics of the intensities, as PyRadiomics defines them",
     lang::kPyradiomics},
    {Family::py_glcm, "grey level co-occurrence matrix, as PyRadiomics defines it", lang::kPyradiomics},
    {Family::py_glrlm, "grey level run length matrix, as PyRadiomics defines it", lang::kPyradiomics},
    {Family::py_glszm, "grey level size zone matrix, as PyRadiomics defines it", lang::kPyradiomics},
    {Family::py_gldm, "grey level dependence matrix, as PyRadiomics defines it", lang::kPyradiomics},
    {Family::py_ngtdm, "neighbouring grey tone difference matrix, as PyRadiomics defines it", lang::kPyradiomics},
};

lang::Param aggregate_of(Family family) {
  lang::Param p;
  p.name = "aggregate";
  p.type = lang::ParamType::choice;
  p.list = true;
  for (const auto a : features::aggregations_of(family)) p.choices.emplace_back(features::name(a));
  p.fallback = lang::Literal::List{std::string(features::name(features::default_aggregation(family)))};
  p.text = "how slices and directions are put together; other than the default stands behind the name";
  return p;
}

lang::Param optional_number(const char* name, lang::ParamType type, const char* dimension, double low, double high,
                            const char* text) {
  lang::Param p;
  p.name = name;
  p.type = type;
  p.dimension = dimension;
  p.low = low;
  p.high = high;
  p.text = text;
  return p;
}

constexpr double kSmallestWidth = 1e-9;

Operation family_part(const FamilyText& text) {
  Declare<Json> d(std::string(features::name(text.family)), 1);
  const bool theirs = text.block == std::string_view(lang::kPyradiomics);
  d.role(lang::Role::family).in(text.block).summary(text.summary);
  d.cites({theirs ? "vangriethuysen2017" : "ibsi2020"});
  if (!features::aggregations_of(text.family).empty() &&
      features::default_aggregation(text.family) != features::Aggregation::none)
    d.param(aggregate_of(text.family));
  constexpr std::array kAtDistance{Family::glcm,    Family::ngtdm,    Family::ngldm,
                                   Family::py_glcm, Family::py_ngtdm, Family::py_gldm};
  if (std::find(kAtDistance.begin(), kAtDistance.end(), text.family) != kAtDistance.end())
    d.param(filters::whole_param("distance", 1, 1, 16, "Chebyshev distance of neighbours, in voxels"));
  if (text.family == Family::glcm || text.family == Family::glrlm || text.family == Family::ngtdm) {
    lang::Param weighting;
    weighting.name = "weighting";
    weighting.type = lang::ParamType::choice;
    weighting.choices = {"none", "manhattan", "euclidean", "chebyshev"};
    weighting.fallback = "none";
    weighting.text = "weights directions (NGTDM: neighbours) by one over their length in voxels";
    d.param(weighting);
  }
  if (text.family == Family::ngldm || text.family == Family::py_gldm)
    d.param(filters::whole_param("coarseness", 0, 0, 4096, "largest difference of levels that counts as dependent"));
  if (text.family == Family::ivh) {
    d.param(optional_number("width", lang::ParamType::number, "intensity", kSmallestWidth, 1e9, "bin width"));
    d.param(optional_number("bins", lang::ParamType::integer, "", 2, 65535, "number of bins"));
  }
  Operation op = d.part({});
  op.signature.built = features::built(text.family);
  op.signature.on_levels = features::on_levels(text.family);
  for (const auto& f : features::features_of(text.family)) {
    if (!f.built) continue;
    const bool of_region = features::measures_region(text.family) && !f.reads_intensity;
    (of_region ? op.signature.region_outputs : op.signature.outputs).emplace_back(f.name);
  }
  return op;
}

}  // namespace

std::vector<Operation> feature_parts() {
  std::vector<Operation> out;
  for (const auto& text : kFamilies) out.push_back(family_part(text));
  out.push_back(Declare<Json>("original", 1)
                    .role(lang::Role::filter)
                    .in("features")
                    .in(lang::kPyradiomics)
                    .summary("the image as it is, unfiltered")
                    .part({}));
  out.push_back(Declare<Json>("discretise", 1)
                    .role(lang::Role::discretise)
                    .in("features")
                    .param(optional_number("bins", lang::ParamType::integer, "", 2, 4096, "fixed number of bins"))
                    .param(optional_number("width", lang::ParamType::number, "intensity", kSmallestWidth, 1e9,
                                           "fixed bin width, in the scan's unit"))
                    .summary("intensities to grey levels: a fixed number of bins, or bins of a fixed width that start "
                             "at the lower end of the resegmentation range (else at the region's minimum)")
                    .methods("Intensities were discretised (fixed bin number: {bins}; fixed bin width: {width}).")
                    .cites({"ibsi2020"})
                    .part({}));
  return out;
}

}  // namespace rgx::stdlib
