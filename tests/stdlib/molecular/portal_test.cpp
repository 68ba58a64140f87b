// Folders of cBioPortal and series matrices of GEO.
#include <filesystem>

#include "engine/csv.hpp"
#include "stdlib/molecular/cbioportal.hpp"
#include "stdlib/sources/read_table.hpp"
#include "tests/stdlib/molecular/support.hpp"

using namespace rgx;
using namespace rgx::test;

namespace {

engine::Json portal(engine::Json options = engine::Json::object()) {
  return {{"format", "cbioportal"}, {"options", std::move(options)}};
}

void write_study(const Folder& folder) {
  folder.write("study/data_mrna_seq_v2_rsem.txt",
               "Hugo_Symbol\tEntrez_Gene_Id\tS1-01\tS2-01\nEGFR\t1956\t1.5\tNA\nTP53\t7157\t\t4\n\t100130426\t5\t6\n");
  folder.write(
      "study/meta_mrna_seq_v2_rsem.txt",
      "cancer_study_identifier: lgg\nstable_id: rna_seq_v2_mrna\r\ndata_filename: data_mrna_seq_v2_rsem.txt\n");
  folder.write("study/data_cna.txt", "Hugo_Symbol\tCytoband\tS1-01\tS2-01\nEGFR\t7p11.2\t2\t-1\n");
  folder.write("study/data_methylation_hm450.txt",
               "ENTITY_STABLE_ID\tNAME\tDESCRIPTION\tTRANSCRIPT_ID\tS1-01\tS2-01\ncg1\tEGFR\tshore\tNM1\t0.25\t0.5\n");
  folder.write("study/data_mutations.txt",
               "#version 2.4\nHugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\nTP53\tSplice_Site\tS1-01\n");
  folder.write("study/case_lists/cases_sequenced.txt",
               "cancer_study_identifier: lgg\nstable_id: lgg_sequenced\ncase_list_ids: S1-01\tS2-01\n");
  folder.write("study/data_clinical_patient.txt",
               "#Patient\tAge \"at\" diagnosis\n#STRING\tNUMBER\nPATIENT_ID\tAGE\nS1\t41\nS2\t52\n");
}

}  // namespace

TEST_CASE("cbioportal: profiles by file or by stable id, and what there is where there is none") {
  const Folder folder;
  write_study(folder);
  const std::string study = folder / "study";
  std::string reason;
  CHECK(stdlib::cbioportal_file(study, "data_cna", reason) == study + "/data_cna.txt");
  CHECK(stdlib::cbioportal_file(study, "rna_seq_v2_mrna", reason) == study + "/data_mrna_seq_v2_rsem.txt");
  CHECK(stdlib::cbioportal_file(study, "../study/data_cna", reason).empty());
  CHECK(stdlib::cbioportal_file(study, "data_rppa", reason).empty());
  CHECK(says(reason, "has no profile `data_rppa`; it has `data_clinical_patient`, `data_cna`"));
  CHECK(stdlib::cbioportal_file(study + "/data_cna.txt", "data_cna", reason).empty());
  CHECK(says(reason, "is no folder"));
  CHECK(stdlib::cbioportal_sequenced(study) == study + "/case_lists/cases_sequenced.txt");
  CHECK(stdlib::cbioportal_sequenced(folder.str()).empty());
}

TEST_CASE("cbioportal: genes by samples, and mutations with the study's own list of who was sequenced") {
  const Folder folder;
  write_study(folder);
  const std::string study = folder / "study";
  auto params = portal();
  params["trim"] = "-01$";
  const Read rna = read(params, {study + "/data_mrna_seq_v2_rsem.txt"}, {"S1", "S2"});
  CHECK(rna.matrix.rows == std::vector<std::string>{"EGFR", "TP53", "100130426"});  // Entrez where there is no symbol
  CHECK(rna.at("EGFR", "S1") == 1.5);
  CHECK(std::isnan(rna.at("EGFR", "S2")));
  CHECK(std::isnan(rna.at("TP53", "S1")));
  CHECK(read(params, {study + "/data_cna.txt"}, {"S1", "S2"}).at("EGFR", "S2") == -1);
  CHECK(read(params, {study + "/data_methylation_hm450.txt"}, {"S1", "S2"}).at("cg1", "S1") == 0.25);
  const Read mutations =
      read(params, {study + "/data_mutations.txt", study + "/case_lists/cases_sequenced.txt"}, {"S1", "S2", "S3"});
  CHECK(mutations.matrix.subjects == std::vector<std::string>{"S1", "S2"});
  CHECK(mutations.at("TP53", "S1") == 1);
  CHECK(mutations.at("TP53", "S2") == 0);
}

TEST_CASE("cbioportal: clinical tables below their comment lines, with places that stay") {
  const Folder folder;
  write_study(folder);
  const engine::Json params = portal();
  const std::vector<std::string> files{folder / "study/data_clinical_patient.txt"};
  const std::vector<std::pair<std::string, engine::Artifact>> inputs;
  const engine::Csv csv = stdlib::read_table(engine::Context{params, inputs, files, "", 0, alone});
  CHECK(csv.columns() == std::vector<std::string>{"PATIENT_ID", "AGE"});
  CHECK(csv.rows() == 2);
  CHECK(csv.cell(1, 1) == "52");
  CHECK(csv.line(csv.place(0, 0).begin) == 4);
}

namespace {

const std::string series =
    "!Series_title\t\"Gliomas\"\n"
    "!Sample_title\t\"tumour A\"\t\"tumour B\"\t\"tumour C\"\n"
    "!Sample_geo_accession\t\"GSM1\"\t\"GSM2\"\t\"GSM3\"\n"
    "!Sample_source_name_ch1\t\"brain\"\t\"brain\"\t\"brain\"\n"
    "!Sample_characteristics_ch1\t\"patient: P1\"\t\"patient: P2\"\t\"grade: IV\"\n"
    "!Sample_characteristics_ch1\t\"grade: II\"\t\"grade: III\"\t\"patient: P3\"\n"
    "!series_matrix_table_begin\n"
    "\"ID_REF\"\t\"GSM1\"\t\"GSM2\"\t\"GSM3\"\n"
    "\"1007_s_at\"\t8.5\t7.25\tnull\n"
    "\"1053_at\"\t\t6.5\t5\n"
    "!series_matrix_table_end\n";

engine::Json geo(const std::string& id) {
  engine::Json out{{"format", "geo"}, {"options", engine::Json::object()}};
  if (!id.empty()) out["options"]["id"] = id;
  return out;
}

}  // namespace

TEST_CASE("geo: the table between its marks, samples by accession, title or a characteristic") {
  const Folder folder;
  const auto path = folder.write("s_series_matrix.txt", series);
  for (const auto& [id, subjects] :
       std::vector<std::pair<std::string, std::vector<std::string>>>{{"", {"GSM1", "GSM2", "GSM3"}},
                                                                     {"geo_accession", {"GSM1", "GSM2", "GSM3"}},
                                                                     {"title", {"tumour A", "tumour B", "tumour C"}},
                                                                     {"Patient", {"P1", "P2", "P3"}}}) {
    INFO(id);
    const Read r = read(geo(id), {path}, subjects);
    CHECK(r.matrix.rows == std::vector<std::string>{"1007_s_at", "1053_at"});
    CHECK(r.matrix.subjects == subjects);
    CHECK(r.at("1007_s_at", subjects[1]) == 7.25);
    CHECK(std::isnan(r.at("1007_s_at", subjects[2])));
    CHECK(std::isnan(r.at("1053_at", subjects[0])));
  }
  CHECK(failure_of([&] { read(geo("source_name"), {path}, {"brain"}); }).code == "duplicate-key");
}

TEST_CASE("geo: what is broken is refused") {
  const Folder folder;
  const auto failed = [&](std::string text, const std::string& from, const std::string& to,
                          const std::string& id = {}) {
    text.replace(text.find(from), from.size(), to);
    const auto path = folder.write("s.txt", text);
    return failure_of([&] { read(geo(id), {path}, {"GSM1", "GSM2"}); });
  };
  const Failed key = failed(series, "Gliomas", "x", "sex");
  CHECK(key.code == "unknown-column");
  CHECK(says(key.words, "have no `sex`; they have `geo_accession`, `grade`, `patient`"));
  const Failed cut = failed(series, "\n!series_matrix_table_end\n", "");
  CHECK(cut.code == "wrong-format");
  CHECK(says(cut.words, "cut short"));
  CHECK(failed(series, "!series_matrix_table_begin\n", "").code == "wrong-format");
  CHECK(failed(series, "\t7.25", "").code == "ragged-row");
  CHECK(failed(series, "\t7.25", "").line == 9);
  CHECK(failed(series, "7.25", "low").code == "not-a-number");
  const std::size_t from = series.find("\"1007"), to = series.find("!series_matrix_table_end");
  CHECK(failed(series, series.substr(from, to - from), "").code == "empty-table");
}
