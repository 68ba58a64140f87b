#include "stdlib/features/request.hpp"

#include "engine/failure.hpp"

namespace rgx::features {

using engine::Failure;
using engine::Json;

namespace {

std::optional<Discretisation> discretisation(const Json& params) {
  const Json bins = params.value("bins", Json()), width = params.value("width", Json());
  if (bins.is_number() && width.is_number()) throw Failure("out-of-range", "give `bins` or `width`, not both");
  if (bins.is_number()) return Discretisation::of_bins(static_cast<int>(bins.get<double>()));
  if (width.is_number()) return Discretisation::of_width(width.get<double>());
  return std::nullopt;
}

FamilyRequest family(const Json& part, const std::string& conventions) {
  const std::string word = part.at("op").get<std::string>();
  const auto known = family_named(word, conventions);
  if (!known || !built(*known)) throw Failure("not-built", "the family `" + word + "` is not built yet");
  FamilyRequest out;
  out.family = *known;
  out.params = part.at("params");
  for (const auto& a : out.params.value("aggregate", Json::array())) {
    const auto aggregation = aggregation_named(*known, a.get<std::string>());
    if (!aggregation) throw Failure("out-of-range", "`" + word + "` has no aggregation `" + a.get<std::string>() + "`");
    out.aggregations.push_back(*aggregation);
  }
  out.distance = static_cast<int>(out.params.value("distance", 1.0));
  out.coarseness = static_cast<int>(out.params.value("coarseness", 0.0));
  if (const std::string w = out.params.value("weighting", "none"); w != "none")
    out.weighting = w == "manhattan"   ? Weighting::manhattan
                    : w == "euclidean" ? Weighting::euclidean
                                       : Weighting::chebyshev;
  if (*known == Family::ivh) out.discretise = discretisation(out.params);
  return out;
}

}  // namespace

Request request_of(const Json& params, const engine::Registry& registry) {
  Request out;
  const std::string conventions = params.value("conventions", "ibsi");
  const std::string kind = conventions == "ibsi" ? "features" : conventions;
  const Json ties = params.value("ties", Json::object());
  for (const auto& r : params.at("regions")) {
    const std::string name = r.get<std::string>();
    out.regions.push_back({name, ties.value(name, "")});
  }
  out.scans = params.at("scans").get<std::vector<std::string>>();
  out.by_slice = params.contains("by");
  out.pyradiomics = conventions == "pyradiomics";
  out.filters.clear();
  for (const auto& f : params.at("filters")) {
    const std::string name = f.at("op").get<std::string>();
    const auto* op = registry.find_in(kind, name, f.value("version", 0u));
    if (op == nullptr) throw Failure("not-built", "the filter `" + name + "` is not built yet");
    const auto* filter = std::any_cast<filters::Filter>(&op->part);
    const Json responses = f.value("responses", Json::array({name}));
    for (std::size_t i = 0; i < responses.size(); ++i)
      out.filters.push_back({responses[i].get<std::string>(), filter, f.at("params"), i});
  }
  if (out.filters.empty()) out.filters = {FilterRequest{}};
  for (const auto& f : params.at("families")) out.families.push_back(family(f, conventions));
  if (params.contains("discretise"))
    if (const auto how = discretisation(params["discretise"].at("params"))) out.discretise = *how;
  return out;
}

}  // namespace rgx::features
