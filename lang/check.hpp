#pragma once
// Syntax → checked study. All rules that need no number: names, types, units, levels, ranges, files, columns, geometry,
// leakage, multiplicity. `probe` null: data is taken on trust (`--without-data`).
#include <functional>
#include <optional>
#include <string>

#include "lang/diagnostic.hpp"
#include "lang/expand.hpp"
#include "lang/probe.hpp"
#include "lang/signature.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

struct CheckOptions {
  Probe* probe = nullptr;
  ReadText read;  // for `use`; paths relative to the file that names them
};

// Parses and checks the file `id` of the map. The study is meaningful only when `out` holds no error.
Study check(SourceMap& sources, std::uint32_t id, const Catalogue& catalogue, const CheckOptions& options,
            Diagnostics& out);

}  // namespace rgx::lang
