// Mutation files as 0 and 1.
#include "stdlib/molecular/maf.hpp"

#include "stdlib/sources/declarations.hpp"
#include "tests/stdlib/molecular/support.hpp"

using namespace rgx;
using namespace rgx::test;

namespace {

const std::string file =
    "#version gdc-1.0.0\n"
    "#annotation.spec gdc-2.0.0\n"
    "Hugo_Symbol\tEntrez_Gene_Id\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp\n"
    "TP53\t7157\tMissense_Mutation\tTCGA-02-0001-01A-01D\tp.R175H\n"
    "TP53\t7157\tNonsense_Mutation\tTCGA-02-0001-01A-01D\t\"quoted\n"
    "TP53\t7157\tSilent\tTCGA-02-0002-01A-01D\t\n"
    "IDH1\t3417\tMissense_Mutation\tTCGA-02-0003-01A-01D\tp.R132H\n"
    "TTN\t7273\tIntron\tTCGA-02-0003-01A-01D\t\n"
    "IDH1\t3417\tMissense_Mutation\tTCGA-02-0003-01B-01D\tp.R132H\n"
    "EGFR\t1956\tFrame_Shift_Del\tTCGA-02-0003-01B-01D\t\n"
    "EGFR\t1956\tMissense_Mutation\tTCGA-02-0009-01A-01D\t\n";
const std::vector<std::string> subjects{"TCGA-02-0001", "TCGA-02-0002", "TCGA-02-0003", "TCGA-02-0004"};

engine::Json maf(engine::Json options = engine::Json::object()) {
  return {{"format", "maf"}, {"trim", "-01[A-Z].*"}, {"options", std::move(options)}};
}

}  // namespace

TEST_CASE("maf: a gene is 1 with any variant that is not silent, 0 where the subject stands in the file without one") {
  const Folder folder;
  const auto path = folder.write("a.maf", file);
  const Read r = read(maf(), {path}, subjects);
  CHECK(r.matrix.rows == std::vector<std::string>{"EGFR", "IDH1", "TP53"});  // TTN has only what does not count
  CHECK(r.matrix.subjects == std::vector<std::string>{"TCGA-02-0001", "TCGA-02-0002", "TCGA-02-0003"});
  CHECK(r.at("TP53", "TCGA-02-0001") == 1);
  CHECK(r.at("TP53", "TCGA-02-0002") == 0);  // only a silent one: sequenced
  CHECK(r.at("IDH1", "TCGA-02-0001") == 0);
  CHECK(r.at("IDH1", "TCGA-02-0003") == 1);
  CHECK(r.at("EGFR", "TCGA-02-0003") == 1);  // of its second sample
  CHECK(r.noted("samples-united", "1 subjects have several samples"));
  CHECK(r.noted("join-loss", "1 of 4 subjects of `glioma` are not in matrix `rna`: `TCGA-02-0004`"));
}

TEST_CASE("maf: who was sequenced is listed, or absence is wild type") {
  const Folder folder;
  const auto path = folder.write("a.maf", file);
  const auto list = folder.write("sequenced.txt", "# samples\nTCGA-02-0004-01A\r\nTCGA-02-0001-01A\textra\n");
  const Read listed = read(maf(), {path, list}, subjects);
  CHECK(listed.matrix.subjects == subjects);
  CHECK(listed.at("TP53", "TCGA-02-0004") == 0);
  CHECK_FALSE(listed.noted("join-loss"));
  const Read known = read(maf({{"absent", "wild_type"}}), {path}, subjects);
  CHECK(known.matrix.subjects == subjects);
  CHECK(known.at("EGFR", "TCGA-02-0004") == 0);
  CHECK(known.at("TP53", "TCGA-02-0001") == 1);
}

TEST_CASE("maf: classes as written, rows by class") {
  const Folder folder;
  const auto path = folder.write("a.maf", file);
  const Read truncating =
      read(maf({{"classes", {"Nonsense_Mutation", "Frame_Shift_Del", "Splice_Site"}}}), {path}, subjects);
  CHECK(truncating.matrix.rows == std::vector<std::string>{"EGFR", "TP53"});
  CHECK(truncating.at("EGFR", "TCGA-02-0001") == 0);
  const Read by_class = read(maf({{"by", "class"}}), {path}, subjects);
  CHECK(by_class.matrix.rows == std::vector<std::string>{"EGFR:Frame_Shift_Del", "EGFR:Missense_Mutation",
                                                         "IDH1:Missense_Mutation", "TP53:Missense_Mutation",
                                                         "TP53:Nonsense_Mutation"});
  CHECK(by_class.at("EGFR:Frame_Shift_Del", "TCGA-02-0003") == 1);
  CHECK(by_class.at("EGFR:Missense_Mutation", "TCGA-02-0003") == 0);
  const Failed e = failure_of([&] { read(maf({{"classes", {"missense"}}}), {path}, subjects); });
  CHECK(e.code == "unknown-class");
  CHECK(says(e.words, "`missense`; its classes are `Missense_Mutation`, `Nonsense_Mutation`, `Silent`"));
}

TEST_CASE("maf: another column of samples") {
  const Folder folder;
  const auto path = folder.write("a.maf",
                                 "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tpatient\r\n"
                                 "TP53\tSplice_Site\tx\tS1\r\nTP53\tSilent\tx\tS2\r\n");
  const Read r = read({{"format", "maf"}, {"id", "patient"}}, {path}, {"S1", "S2"});
  CHECK(r.at("TP53", "S1") == 1);
  CHECK(r.at("TP53", "S2") == 0);
  CHECK(failure_of([&] { read({{"format", "maf"}, {"id", "case"}}, {path}, {"S1"}); }).code == "unknown-column");
}

TEST_CASE("maf: broken files are refused with the line") {
  const Folder folder;
  const auto failed = [&](const std::string& text) {
    const auto path = folder.write("a.maf", text);
    return failure_of([&] { read({{"format", "maf"}}, {path}, {"S1"}); });
  };
  const std::string head = "# made\nHugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp\n";
  CHECK(failed("").code == "empty-table");
  CHECK(failed("# only\n").code == "empty-table");
  CHECK(failed(head).code == "empty-table");
  CHECK(failed("Hugo_Symbol\tTumor_Sample_Barcode\nTP53\tS1\n").code == "unknown-column");
  for (const std::string row : {"TP53\tSilent", "TP53\tSilent\tS1", "TP53\tSilent\tS1\tx\ty", "TP53"}) {
    const Failed e = failed(head + "TP53\tSplice_Site\tS1\t\n" + row + "\n");
    CHECK(e.code == "ragged-row");
    CHECK(e.line == 4);
  }
  const Failed e = failed(head + "TP53\tSilent\t\tx\n");
  CHECK(e.code == "missing-id");
  CHECK(e.line == 3);
  CHECK(failed(head + "TP53\tSilent\tS\xFF\tx\n").code == "not-utf-8");
}

TEST_CASE("maf: the classes that a study prints as default are those that are read by default") {
  for (const auto& s : stdlib::declared_signatures()) {
    if (s.name != "maf") continue;
    std::vector<std::string> printed;
    for (const auto& c : *s.param("classes")->fallback.as<lang::Literal::List>())
      printed.push_back(*c.as<std::string>());
    CHECK(printed == stdlib::non_silent_classes());
    return;
  }
  FAIL("maf is not declared");
}
