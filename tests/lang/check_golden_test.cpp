#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "lang/diagnostic_codes.hpp"
#include "lang/registered.hpp"
#include "lang/render.hpp"
#include "tests/lang/support/catalogue.hpp"
#include "tests/lang/support/folder_probe.hpp"
#include "tests/lang/support/golden.hpp"
#include "tests/support/data.hpp"

namespace rgx::test {

namespace fs = std::filesystem;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string FolderProbe::resolve(const std::string& written, std::uint32_t, std::string& reason) {
  if (written.starts_with("@")) {
    const auto end = written.find('/');
    reason = "get it with `rgx data get " + written.substr(1, end - 1) + "`";
    return {};
  }
  return (folder_ / written).string();
}

bool FolderProbe::exists(const std::string& path) { return fs::is_regular_file(path); }

std::shared_ptr<const lang::TableView> FolderProbe::table(const lang::TableRequest& request, std::string& reason,
                                                          std::optional<lang::Span>& where) {
  auto out = std::make_shared<lang::TableView>();
  const fs::path path(request.path);
  out->file = sources_.add(path.filename().string(), read_text(path));
  const std::string& text = sources_.text(out->file);
  const char delimiter = request.format == "tsv" ? '\t' : ',';
  std::size_t at = 0;
  bool header = true;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::vector<std::string> cells;
    std::vector<lang::Span> spans;
    for (std::size_t from = at; from <= end;) {
      const std::size_t to = std::min(text.find(delimiter, from), end);
      std::string cell = text.substr(from, to - from);
      spans.push_back({out->file, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
      if (std::find(request.missing.begin(), request.missing.end(), cell) != request.missing.end()) cell.clear();
      cells.push_back(std::move(cell));
      from = to + 1;
    }
    if (header) {
      out->columns = cells;
      out->column_spans = spans;
    } else {
      if (cells.size() != out->columns.size()) {
        reason =
            "a row has " + std::to_string(cells.size()) + " cells, the header " + std::to_string(out->columns.size());
        where = spans.front();
        return nullptr;
      }
      out->rows.push_back(std::move(cells));
      out->spans.push_back(std::move(spans));
    }
    header = false;
    at = end + 1;
  }
  return out;
}

std::optional<lang::ImageHeader> FolderProbe::image(const std::string& path, std::string& reason) {
  std::ifstream in(path);
  lang::ImageHeader h;
  for (auto& v : h.size) in >> v;
  for (auto& v : h.spacing) in >> v;
  for (auto& v : h.origin) in >> v;
  for (auto& v : h.direction) in >> v;
  if (in) return h;
  reason = "the header is cut short";
  return std::nullopt;
}

std::shared_ptr<const lang::ModelView> FolderProbe::model(const std::string& path, std::string& reason) {
  auto out = std::make_shared<lang::ModelView>();
  std::istringstream lines(read_text(path));
  std::set<std::string> training;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string what, name;
    words >> what;
    if (what == "outcome") {
      words >> out->outcome >> out->type;
      while (words >> name) out->levels.push_back(name);
    } else if (what == "number" || what == "category" || what == "beside") {
      words >> name;
      (what == "beside" ? out->beside : out->predictors).push_back({name, "", "", what == "category", {}});
    } else if (what == "over_time") {
      out->over_time = true;
    } else if (what == "training") {
      while (words >> name) training.insert(name);
    } else {
      reason = "is no fitted model";
      return nullptr;
    }
  }
  out->knows = [training](const std::string& subject) { return training.count(subject) != 0; };
  return out;
}

std::string FolderProbe::geometry_difference(const lang::ImageHeader& a, const lang::ImageHeader& b) {
  if (a.size != b.size) return "sizes differ";
  if (a.spacing != b.spacing) return "spacings differ";
  if (a.origin != b.origin) return "origins differ";
  return a.direction == b.direction ? "" : "directions differ";
}

Checked check_text(const std::string& text, const fs::path& folder, const std::string& name) {
  Checked out;
  const auto id = out.sources.add(name, text);
  FolderProbe probe(out.sources, folder);
  lang::CheckOptions options;
  if (!folder.empty()) options.probe = &probe;
  options.read = [](const std::string& path) -> std::optional<std::string> {
    const fs::path file = fs::path(RGX_SOURCE_DIR) / "tests/golden/data" / path;
    if (!fs::is_regular_file(file)) return std::nullopt;
    return read_text(file);
  };
  static const lang::Catalogue all = catalogue();
  out.study = lang::check(out.sources, id, all, options, out.diagnostics);
  // Plans of these tests: a fact a line, block, kind, what and value between bars.
  const auto read_plan = [](const std::string& plan, std::string& reason) -> std::optional<std::vector<lang::Fact>> {
    std::vector<lang::Fact> facts;
    std::stringstream lines(plan);
    for (std::string line; std::getline(lines, line);) {
      std::vector<std::string> cells;
      std::stringstream cut(line);
      for (std::string cell; std::getline(cut, cell, '|');) cells.push_back(cell);
      if (cells.size() != 4) {
        reason = "a line has " + std::to_string(cells.size()) + " parts, not 4";
        return std::nullopt;
      }
      facts.push_back({cells[0], cells[1], cells[2], cells[3], true, {}});
    }
    return facts;
  };
  if (!out.diagnostics.has_errors())
    lang::check_registered(out.sources, id, all, options.read, read_plan, out.study, out.diagnostics);
  for (const auto& d : out.diagnostics.all) out.rendered += lang::render(d, out.sources);
  return out;
}

Checked check_golden(const fs::path& file) {
  const std::string text = read_text(file);
  const std::string first = text.substr(0, text.find('\n'));
  const bool data = first.find("with data") != std::string::npos;
  return check_text(text, data ? fs::path(RGX_SOURCE_DIR) / "tests/golden/data" : fs::path(), file.filename().string());
}

std::vector<std::string> codes(const Checked& checked) {
  std::vector<std::string> out;
  for (const auto& d : checked.diagnostics.all) out.push_back(d.code);
  return out;
}

namespace {

std::vector<fs::path> goldens(const std::string& which) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(source_dir() / "tests/golden" / which))
    if (entry.path().extension() == ".rgx") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("golden studies give the messages that are written beside them") {
  const bool update = std::getenv("RGX_UPDATE_GOLDEN") != nullptr;
  for (const std::string which : {"ok", "bad"})
    for (const auto& file : goldens(which)) {
      INFO(which << "/" << file.filename().string());
      // Files of the syntax alone are syntax_test's: what the checker would add to them is not what they show.
      const std::string name = file.filename().string();
      if (name.starts_with("syntax_") || name == "eight_mistakes.rgx") continue;
      const auto found = check_golden(file);
      CHECK(found.diagnostics.has_errors() == (which == "bad"));
      fs::path expect = file;
      expect.replace_extension(".expect");
      if (update) {
        std::ofstream(expect, std::ios::binary) << found.rendered;
        continue;
      }
      CHECK(found.rendered == read_text(expect));
    }
}

TEST_CASE("every diagnostic code has a golden study") {
  std::set<std::string> shown;
  for (const std::string which : {"ok", "bad"})
    for (const auto& file : goldens(which))
      for (const auto& code : codes(check_golden(file))) shown.insert(code);
  for (const auto& info : lang::diagnostic_codes()) {
    INFO(info.code);
    CHECK(shown.count(std::string(info.code)) == 1);
  }
  // And no message bears a code that the table does not explain.
  for (const auto& code : shown) {
    INFO(code);
    CHECK(lang::find_code(code) != nullptr);
  }
}

TEST_CASE("the ten studies of the design give refusals of what is not built, and nothing that follows from them") {
  const auto data = data_dir("design/studies");
  if (!data) return;
  std::size_t n = 0;
  for (const auto& entry : fs::directory_iterator(*data / "design/studies")) {
    if (entry.path().extension() != ".rgx") continue;
    ++n;
    INFO(entry.path().filename().string());
    const auto found = check_text(read_text(entry.path()), {}, entry.path().filename().string());
    for (const auto& d : found.diagnostics.all) {
      if (d.severity != lang::Severity::error) continue;
      INFO(lang::render(d, found.sources));
      CHECK(d.code == "not-built");
    }
  }
  CHECK(n == 10);
}

}  // namespace rgx::test
