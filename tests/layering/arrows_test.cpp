// Which include may stand in which file. The arrows between rooms and libraries are those CMake drew (cmake/rooms.cmake
// writes them down); what is narrower than a room, one folder or one kind of file, stands in narrow_rules().
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace rgx::layering {
namespace {

// target → the targets its rgx_room or rgx_program line names.
using Arrows = std::map<std::string, std::vector<std::string>>;

bool begins(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

// The room a file or an include belongs to; empty for none.
std::string room_of(const std::string& path) {
  if (begins(path, "engine/tool/")) return "rgx";
  for (const char* room : {"lang", "stats", "engine", "stdlib"}) {
    if (begins(path, std::string(room) + "/")) return "rgx_" + std::string(room);
  }
  return {};
}

std::string library_of(const std::string& header) {
  static const std::vector<std::pair<std::string, std::string>> kLibraries = {
      {"boost/", "rgx::lib_boost"},     {"Eigen/", "rgx::lib_eigen"},   {"unsupported/Eigen/", "rgx::lib_eigen"},
      {"tbb/", "rgx::lib_engine"},      {"oneapi/", "rgx::lib_engine"}, {"openssl/", "rgx::lib_engine"},
      {"nlohmann/", "rgx::lib_engine"}, {"fmt/", "rgx::lib_text"},      {"archive", "rgx::lib_engine"},
      {"zstd", "rgx::lib_engine"},      {"curl/", "rgx::lib_engine"},   {"cmark-gfm", "rgx::lib_engine"},
      {"kainjow/", "rgx::lib_engine"},  {"itk", "rgx::lib_imaging"},    {"vnl/", "rgx::lib_imaging"},
      {"gdcm", "rgx::lib_imaging"},     {"CLI/", "rgx::lib_cli"},       {"xgboost/", "rgx::lib_boosting"},
      {"libsvm/", "rgx::lib_svm"},
  };
  for (const auto& [start, library] : kLibraries) {
    if (begins(header, start)) return library;
  }
  return {};
}

// The standard library's, and the compiler's own for the processor's vector instructions.
bool is_standard(const std::string& header) {
  return header.find_first_of("./") == std::string::npos || header == "immintrin.h";
}

// The operating system's own headers: files, processes, terminals.
bool is_system(const std::string& header) {
  return begins(header, "sys/") || (header.find('/') == std::string::npos && header.size() > 2 &&
                                    header.compare(header.size() - 2, 2, ".h") == 0 && library_of(header).empty());
}

std::set<std::string> reach(const Arrows& arrows, const std::string& from) {
  std::set<std::string> seen;
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    if (const auto found = arrows.find(at); found != arrows.end()) {
      open.insert(open.end(), found->second.begin(), found->second.end());
    }
  }
  return seen;
}

// Libraries a room may name: those of its own line. Eigen comes along with stats, whose results are Eigen's; the
// program may name everything.
std::set<std::string> libraries(const Arrows& arrows, const std::string& room) {
  const std::set<std::string> all = reach(arrows, room);
  if (room == "rgx") return all;
  std::set<std::string> own(arrows.at(room).begin(), arrows.at(room).end());
  if (all.count("rgx_stats") != 0) own.insert("rgx::lib_eigen");
  return own;
}

bool is_spirit(const std::string& header) {
  return begins(header, "boost/spirit/") || begins(header, "boost/fusion/") || begins(header, "boost/phoenix/");
}

bool is_header(const std::string& path) { return path.size() > 4 && path.compare(path.size() - 4, 4, ".hpp") == 0; }

// What is narrower than a room. Empty: nothing to say.
std::string narrow_rules(const std::string& path, const std::string& header) {
  if (is_spirit(header) && !begins(path, "lang/")) return "Spirit stays in lang";
  if (is_spirit(header) && is_header(path) && !begins(path, "lang/grammar_")) {
    return "Spirit stays in lang/*.cpp and the headers those share, lang/grammar_*.hpp";
  }
  if (library_of(header) == "rgx::lib_imaging" && !begins(path, "stdlib/imaging/"))
    return "ITK stays in stdlib/imaging";
  if (library_of(header) == "rgx::lib_boosting" && path != "stdlib/models/boosting.cpp")
    return "XGBoost stays in stdlib/models/boosting.cpp";
  if (begins(header, "boost/") && begins(path, "stats/") && !begins(header, "boost/math/")) {
    return "stats uses Boost.Math only";
  }
  return {};
}

std::string why_not(const Arrows& arrows, const std::string& path, const std::string& include) {
  const std::string header = include.substr(1);
  const std::string room = room_of(path);
  if (include.front() == '"') {
    if (begins(header, "rgx/")) return {};  // written by configure_file
    const std::string to = room_of(header);
    if (to.empty()) return "is not written from the root of the project";
    if (reach(arrows, room).count(to) == 0) return "no arrow leads from " + room + " to " + to;
    return {};
  }
  if (const std::string rule = narrow_rules(path, header); !rule.empty()) return rule;
  if (const std::string library = library_of(header); !library.empty()) {
    return libraries(arrows, room).count(library) != 0 ? "" : room + " does not use " + library;
  }
  if (is_standard(header)) return {};
  if (is_system(header)) {
    return room == "rgx_engine" || room == "rgx" ? "" : "the operating system is the engine's alone";
  }
  return "belongs to no library of cmake/libraries.cmake";
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE_MESSAGE(in, "cannot read " << path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

Arrows parse_arrows(const std::string& text) {
  Arrows arrows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string from;
    words >> from;
    arrows[from] = {std::istream_iterator<std::string>(words), {}};
  }
  return arrows;
}

// Every included name of a C++ file, in order, with the `<` or `"` it begins with.
std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex kInclude(R"(^[ \t]*#[ \t]*include[ \t]*([<"][^>"]+)[>"])");
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) found.push_back(match[1]);
  }
  return found;
}

// One sentence for each include of `path` (relative to the project) that no arrow allows.
std::vector<std::string> violations(const Arrows& arrows, const std::string& path, const std::string& text) {
  std::vector<std::string> said;
  for (const std::string& include : includes_of(text)) {
    const std::string why = why_not(arrows, path, include);
    if (!why.empty()) said.push_back(path + " includes " + include.substr(1) + ": " + why);
  }
  return said;
}

}  // namespace

TEST_CASE("layering: the arrows are those of the architecture") {
  const Arrows arrows = parse_arrows(read(RGX_ARROWS));
  CHECK(reach(arrows, "rgx_lang") == std::set<std::string>{"rgx_lang", "rgx::lib_boost"});
  CHECK(reach(arrows, "rgx_stats") == std::set<std::string>{"rgx_stats", "rgx::lib_eigen", "rgx::lib_boost"});
  CHECK(reach(arrows, "rgx_engine").count("rgx_stats") == 0);
  CHECK(reach(arrows, "rgx_engine").count("rgx::lib_imaging") == 0);
  CHECK(reach(arrows, "rgx_stdlib").count("rgx") == 0);
  for (const char* room : {"rgx_lang", "rgx_stats", "rgx_engine", "rgx_stdlib"}) {
    CHECK(reach(arrows, "rgx").count(room) == 1);
  }
}

// path from the root → text, of every C++ file of the rooms
std::map<std::string, std::string> house() {
  const fs::path root = RGX_SOURCE_DIR;
  std::map<std::string, std::string> files;
  for (const char* room : {"lang", "stats", "engine", "stdlib"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / room)) {
      const std::string ending = entry.path().extension().string();
      if (entry.is_regular_file() && (ending == ".hpp" || ending == ".cpp" || ending == ".ipp" || ending == ".h")) {
        files[fs::relative(entry.path(), root).generic_string()] = read(entry.path());
      }
    }
  }
  return files;
}

TEST_CASE("layering: every include of the house follows an arrow") {
  const Arrows arrows = parse_arrows(read(RGX_ARROWS));
  const auto files = house();
  CHECK(files.size() > 20);
  for (const auto& [path, text] : files) {
    for (const std::string& sentence : violations(arrows, path, text)) FAIL_CHECK(sentence);
  }
}

// A translation unit with Spirit in it takes 10 to 20 seconds and half a gigabyte.
TEST_CASE("layering: Spirit is compiled in few translation units") {
  const auto files = house();
  std::set<std::string> carriers;  // headers with Spirit in them
  for (const auto& [path, text] : files) {
    for (const std::string& include : includes_of(text)) {
      if (is_header(path) && is_spirit(include.substr(1))) carriers.insert(path);
    }
  }
  std::set<std::string> units;
  for (const auto& [path, text] : files) {
    for (const std::string& include : includes_of(text)) {
      const std::string header = include.substr(1);
      if (!is_spirit(header) && carriers.count(header) == 0) continue;
      if (!is_header(path)) units.insert(path);
      if (is_header(path) && carriers.count(path) == 0) FAIL_CHECK(path << " hands on Spirit from " << header);
    }
  }
  CHECK(units.size() <= 4);
}

TEST_CASE("layering: a forbidden include is seen, wherever it stands and however it is written") {
  const Arrows arrows = parse_arrows(read(RGX_ARROWS));
  const auto count = [&](const std::string& path, const std::string& text) {
    return violations(arrows, path, text).size();
  };
  CHECK(count("lang/parse.cpp", "#include <boost/spirit/home/x3.hpp>\n#include \"lang/ast.hpp\"\n#include <map>\n") ==
        0);
  CHECK(count("lang/ast.hpp", "#include <boost/spirit/home/x3.hpp>\n") == 1);
  CHECK(count("lang/grammar_parts.hpp", "#include <boost/spirit/home/x3.hpp>\n") == 0);
  CHECK(count("engine/plan.cpp", "#include <boost/spirit/home/x3.hpp>\n") == 1);
  CHECK(count("lang/parse.cpp", "#include \"engine/plan.hpp\"\n#include <fmt/format.h>\n#include <unistd.h>\n") == 3);
  CHECK(count("stats/survival/cox.cpp", "#include <Eigen/Dense>\n#include <boost/math/special_functions/beta.hpp>\n") ==
        0);
  CHECK(count("stats/survival/cox.cpp", "  #  include <boost/optional.hpp>\n#include \"engine/table.hpp\"\n") == 2);
  CHECK(count("stats/survival/cox.cpp", "#include \"lang/span.hpp\"\n#include <tbb/parallel_for.h>\n") == 2);
  CHECK(count("engine/files.cpp", "#include \"lang/span.hpp\"\n#include <openssl/evp.h>\n#include <fcntl.h>\n") == 0);
  CHECK(count("engine/plan.cpp",
              "#include \"stats/survival/cox.hpp\"\n#include <Eigen/Core>\n#include <itkImage.h>\n") == 3);
  CHECK(count("engine/plan.cpp", "#include \"stdlib/register.hpp\"\n#include \"engine/tool/main.hpp\"\n") == 2);
  CHECK(count("stdlib/features/glcm.cpp", "#include \"engine/image.hpp\"\n#include \"stats/base/describe.hpp\"\n") ==
        0);
  CHECK(count("stdlib/features/glcm.cpp",
              "#include <itkImage.h>\n#include <CLI/CLI.hpp>\n#include <openssl/evp.h>\n") == 3);
  CHECK(count("stdlib/imaging/itk_bridge.cpp", "#include <itkImage.h>\n#include <Eigen/Core>\n") == 0);
  CHECK(count("engine/tool/main.cpp", "#include <CLI/CLI.hpp>\n#include \"stdlib/register.hpp\"\n") == 0);
  CHECK(count("engine/table.cpp", "#include \"table.hpp\"\n#include <opencv2/core.hpp>\n") == 2);
  CHECK(count("engine/table.cpp", "// #include \"stats/survival/cox.hpp\"\n") == 0);
}

}  // namespace rgx::layering
