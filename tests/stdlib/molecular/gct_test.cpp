// GCT 1.2 and 1.3, plain, packed and broken.
#include <cstdint>

#include "tests/stdlib/molecular/support.hpp"

using namespace rgx;
using namespace rgx::test;

namespace {

const engine::Json gct{{"format", "gct"}};

const std::string plain =
    "#1.2\n2\t3\nNAME\tDescription\tS1\tS2\tS3\nEGFR\t\"receptor, \t1\t2\tNA\nTP53\tna\t-4.5\t\t1e3\n";

// gzip with one stored block (RFC 1951, 1952).
std::string packed(const std::string& text) {
  std::uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  const auto bytes = [](std::uint32_t value, int n) {
    std::string out;
    for (int i = 0; i < n; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
    return out;
  };
  const auto size = static_cast<std::uint32_t>(text.size());
  return std::string("\x1F\x8B\x08\0\0\0\0\0\0\xFF\x01", 11) + bytes(size, 2) + bytes(~size, 2) + text +
         bytes(~crc, 4) + bytes(size, 4);
}

void is_plain(const Read& r) {
  CHECK(r.matrix.rows == std::vector<std::string>{"EGFR", "TP53"});
  CHECK(r.at("EGFR", "S2") == 2);
  CHECK(std::isnan(r.at("EGFR", "S3")));
  CHECK(r.at("TP53", "S1") == -4.5);
  CHECK(std::isnan(r.at("TP53", "S2")));
  CHECK(r.at("TP53", "S3") == 1000);
}

}  // namespace

TEST_CASE("gct: version 1.2, as text and packed; a quote in a description is a letter") {
  const Folder folder;
  is_plain(read(gct, {folder.write("a.gct", plain)}, {"S1", "S2", "S3"}));
  is_plain(read(gct, {folder.write("a.gct.gz", packed(plain))}, {"S1", "S2", "S3"}));
  std::string crlf;
  for (const char c : plain) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  is_plain(read(gct, {folder.write("b.gct", crlf)}, {"S1", "S2", "S3"}));
}

TEST_CASE("gct: version 1.3 leaves out fields of rows and of samples") {
  const Folder folder;
  const auto path = folder.write("a.gct",
                                 "#1.3\n2\t2\t2\t2\nid\tsymbol\tlength\tS1\tS2\ntissue\tna\tna\tbrain\tbrain\n"
                                 "batch\tna\tna\t1\t2\nENSG1\tEGFR\t900\t1.5\t2.5\nENSG2\tTP53\t500\t3.5\tnan\n");
  const Read r = read(gct, {path}, {"S1", "S2"});
  CHECK(r.matrix.rows == std::vector<std::string>{"ENSG1", "ENSG2"});
  CHECK(r.at("ENSG1", "S2") == 2.5);
  CHECK(r.at("ENSG2", "S1") == 3.5);
  CHECK(std::isnan(r.at("ENSG2", "S2")));
}

TEST_CASE("gct: what is broken is refused with its place") {
  const Folder folder;
  const auto failed = [&](const std::string& text) {
    const auto path = folder.write("a.gct", text);
    return failure_of([&] { read(gct, {path}, {"S1", "S2", "S3"}); });
  };
  const auto edited = [](std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  CHECK(failed("").code == "wrong-format");
  CHECK(failed(edited(plain, "#1.2", "#1.0")).code == "wrong-format");
  CHECK(failed(edited(plain, "2\t3", "two")).line == 2);
  const Failed rows = failed(edited(plain, "2\t3", "3\t3"));
  CHECK(rows.code == "wrong-format");
  CHECK(says(rows.words, "promises 3 rows and 3 samples, it holds 2 and 3"));
  CHECK(failed(edited(plain, "2\t3", "2\t4")).code == "wrong-format");
  CHECK(failed("#1.2\n2\t3\n").code == "empty-table");
  const Failed ragged = failed(edited(plain, "\t1\t2\tNA", "\t1\t2"));
  CHECK(ragged.code == "ragged-row");
  CHECK(ragged.line == 4);
  const Failed word = failed(edited(plain, "1e3", "high"));
  CHECK(word.code == "not-a-number");
  CHECK(word.line == 5);
  CHECK(says(word.words, "column `S3`"));
  CHECK(failed(edited(plain, "TP53", "EGFR")).code == "duplicate-key");
  const std::string all = packed(plain);
  const auto cut = folder.write("cut.gct.gz", all.substr(0, all.size() / 2));
  CHECK(failure_of([&] { read(gct, {cut}, {"S1"}); }).code == "damaged-archive");
}
