#include "engine/key.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/tiny.hpp"

using namespace rgx::engine;

TEST_CASE("key: everything that may change a result changes it, and nothing else") {
  Ingredients g;
  g.operation = "resample";
  g.params = {{"spacing", {1.0, 1, 1}}, {"threshold", 0.5}};
  g.inputs = {{"case", "images[a]", "d1"}};
  g.files = {{"a.nii.gz", "f1"}};
  std::set<std::string> keys{g.key()};
  const auto differs = [&](auto change) {
    Ingredients other = g;
    change(other);
    CHECK(keys.insert(other.key()).second);
  };
  differs([](auto& o) { o.version = 2; });
  differs([](auto& o) { o.operation = "resample2"; });
  differs([](auto& o) { o.params["threshold"] = 0.25; });
  differs([](auto& o) { o.subject = "a"; });
  differs([](auto& o) { o.inputs[0].digest = "d2"; });
  differs([](auto& o) { o.inputs[0].port = "mask"; });
  differs([](auto& o) { o.files[0].sha256 = "f2"; });
  differs([](auto& o) { o.stream = 5; });
  differs([](auto& o) { o.platform.isa = "x86-64-v3"; });
  differs([](auto& o) { o.platform.libraries["ITK"] = "5.3"; });

  Ingredients same = g;
  same.inputs[0].path = "renamed[a]";
  same.files[0].written = "moved/a.nii.gz";
  same.params = {{"threshold", 0.5}, {"spacing", {1, 1, 1}}};
  CHECK(same.key() == g.key());
  CHECK(Ingredients::parse(g.json()).key() == g.key());
}

TEST_CASE("key: streams are named by seed, node and purpose") {
  CHECK(stream_key(1, "a", "") == 0);
  CHECK(stream_key(1, "a", "folds") != stream_key(2, "a", "folds"));
  CHECK(stream_key(1, "a", "folds") != stream_key(1, "b", "folds"));
  CHECK(stream_key(1, "a", "folds") != stream_key(1, "a", "bootstrap"));
  CHECK(stream_key(1, "a", "folds") == 17057732386659888685ULL);
}
