// Every key that an operation cites stands in references.bib, and every placeholder of a Methods sentence is one of its
// parameters.
#include "engine/references.hpp"

#include <doctest/doctest.h>

#include "engine/assets.hpp"
#include "engine/files.hpp"
#include "stdlib/register.hpp"

using namespace rgx;

TEST_CASE("references: complete for the catalogue") {
  const auto file = engine::asset("references.bib");
  REQUIRE(file);
  const auto references = engine::References::parse(engine::real_files()->read(file->string()));
  const auto catalogue = stdlib::registry().catalogue();
  std::size_t cited = 0;
  for (const auto& signature : catalogue.all())
    for (const auto& key : signature.cites) {
      CAPTURE(signature.name);
      CAPTURE(key);
      CHECK(references.find(key) != nullptr);
      ++cited;
    }
  CHECK(cited > 20);
}

TEST_CASE("methods: sentences name their own parameters") {
  const auto catalogue = stdlib::registry().catalogue();
  for (const auto& signature : catalogue.all()) {
    const std::string& text = signature.methods;
    for (auto at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
      const std::string name = text.substr(at + 1, text.find('}', at) - at - 1);
      CAPTURE(signature.name);
      CAPTURE(name);
      if (signature.name == "fitted" && name == "origin") continue;  // what the model's file says, told by the checker
      CHECK(signature.param(name) != nullptr);
    }
  }
}
