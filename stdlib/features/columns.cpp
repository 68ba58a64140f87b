// Names, order and dictionary of the columns: what a request says without any data.
#include <algorithm>
#include <stdexcept>

#include "stdlib/features/extract.hpp"
#include "stdlib/features/literature/table.hpp"

namespace rgx::features {

namespace {

void check(const FamilyRequest& request) {
  const std::string family(name(request.family));
  if (!built(request.family)) throw std::invalid_argument("family `" + family + "` is not built yet");
  if (request.distance < 1) throw std::invalid_argument("`distance` of " + family + " must be 1 or more");
  if (request.coarseness < 0) throw std::invalid_argument("`coarseness` of " + family + " must be 0 or more");
  const auto choices = aggregations_of(request.family);
  for (const Aggregation a : request.aggregations) {
    if (std::find(choices.begin(), choices.end(), a) == choices.end()) {
      throw std::invalid_argument("family `" + family + "` has no aggregation `" + std::string(name(a)) + "`");
    }
    if (std::count(request.aggregations.begin(), request.aggregations.end(), a) > 1) {
      throw std::invalid_argument("family `" + family + "` asks twice for aggregation `" + std::string(name(a)) + "`");
    }
  }
}

}  // namespace

namespace {

// The definition, and behind it the source (of references.bib) where that is not IBSI or PyRadiomics.
std::string described(const Feature& f) {
  const std::string text(f.definition);
  return literature_family_name(f.family).empty() ? text : text + " (source: " + std::string(f.source) + ")";
}

}  // namespace

std::vector<Aggregation> aggregations(const FamilyRequest& request) {
  if (!request.aggregations.empty()) return request.aggregations;
  return {default_aggregation(request.family)};
}

std::vector<Column> columns(const Request& request) {
  for (const FamilyRequest& family : request.families) {
    check(family);
    const auto same = std::count_if(request.families.begin(), request.families.end(),
                                    [&](const FamilyRequest& f) { return f.family == family.family; });
    if (same > 1) throw std::invalid_argument("family `" + std::string(name(family.family)) + "` is named twice");
  }
  std::vector<Column> out;
  for (const RegionName& region : request.regions) {
    for (const FamilyRequest& family : request.families) {
      if (!measures_region(family.family)) continue;
      for (const Feature& f : features_of(family.family)) {
        if (!f.built || f.reads_intensity) continue;
        out.push_back({region.name + "." + std::string(name(family.family)) + "." + std::string(f.name), &f,
                       Aggregation::none, region.name, "", ""});
      }
    }
    for (const std::string& scan : request.scans) {
      if (!region.for_scan.empty() && region.for_scan != scan) continue;
      for (const FilterRequest& filtered : request.filters) {
        const std::string& filter = filtered.response;
        for (const FamilyRequest& family : request.families) {
          const bool of_region = measures_region(family.family);
          if (of_region && filter != kUnfiltered) continue;
          for (const Aggregation a : aggregations(family)) {
            const std::string front =
                region.name + "." + scan + "." + filter + "." + std::string(name(family.family)) + ".";
            const std::string behind = a == default_aggregation(family.family) ? "" : "." + std::string(name(a));
            for (const Feature& f : features_of(family.family)) {
              if (!f.built || (of_region && !f.reads_intensity)) continue;
              out.push_back({front + std::string(f.name) + behind, &f, a, region.name, scan, filter});
            }
          }
        }
      }
    }
  }
  return out;
}

std::vector<std::string> feature_names(const Request& request) {
  std::vector<std::string> out;
  for (Column& column : columns(request)) out.push_back(std::move(column.name));
  return out;
}

std::vector<DictionaryRow> dictionary(const Request& request,
                                      const std::map<std::string, std::string>& intensity_units) {
  std::vector<DictionaryRow> out;
  for (const Column& c : columns(request)) {
    const auto unit = intensity_units.find(c.scan);
    // A filter's response is no longer in the scan's unit.
    const bool own = unit != intensity_units.end() && c.filter == kUnfiltered;
    out.push_back({c.name, std::string(name(c.feature->family)), std::string(c.feature->name),
                   std::string(c.feature->tag), std::string(name(c.aggregation)), c.filter,
                   unit_text(c.feature->unit, own ? unit->second : ""), described(*c.feature)});
  }
  return out;
}

}  // namespace rgx::features
