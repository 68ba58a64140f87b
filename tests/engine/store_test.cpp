#include "engine/store.hpp"

#include <doctest/doctest.h>

#include "engine/archive.hpp"
#include "engine/digest.hpp"

using namespace rgx::engine;

namespace {
const std::string key = sha256("a key");
}

TEST_CASE("store: a recipe leads to its content, and a miss is a miss") {
  MemoryFiles files;
  Store store(files, ".rgx");
  CHECK_FALSE(store.recipe(key));
  const std::string bytes(5000, 'x'), digest = sha256(bytes);
  store.put_recipe(key, {digest, "table", {{"left", "s1", "empty-mask", "no voxel"}}, 0.5, bytes.size()});
  CHECK_FALSE(store.recipe(key));  // the object is not there
  store.put_object(digest, bytes);
  const auto recipe = store.recipe(key);
  REQUIRE(recipe);
  CHECK(recipe->content == digest);
  CHECK(recipe->notes.at(0).code == "empty-mask");
  CHECK(store.object(digest) == bytes);
  CHECK(files.size(".rgx/objects/" + digest.substr(0, 2) + "/" + digest.substr(2)) < 200);
  CHECK(store.remarks().empty());
}

TEST_CASE("store: damage is a miss and a remark, whatever is damaged") {
  MemoryFiles files;
  Store store(files, ".rgx");
  const std::string bytes(5000, 'x'), digest = sha256(bytes);
  const std::string object = ".rgx/objects/" + digest.substr(0, 2) + "/" + digest.substr(2);
  const std::string recipe = ".rgx/recipes/" + key.substr(0, 2) + "/" + key.substr(2);
  const std::string other = compress("other bytes");
  for (const std::string& bad : {std::string(), std::string("garbage"), other, compress(bytes).substr(0, 20)}) {
    store.put_object(digest, bytes);
    files.write_atomic(object, bad);
    CHECK_FALSE(store.object(digest));
    CHECK_FALSE(files.exists(object));
  }
  CHECK(store.remarks().size() >= 2);
  store.put_object(digest, bytes);
  store.put_recipe(key, {digest, "table", {}, 0, 0});
  std::string text = files.read(recipe);
  text[text.size() / 2] ^= 1;
  files.write_atomic(recipe, text);
  CHECK_FALSE(store.recipe(key));
}

TEST_CASE("store: verified, measured and pruned") {
  MemoryFiles files;
  Store store(files, ".rgx");
  for (int i = 0; i < 5; ++i) {
    const std::string bytes = "value " + std::to_string(i);
    store.put_object(sha256(bytes), bytes);
    store.put_recipe(sha256("key" + std::to_string(i)), {sha256(bytes), "table", {}, 0, 0});
  }
  CHECK(store.size().objects == 5);
  CHECK(store.size().recipes == 5);
  const std::string d = sha256("value 3");
  files.write_atomic(".rgx/objects/" + d.substr(0, 2) + "/" + d.substr(2), "damaged");
  files.write_atomic(".rgx/objects/ab/left.tmp-12-0", "of a killed writer");
  const StoreCheck check = store.verify();
  CHECK(check.checked == 10);
  CHECK(check.damaged.size() == 1);
  const StorePruned pruned = store.prune({sha256("key1")}, {sha256("value 1")});
  CHECK(pruned.removed == 4 + 3 + 1);
  CHECK(store.recipe(sha256("key1")));
  CHECK_FALSE(store.recipe(sha256("key2")));
}
