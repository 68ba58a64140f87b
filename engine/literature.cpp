#include "engine/literature.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "engine/assets.hpp"
#include "engine/csv.hpp"
#include "engine/files.hpp"

namespace rgx::engine {

namespace {

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out;
  while (true) {
    const auto end = text.find(at);
    if (std::string one = trimmed(text.substr(0, end)); !one.empty()) out.push_back(std::move(one));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

// Letters and digits, in capitals: "1p/19q co-deletion" → 1P19QCODELETION.
std::string letters(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

// Words that say what is known of a molecule, not which it is.
std::string without_state(std::string name) {
  constexpr std::array states{"MUTATIONALSTATUS", "MUTATIONSTATUS",   "METHYLATION", "RNAEXPRESSION",
                              "MRNAEXPRESSION",   "EXPRESSIONLEVELS", "EXPRESSION",  "MUTATIONS",
                              "MUTATION",         "MUTATED",          "MUTANT",      "STATUS",
                              "CODELETION",       "CODELETED",        "CODEL",       "AMPLIFICATION",
                              "DELETION",         "POSITIVE",         "MUT"};
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (const std::string_view state : states)
      if (name.size() > state.size() && name.ends_with(state)) {
        name.resize(name.size() - state.size());
        shorter = true;
        break;
      }
  }
  return name;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

constexpr std::size_t shortest_stem = 3;  // below it, ER would name ERK

struct Site {
  std::string_view tumour;
  std::vector<std::string_view> words;  // as titles write them, in small letters
};

const std::vector<Site>& sites() {
  static const std::vector<Site> all{
      {"Brain", {"glioma", "glioblastoma", "gbm", "lgg", "meningioma", "medulloblastoma", "brain", "astrocyt"}},
      {"Lung", {"lung", "nsclc", "pulmonary adeno"}},
      {"Breast", {"breast", "mammograph"}},
      {"Ovary", {"ovar"}},
      {"Liver", {"liver", "hepatocell", "hcc", "cholangio"}},
      {"Colorectal", {"colorectal", "colon", "rectal", "rectum"}},
      {"Prostate", {"prostat"}},
      {"Kidney", {"kidney", "renal", "rcc", "nephro"}}};
  return all;
}

}  // namespace

bool names_molecule(std::string_view written, std::string_view molecule) {
  const std::string a = without_state(letters(written)), b = without_state(letters(molecule));
  // A column called `status` or `expression` names no molecule.
  if (a.empty() || b.empty() || a == "STATUS" || a == "EXPRESSION" || a == "METHYLATION" || a == "MUTATION")
    return false;
  if (a == b) return true;
  const auto words = words_of(molecule);
  if (std::find(words.begin(), words.end(), a) != words.end()) return true;
  return a.size() >= shortest_stem && b.starts_with(a);
}

Literature Literature::parse(const std::string& studies_csv, const std::string& results_csv) {
  Literature out;
  const auto rows = [](const std::string& text, const char* path, std::vector<const char*> names) {
    CsvOptions options;
    options.path = path;
    const Csv csv(text, options);
    std::vector<std::vector<std::string>> cells(csv.rows());
    for (const char* name : names) {
      const std::size_t c = csv.column(name);
      if (c == Csv::npos) throw Failure("unknown-column", std::string("`") + path + "` has no column `" + name + "`");
      for (std::size_t r = 0; r < csv.rows(); ++r) cells[r].push_back(csv.cell(r, c));
    }
    return cells;
  };
  for (auto& c :
       rows(studies_csv, "literature/studies.csv",
            {"tumor", "study", "reference", "molecules", "method", "feature_type", "approach", "features", "modality"}))
    out.studies_.push_back({c[0], c[1], c[2], split(c[3], ';'), c[4], c[5], c[6], c[7], c[8]});
  for (auto& c : rows(results_csv, "literature/reported_results.csv",
                      {"tumor", "reference", "target", "finding", "statistic", "value"})) {
    std::string study;
    for (const auto& s : out.studies_)
      for (const auto& reference : split(s.reference, ';'))
        if (reference == c[1] && s.tumour == c[0]) study = s.study;
    out.results_.push_back({c[0], study, c[1], c[2], c[3], c[4], c[5]});
  }
  return out;
}

Literature Literature::installed() {
  const auto studies = asset("literature/studies.csv"), results = asset("literature/reported_results.csv");
  if (!studies || !results)
    throw Failure("missing-asset", "`literature/studies.csv` or `literature/reported_results.csv` is not installed",
                  "install rgx anew, or point RGX_ASSETS at its share/rgx folder");
  const auto files = real_files();
  return parse(files->read(studies->string()), files->read(results->string()));
}

std::vector<const LiteratureStudy*> Literature::studies_of(std::string_view molecule, std::string_view tumour) const {
  std::vector<const LiteratureStudy*> out;
  for (const auto& s : studies_)
    if ((tumour.empty() || s.tumour == tumour) &&
        std::any_of(s.molecules.begin(), s.molecules.end(), [&](const auto& m) { return names_molecule(molecule, m); }))
      out.push_back(&s);
  return out;
}

std::vector<const LiteratureResult*> Literature::results_of(std::string_view molecule, std::string_view tumour) const {
  std::vector<const LiteratureResult*> out;
  for (const auto& r : results_)
    if ((tumour.empty() || r.tumour == tumour) && names_molecule(molecule, r.target)) out.push_back(&r);
  return out;
}

std::vector<std::string> Literature::molecules() const {
  std::set<std::string> out;
  for (const auto& s : studies_) out.insert(s.molecules.begin(), s.molecules.end());
  for (const auto& r : results_) out.insert(r.target);
  return {out.begin(), out.end()};
}

std::vector<std::string> Literature::tumours() const {
  std::vector<std::string> out;
  for (const auto& s : studies_)
    if (std::find(out.begin(), out.end(), s.tumour) == out.end()) out.push_back(s.tumour);
  return out;
}

std::vector<std::string> Literature::tumours_in(std::string_view text) const {
  std::string small;
  for (const char c : text) small += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::vector<std::string> out;
  for (const auto& tumour : tumours())
    for (const auto& site : sites())
      if (site.tumour == tumour && std::any_of(site.words.begin(), site.words.end(), [&](std::string_view word) {
            return small.find(word) != std::string::npos;
          }))
        out.push_back(tumour);
  return out;
}

}  // namespace rgx::engine
