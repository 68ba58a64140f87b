#pragma once
// The catalogue of the language tests: the declarations that stdlib makes without a kernel, and the operations of
// preprocessing, features, tests, fold steps and learners by their shape alone.
#include "lang/signature.hpp"

namespace rgx::test {

// `with_harmonise`: the block `harmonise` and the fold step `combat` count as built.
lang::Catalogue catalogue(bool with_harmonise = false);

}  // namespace rgx::test
