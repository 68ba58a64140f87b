#pragma once
// From a case (scans and regions of one subject) to named feature values.
//
// Columns, in this order: for each region its shape, then for each scan the region goes with, each filter, each family
// as requested, each aggregation, each feature in the order of the IBSI manual.
//   <region>.shape.<feature>                                 geometry of the morphological mask
//   <region>.<scan>.<filter>.<family>.<feature>[.<aggregation if not the default>]
// The four shape features that read intensities (centre of mass shift, integrated intensity, Moran's I, Geary's C)
// depend on the scan and follow the second form, `gtv.PET.original.shape.integrated_intensity`, on unfiltered scans
// only.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/image.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/discretise.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/texture.hpp"
#include "stdlib/features/value.hpp"
#include "stdlib/filters/filter.hpp"

namespace rgx::features {

struct FamilyRequest {
  Family family;
  std::vector<Aggregation> aggregations;         // empty: the default
  int distance = 1;                              // voxels, Chebyshev: glcm, ngtdm, ngldm
  int coarseness = 0;                            // ngldm: largest difference of levels that counts as dependent
  std::optional<Discretisation> discretise;      // ivh only; default: none, with steps of 1 (calibrated, discrete)
  engine::Json params = engine::Json::object();  // all arguments, for families with arguments of their own
  Weighting weighting = Weighting::none;         // of directions, by their length: glcm, glrlm, ngtdm
};

// Those asked, or the family's default.
std::vector<Aggregation> aggregations(const FamilyRequest& request);

struct RegionName {
  std::string name;
  std::string for_scan;  // `mask(…, for: PET)`: the region goes with that scan only; empty: with every scan
};

inline constexpr std::string_view kUnfiltered = "original";

// One response of a filter: the third part of a column's name, and how it is made.
struct FilterRequest {
  std::string response{kUnfiltered};
  const filters::Filter* filter = nullptr;  // null: the image as it is
  engine::Json params = engine::Json::object();
  std::size_t place = 0;  // of the response among the filter's
};

struct Request {
  std::vector<RegionName> regions;
  std::vector<std::string> scans;
  std::vector<FilterRequest> filters{FilterRequest{}};
  std::vector<FamilyRequest> families;
  Discretisation discretise;  // for histogram and texture families
  bool pyradiomics = false;   // grey levels by PyRadiomics' bin edges
  bool by_slice = false;      // filters work within slices; the families' aggregations say so themselves
};

struct Column {
  std::string name;
  const Feature* feature = nullptr;
  Aggregation aggregation = Aggregation::none;
  std::string region;
  std::string scan;    // empty for geometry
  std::string filter;  // empty for geometry
};

// The columns without any data. A region tied to a scan that is not in `scans` has its shape only. Throws
// std::invalid_argument for a family this build does not compute or an aggregation the family does not take.
std::vector<Column> columns(const Request& request);
std::vector<std::string> feature_names(const Request& request);

// A row of NAME.dictionary.csv. `intensity_units`: scan name -> unit.
struct DictionaryRow {
  std::string column, family, feature, ibsi_tag, aggregation, filter, unit, definition;
};
std::vector<DictionaryRow> dictionary(const Request& request,
                                      const std::map<std::string, std::string>& intensity_units = {});

struct Warning {
  std::string code;  // `few-levels`, `many-levels`
  std::string region, scan, filter;
  int levels = 0;
  double suggested_width = 0;
  std::string text;  // lower case, no full stop
};

struct Extraction {
  std::vector<Column> columns;
  std::vector<Value> values;  // one a column, missing with a reason
  std::vector<Warning> warnings;
};

// Filters' responses are made one at a time, only where the region reads them; families are computed in parallel. The
// result does not depend on `parallel`. Throws std::invalid_argument if a mask and a scan that go together have not the
// same size, or if the case ties a region to another scan than the request. No state; safe to call from several
// threads.
Extraction extract(const engine::Case& subject, const Request& request,
                   const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
