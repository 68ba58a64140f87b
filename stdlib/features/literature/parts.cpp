// The literature's families as the language names them.
#include <algorithm>

#include "stdlib/features/literature/table.hpp"
#include "stdlib/features/operations.hpp"

namespace rgx::stdlib {

using engine::Declare;
using engine::Json;
using engine::Operation;
using features::Family;

namespace {

lang::Param param(const char* name, lang::ParamType type, double low, double high, const char* text) {
  lang::Param p;
  p.name = name;
  p.type = type;
  p.low = low;
  p.high = high;
  p.text = text;
  return p;
}

std::vector<lang::Param> params_of(Family family) {
  using lang::ParamType;
  switch (family) {
    case Family::suv: {
      auto absolute =
          param("threshold", ParamType::number, 0, 1e9, "uptake from which a voxel is metabolically active");
      absolute.dimension = "intensity";
      return {absolute, param("fraction", ParamType::fraction, 1e-6, 1, "the same as a share of the largest uptake")};
    }
    case Family::margin:
      return {param("smoothing", ParamType::fraction, 1e-6, 1 - 1e-6,
                    "length of the moving average along the contour, as a share of it; margin_fluctuation needs it")};
    case Family::collage: {
      auto radius = param("radius", ParamType::integer, 1, 32, "half edge of the window, in voxels of the slice");
      radius.fallback = 5.0;
      auto levels = param("levels", ParamType::integer, 2, 255, "sectors of 180 degrees");
      levels.fallback = 64.0;
      return {radius, levels};
    }
    case Family::compartments: {
      lang::Param of;
      of.name = "of";
      of.type = ParamType::reference;
      of.refers_to = {"region"};
      of.required = true;
      of.positional = true;
      of.text = "the region that it is set against";
      return {of};
    }
    default:
      return {};
  }
}

Operation part(Family family) {
  Declare<Json> d(std::string(features::literature_family_name(family)), 1);
  d.role(lang::Role::family).in("features").summary(std::string(features::literature_family_summary(family)));
  for (auto& p : params_of(family)) d.param(std::move(p));
  std::vector<std::string> sources, outputs, region_outputs;
  for (const auto& f : features::literature_features_of(family)) {
    if (!f.built) continue;
    const std::string source(f.source);
    if (std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
    (f.reads_intensity ? outputs : region_outputs).emplace_back(f.name);
  }
  d.cites(sources);
  Operation op = d.part({});
  op.signature.outputs = outputs;
  op.signature.region_outputs = region_outputs;
  return op;
}

}  // namespace

std::vector<Operation> literature_parts() {
  std::vector<Operation> out;
  for (const Family family : features::kLiteratureFamilies) out.push_back(part(family));
  return out;
}

}  // namespace rgx::stdlib
