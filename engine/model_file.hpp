#pragma once
// A fitted model as a file, `models/NAME.model` of a run directory, which another study applies:
//
//   rgx model 1
//   SHA-256 of the next line and the unpacked rest, hex: the model's name wherever it goes
//   one line of JSON: what the model is (`about`)
//   zstd of CBOR: what it predicts by (`body`), doubles as their eight bytes
//
// `about` can be read with a text viewer, the rest by the operations that wrote it:
//   rgx                version of the program
//   name, study        the block, and the SHA-256 of the study's text
//   learner            {op, version, params}; steps: a list of the same
//   outcome            {name, type, levels, unit}
//   predictors, beside [{name, block, kind: number | category, covariate, levels, unit}], in the model's order
//   threshold          of a binary outcome, else null
//   baseline           of survival: predicts survival over time
//   cases, subjects    how many it was fitted on
//   training           SHA-256 of the identifiers of those subjects, ascending
#include <memory>
#include <string>
#include <string_view>

#include "engine/files.hpp"
#include "engine/table.hpp"
#include "engine/value.hpp"
#include "lang/model_view.hpp"

namespace rgx::engine {

struct ModelFile {
  Json about = Json::object();
  Json body;
  std::string digest;
};

// The bytes of a file. The same model gives the same bytes.
std::string pack_model(const Json& about, const Json& body);
// Throws Failure "unreadable-file" (another kind of file, a newer format, cut short, changed since it was written).
ModelFile read_model(std::string_view bytes, const std::string& path);

// What the checker reads of it. Throws Failure "unreadable-file" where `about` is not whole.
std::shared_ptr<const lang::ModelView> view_model(const ModelFile& file);

// A model between nodes: part `model` of the bundle of a refit, one row with `about` as its node knows it and `body`.
Table model_table(const Json& about, const Json& body);
// The file of that part; `more` is put into `about`.
std::string pack_model(const Table& table, const Json& more);

}  // namespace rgx::engine
