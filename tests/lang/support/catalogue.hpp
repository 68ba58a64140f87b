#pragma once
// The catalogue of the language tests: the declarations that stdlib makes without a kernel, and the operations of
// preprocessing, features, tests, fold steps and learners by their shape alone.
#include "lang/signature.hpp"

namespace rgx::test {

lang::Catalogue catalogue();

}  // namespace rgx::test
