// Molecular files as the checker sees them: names with their places, cells that are no numbers, files of a folder.
#include "stdlib/molecular/matrix_view.hpp"

#include "tests/stdlib/molecular/support.hpp"

using namespace rgx;
using namespace rgx::test;

namespace {

std::vector<std::string> texts(const std::vector<lang::MatrixView::Name>& names) {
  std::vector<std::string> out;
  for (const auto& n : names) out.push_back(n.text);
  return out;
}

lang::TableRequest request(const std::string& path, const std::string& format) {
  lang::TableRequest out;
  out.path = path;
  out.format = format;
  return out;
}

}  // namespace

TEST_CASE("view: names lie where the file has them, and odd cells are counted") {
  const Folder folder;
  lang::SourceMap sources;
  const auto path =
      folder.write("t.gct", "#1.2\n3\t2\nNAME\tDescription\tS1\tS2\nEGFR\t1\t1\t2\n\tx\t3\tlow\nTP53\tx\thigh\t1\n");
  const auto view = stdlib::matrix_view(request(path, "gct"), sources);
  CHECK(texts(view->rows) == std::vector<std::string>{"EGFR", "", "TP53"});
  CHECK(texts(view->columns) == std::vector<std::string>{"S1", "S2"});
  CHECK(sources.text(view->rows[2].span) == "TP53");
  CHECK(sources.text(view->columns[1].span) == "S2");
  CHECK(sources.position(view->rows[2].span.file, view->rows[2].span.begin).line == 6);
  CHECK(view->genes_are_rows);
  CHECK_FALSE(view->columns_unite);
  CHECK(view->odd == 2);
  CHECK(view->odd_cell == "low");
  CHECK(sources.text(view->odd_span) == "low");
}

TEST_CASE("view: an id column that is not there; a table that may stand either way") {
  const Folder folder;
  lang::SourceMap sources;
  auto wanted = request(folder.write("t.csv", "gene,S1\nEGFR,1\n"), "csv");
  CHECK_FALSE(stdlib::matrix_view(wanted, sources)->genes_are_rows);
  wanted.id = "genes";
  const auto view = stdlib::matrix_view(wanted, sources);
  CHECK_FALSE(view->id_found);
  CHECK(view->header == std::vector<std::string>{"gene", "S1"});
}

TEST_CASE("view: a mutation file with a list of who was sequenced") {
  const Folder folder;
  lang::SourceMap sources;
  auto wanted = request(folder.write("a.maf",
                                     "Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\n"
                                     "TP53\tSplice_Site\tS1\nTTN\tSilent\tS2\n"),
                        "maf");
  wanted.further = {folder.write("list.txt", "S2\nS3\n")};
  wanted.options = {{"by", "class"}, {"absent", "wild_type"}};
  const auto view = stdlib::matrix_view(wanted, sources);
  CHECK(texts(view->rows) == std::vector<std::string>{"TP53:Splice_Site"});
  CHECK(texts(view->columns) == std::vector<std::string>{"S1", "S2", "S2", "S3"});
  CHECK(sources.text(view->columns[3].span) == "S3");
  CHECK(view->columns_unite);
  CHECK(view->absent_is_known);
}

TEST_CASE("view: the files of a folder") {
  const Folder folder;
  folder.write("lgg/data_mutations.txt", "x");
  folder.write("lgg/data_cna.txt", "x");
  folder.write("lgg/case_lists/cases_sequenced.txt", "case_list_ids: S1");
  std::string reason;
  auto wanted = request(folder / "lgg", "cbioportal");
  wanted.options = {{"profile", "data_mutations"}};
  const auto files = stdlib::matrix_files(wanted, "data/lgg", reason);
  REQUIRE(files.size() == 2);
  CHECK(files[0].written == "data/lgg/data_mutations.txt");
  CHECK(files[1].written == "data/lgg/case_lists/cases_sequenced.txt");
  wanted.options.emplace_back("sequenced", "mine.txt");  // named: the study's own is not read
  CHECK(stdlib::matrix_files(wanted, "data/lgg", reason).size() == 1);
  wanted.options = {{"profile", "data_cna"}};
  CHECK(stdlib::matrix_files(wanted, "data/lgg", reason).size() == 1);
  wanted.options = {{"profile", "data_rna"}};
  CHECK(stdlib::matrix_files(wanted, "data/lgg", reason).empty());
  CHECK(says(reason, "it has `data_cna`, `data_mutations`"));
}
