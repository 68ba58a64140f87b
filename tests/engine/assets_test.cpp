#include "engine/assets.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace fs = std::filesystem;
using rgx::engine::asset;

namespace {

// Sets a variable for one test case and puts back what was there.
class WithVariable {
 public:
  WithVariable(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~WithVariable() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }
  WithVariable(const WithVariable&) = delete;
  WithVariable& operator=(const WithVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("assets: the build tree's are found from a test program, as the installed ones from the program") {
  const auto vega = asset("web/vega.min.js");
  REQUIRE(vega);
  CHECK(fs::file_size(*vega) > 100'000);
  CHECK(asset("web/LICENCES.txt"));
  CHECK_FALSE(asset("web/no_such_file.js"));
}

TEST_CASE("assets: RGX_ASSETS comes first, and what it lacks is looked for behind it") {
  const fs::path folder = fs::temp_directory_path() / "rgx_assets_test";
  fs::create_directories(folder / "web");
  std::ofstream(folder / "web" / "vega.min.js") << "mine";
  const WithVariable set("RGX_ASSETS", folder.string());
  CHECK(asset("web/vega.min.js") == folder / "web" / "vega.min.js");
  const auto other = asset("web/vega-lite.min.js");
  REQUIRE(other);
  CHECK(other->parent_path() != folder / "web");
  fs::remove_all(folder);
}

TEST_CASE("assets: a name cannot climb out of the folder") {
  CHECK_FALSE(asset(""));
  CHECK_FALSE(asset("/etc/passwd"));
  CHECK_FALSE(asset("../share/rgx/web/vega.min.js"));
  CHECK_FALSE(asset("web/../web/vega.min.js"));
}
