#pragma once
// The learner `fitted`: whether its file is there, and whether this study has what the model asks for.
#include "lang/probe.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

// `probe` null: data is taken on trust, and the file with it.
void check_fitted(Checker& checker, Probe* probe, Block& model);

}  // namespace rgx::lang
