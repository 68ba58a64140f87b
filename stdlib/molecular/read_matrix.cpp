// Genes × subjects from a molecular file. In a plain table either side may be the subjects; which one is told by where
// the cohort's ids stand.
#include <algorithm>
#include <limits>
#include <set>
#include <unordered_map>

#include "engine/large_pages.hpp"
#include "engine/plain_text.hpp"
#include "stdlib/molecular/doubled.hpp"
#include "stdlib/molecular/matrix_file.hpp"
#include "stdlib/sources/operations.hpp"
#include "stdlib/sources/read_table.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::CsvFailure;
using engine::Failure;
using engine::Json;
using engine::Matrix;

namespace {

using Names = std::vector<Grid::Name>;
using Places = std::unordered_map<std::string, std::vector<std::size_t>>;  // id as compared → where it stands

struct Reading {
  const Context& context;
  const MatrixFile& file;
  const engine::Cohort& cohort;
  IdRule rule;
  std::string path;
  std::vector<engine::Note> notes;

  Places places_of(const Names& names) const {
    Places out;
    out.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!names[i].text.empty()) out[rule(names[i].text)].push_back(i);
    return out;
  }
  [[noreturn]] void fail_doubled(const Names& names, std::size_t first, std::size_t second, const std::string& id,
                                 const std::string& help) const {
    const auto line = [&](std::size_t i) { return engine::line_of(file.text(), names[i].begin); };
    std::string where = "lines " + std::to_string(line(first)) + " and " + std::to_string(line(second));
    if (line(first) == line(second)) where = "line " + std::to_string(line(first)) + ", twice";
    throw CsvFailure("duplicate-key", "`" + id + "` stands twice in `" + path + "`: " + where,
                     static_cast<std::uint32_t>(names[second].begin), static_cast<std::uint32_t>(names[second].end),
                     line(second), help);
  }
};

std::string first_few(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i)
    out += (i == 0 ? "`" : ", `") + names[i] + "`";
  return names.size() > 5 ? out + " …" : out;
}

// Who is in both, who in one only.
void tell_join(Reading& in, const Places& found, const Matrix& matrix) {
  std::set<std::string> subjects;
  for (const auto& s : in.cohort.subjects) subjects.insert(in.rule(s));
  std::vector<std::string> lost, strangers;
  const std::set<std::string> met(matrix.subjects.begin(), matrix.subjects.end());
  for (const auto& s : in.cohort.subjects)
    if (!met.contains(s)) lost.push_back(s);
  if (lost.empty()) return;
  for (const auto& [id, at] : found)
    if (!subjects.contains(id)) strangers.push_back(id);
  std::sort(strangers.begin(), strangers.end());
  std::string words = std::to_string(lost.size()) + " of " + std::to_string(in.cohort.subjects.size()) +
                      " subjects of `" + in.cohort.name + "` are not in matrix `" +
                      in.context.params.value("block", "") + "`: " + first_few(lost);
  if (!strangers.empty())
    words += "; " + std::to_string(strangers.size()) + " of its ids are no subjects: " + first_few(strangers);
  in.notes.push_back({"warning", "", "join-loss", words});
}

void read_numbers(Reading& in, const Places& found, bool genes_are_rows, Matrix& out) {
  const Names& genes = genes_are_rows ? in.file.rows() : in.file.columns();
  const Names& ids = genes_are_rows ? in.file.columns() : in.file.rows();
  const std::string how = in.context.params.value(Json::json_pointer("/options/doubled"), "");
  std::vector<std::size_t> subject_at(ids.size(), Grid::nowhere), gene_at(genes.size(), Grid::nowhere);
  for (const auto& subject : in.cohort.subjects) {
    const auto at = found.find(in.rule(subject));
    if (at == found.end()) continue;
    if (at->second.size() > 1)
      in.fail_doubled(ids, at->second[0], at->second[1], at->first, "a narrower `trim:` takes one sample of each");
    subject_at[at->second.front()] = out.subjects.size();
    out.subjects.push_back(subject);
  }
  std::unordered_map<std::string_view, std::size_t> seen;
  std::size_t nameless = 0;
  for (std::size_t g = 0; g < genes.size(); ++g) {
    if (genes[g].text.empty()) {
      ++nameless;
      continue;
    }
    const auto [at, fresh] = seen.emplace(genes[g].text, g);
    if (!fresh && how.empty())
      in.fail_doubled(genes, at->second, g, genes[g].text,
                      "several rows of one name become one by `doubled: mean`, `doubled: max` or `doubled: first`");
    if (!fresh && how == "first") continue;
    gene_at[g] = out.rows.size();
    out.rows.push_back(genes[g].text);
  }
  if (nameless > 0)
    in.notes.push_back({"warning", "", "nameless-rows",
                        std::to_string(nameless) + " of " + std::to_string(genes.size()) + " rows of `" + in.path +
                            "` have no name and are left out"});
  const std::size_t width = out.subjects.size();
  for (auto& g : gene_at)
    if (g != Grid::nowhere) g *= width;
  out.values.reserve(out.rows.size() * width);
  engine::advise_large_pages(out.values.data(), out.values.capacity() * sizeof(double));
  out.values.resize(out.rows.size() * width);
  in.file.grid()->read(genes_are_rows ? gene_at : subject_at, genes_are_rows ? subject_at : gene_at, out.values.data(),
                       in.context.parallel);
  if (!how.empty()) merge_doubled(out, how);
}

// 1 where any sample of the subject has a variant that counts, 0 where it was sequenced and has none.
void read_mutations(Reading& in, const Places& found, Matrix& out) {
  const Maf& maf = *in.file.maf();
  std::vector<std::size_t> place(maf.samples().size(), Grid::nowhere);
  std::vector<std::string> united;
  for (const auto& subject : in.cohort.subjects) {
    const auto at = found.find(in.rule(subject));
    if (at == found.end() && !in.file.absent_is_known()) continue;
    std::size_t samples = 0;
    if (at != found.end())
      for (const std::size_t i : at->second) {
        if (i >= place.size()) continue;  // of the list: sequenced, without a variant
        place[i] = out.subjects.size();
        ++samples;
      }
    if (samples > 1) united.push_back(subject);
    out.subjects.push_back(subject);
  }
  if (!united.empty())
    in.notes.push_back({"warning", "", "samples-united",
                        std::to_string(united.size()) + " subjects have several samples in `" + in.path +
                            "`; a gene counts as mutated where any of them is: " + first_few(united)});
  const std::size_t width = out.subjects.size();
  std::vector<std::size_t> row(maf.rows().size(), Grid::nowhere);
  for (std::size_t g = 0; g < row.size(); ++g) {
    if (maf.rows()[g].text.empty()) continue;
    row[g] = out.rows.size();
    out.rows.push_back(maf.rows()[g].text);
  }
  out.values.assign(out.rows.size() * width, 0.0);
  for (const auto& [g, sample] : maf.mutated())
    if (row[g] != Grid::nowhere && place[sample] != Grid::nowhere) out.values[row[g] * width + place[sample]] = 1;
}

engine::Output read_matrix(const Context& context) {
  const Json& params = context.params;
  MatrixRequest request;
  request.format = params.value("format", "csv");
  request.path = context.files.at(0);
  request.id = params.value("id", "");
  request.missing = params.value("missing", std::vector<std::string>{});
  request.options = params.value("options", Json::object());
  request.further.assign(context.files.begin() + 1, context.files.end());
  try {
    const MatrixFile file(request, context.parallel);
    Reading in{context, file, context.input("cohort").as<engine::Cohort>(), IdRule(params), request.path, {}};
    if (file.rows().empty() || file.columns().empty())
      throw Failure("empty-table", "`" + request.path + "` has no " + (file.rows().empty() ? "rows" : "samples"));
    Names ids = file.columns();
    ids.insert(ids.end(), file.listed().begin(), file.listed().end());
    Places columns = in.places_of(ids), rows;
    if (!file.genes_are_rows()) rows = in.places_of(file.rows());
    std::size_t in_columns = 0, in_rows = 0;
    for (const auto& subject : in.cohort.subjects) {
      in_columns += columns.contains(in.rule(subject));
      in_rows += rows.contains(in.rule(subject));
    }
    if (in_columns + in_rows == 0) {
      std::vector<std::string> some;
      for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 6); ++i) some.push_back(in.rule(ids[i].text));
      throw Failure("no-match",
                    "no subject of cohort `" + in.cohort.name + "` is in `" + request.path + "`: subjects are " +
                        first_few(in.cohort.subjects) + ", its samples " + first_few(some),
                    "`trim: \"…\"` removes a suffix, `ids: case_insensitive` folds case");
    }
    Matrix out;
    out.kind = params.value("kind", "");
    const bool genes_are_rows = file.genes_are_rows() || in_columns >= in_rows;
    const Places& found = genes_are_rows ? columns : rows;
    if (file.maf() != nullptr)
      read_mutations(in, found, out);
    else
      read_numbers(in, found, genes_are_rows, out);
    tell_join(in, found, out);
    return {std::move(out), std::move(in.notes)};
  } catch (Failure& e) {
    e.file = request.path;
    throw;
  }
}

}  // namespace

engine::Operation read_matrix_operation() {
  return engine::Declare<Json>("read_matrix", 1)
      .in("engine")
      .summary("reads a molecular table and joins its subjects to the cohort by id")
      .run([](const Json&, const Context& c) { return read_matrix(c); });
}

}  // namespace rgx::stdlib
