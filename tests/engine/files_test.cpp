#include "engine/files.hpp"

#include <doctest/doctest.h>

#include "engine/failure.hpp"
#include "tests/support/folder.hpp"

using namespace rgx::engine;

namespace {

std::string code_of(const std::function<void()>& act, std::string* message = nullptr) {
  try {
    act();
  } catch (const Failure& f) {
    if (message) *message = f.what();
    return f.code;
  }
  return "none";
}

// What both the real files and their twin do.
void behaves(Files& files, const std::string& root) {
  const std::string a = root + "/d/e/a.txt";
  CHECK_FALSE(files.exists(a));
  CHECK(code_of([&] { (void)files.read(a); }) == "no-such-file");
  files.write_atomic(a, "one");
  files.write_atomic(a, "two");
  CHECK(files.read(a) == "two");
  CHECK(files.size(a) == 3);
  CHECK(files.is_folder(root + "/d"));
  CHECK(files.list(root + "/d/e") == std::vector<std::string>{"a.txt"});
  files.write_atomic(root + "/d/b.txt", "");
  CHECK(files.list_all(root + "/d") == std::vector<std::string>{"b.txt", "e/a.txt"});
  CHECK(code_of([&] { files.write_atomic(a + "/below", "x"); }) == "cannot-write");
  CHECK(code_of([&] { files.mkdirs(a); }) == "cannot-write");
  files.rename(a, root + "/d/c.txt");
  CHECK_FALSE(files.exists(a));
  CHECK(files.read(root + "/d/c.txt") == "two");
  CHECK(files.list(root + "/nothing").empty());
  files.remove(root + "/d");
  files.remove(root + "/d");
  CHECK_FALSE(files.exists(root + "/d/c.txt"));
}

}  // namespace

TEST_CASE("files: the real ones") {
  const rgx::test::Folder folder;
  const auto files = real_files();
  behaves(*files, folder.str());
  std::string message;
  CHECK(code_of([&] { (void)files->read(folder / "none"); }, &message) == "no-such-file");
  CHECK(message == "cannot read `" + (folder / "none") + "`: No such file or directory");
}

TEST_CASE("files: their twin in memory") {
  MemoryFiles files;
  behaves(files, "/root");
}

TEST_CASE("files: the twin's disk fills and fails; what was there stays") {
  MemoryFiles files;
  files.write_atomic("a", "12345");
  files.set_capacity(8);
  CHECK(code_of([&] { files.write_atomic("b", "1234"); }) == "disk-full");
  files.write_atomic("b", "123");
  files.fail_writes_after(0);
  CHECK(code_of([&] { files.write_atomic("a", "x"); }) == "cannot-write");
  CHECK(files.read("a") == "12345");
}

TEST_CASE("files: a folder is digested by the names and contents below it") {
  MemoryFiles files;
  files.write_atomic("s/1.dcm", "x");
  files.write_atomic("s/2.dcm", "yy");
  const FileDigest one = digest_file(files, "s");
  CHECK(one.bytes == 3);
  files.write_atomic("s/2.dcm", "yz");
  CHECK(digest_file(files, "s").sha256 != one.sha256);
}

TEST_CASE("files: times are written in UTC") { CHECK(utc(1785055507) == "2026-07-26T08:45:07Z"); }
