#include "stdlib/molecular/maf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "engine/plain_text.hpp"

namespace rgx::stdlib {

using engine::CsvFailure;
using engine::of_path;

namespace {

// Of the format beside those that are not silent.
constexpr std::array other_classes{"Silent",
                                   "Splice_Region",
                                   "RNA",
                                   "Targeted_Region",
                                   "3'UTR",
                                   "3'Flank",
                                   "5'UTR",
                                   "5'Flank",
                                   "IGR",
                                   "Intron",
                                   "lincRNA",
                                   "Fusion",
                                   "De_novo_Start_InFrame",
                                   "De_novo_Start_OutOfFrame",
                                   "Start_Codon_SNP",
                                   "Start_Codon_Ins",
                                   "Start_Codon_Del",
                                   "Stop_Codon_Ins",
                                   "Stop_Codon_Del"};

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\r')) cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\r')) cell.remove_suffix(1);
  return cell;
}

// The next line without its end; false at the end of the text.
bool next_line(std::string_view text, std::size_t& at, std::string_view& line) {
  if (at >= text.size()) return false;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  line = text.substr(at, end - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  at = end + 1;
  return true;
}

bool is_comment(std::string_view line) { return line.empty() || line.front() == '#'; }

std::vector<std::string_view> cells_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t tab = line.find('\t');
    out.push_back(trimmed(line.substr(0, tab)));
    if (tab == std::string_view::npos) return out;
    line.remove_prefix(tab + 1);
  }
}

std::size_t sample_column(const std::vector<std::string_view>& header, const std::string& id, const std::string& path) {
  const auto found = std::find(header.begin(), header.end(), id);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  throw UnknownId("no column `" + id + "` in `" + path + "`", {header.begin(), header.end()});
}

// Numbers names in the order of their coming.
class Names {
 public:
  explicit Names(const std::string& text) : text_(text) {}
  std::uint32_t operator()(std::string_view name) {
    const auto [at, fresh] = places_.emplace(name, static_cast<std::uint32_t>(all.size()));
    if (fresh) {
      const auto begin = static_cast<std::size_t>(name.data() - text_.data());
      all.push_back({std::string(name), begin, begin + name.size()});
    }
    return at->second;
  }
  std::vector<Grid::Name> all;

 private:
  const std::string& text_;
  std::unordered_map<std::string_view, std::uint32_t> places_;
};

}  // namespace

const std::vector<std::string>& non_silent_classes() {
  static const std::vector<std::string> all{"Frame_Shift_Del",  "Frame_Shift_Ins",   "In_Frame_Del",
                                            "In_Frame_Ins",     "Missense_Mutation", "Nonsense_Mutation",
                                            "Nonstop_Mutation", "Splice_Site",       "Translation_Start_Site"};
  return all;
}

Maf::Maf(const std::string& text, const MafOptions& options, const std::string& path) {
  engine::require_plain_text(text, path);
  const std::string where = of_path(path);
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::string_view line;
  do {
    if (!next_line(text, at, line)) throw CsvFailure("empty-table", where + "the table is empty: no header", 0, 0, 1);
  } while (is_comment(line));
  const auto offset = [&](std::string_view part) { return static_cast<std::uint32_t>(part.data() - text.data()); };
  const auto fail = [&](const char* code, const std::string& words, std::string_view part, std::string help = {}) {
    throw CsvFailure(code, where + words, offset(part), offset(part) + static_cast<std::uint32_t>(part.size()),
                     engine::line_of(text, offset(part)), std::move(help));
  };
  const auto header = cells_of(line);
  const auto column = [&](std::string_view name) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end())
      fail("unknown-column", "no column `" + std::string(name) + "`: this is no mutation annotation file", line);
    return static_cast<std::size_t>(found - header.begin());
  };
  const std::size_t gene = column("Hugo_Symbol"), kind = column("Variant_Classification"),
                    barcode = sample_column(header, options.id, path);
  const std::size_t last = std::max({gene, kind, barcode});

  Names genes(text), kinds(text), samples(text);
  struct Variant {
    std::uint32_t gene, kind, sample;
    auto operator<=>(const Variant&) const = default;
  };
  std::vector<Variant> variants;
  std::vector<char> counts;  // of each kind
  std::vector<std::string_view> cells(last + 1);
  while (next_line(text, at, line)) {
    if (is_comment(line)) continue;
    std::string_view rest = line;
    std::size_t n = 0;
    for (; n <= last; ++n) {
      const std::size_t tab = rest.find('\t');
      cells[n] = trimmed(rest.substr(0, tab));
      if (tab == std::string_view::npos) {
        rest = {};
        ++n;
        break;
      }
      rest.remove_prefix(tab + 1);
      if (n == last) {
        n += 2;
        break;
      }
    }
    n += static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\t'));
    if (n != header.size())
      fail(
          "ragged-row",
          fmt::format("line {} has {} cells, the header has {}", engine::line_of(text, offset(line)), n, header.size()),
          line);
    if (cells[barcode].empty())
      fail("missing-id", fmt::format("line {} has no `{}`", engine::line_of(text, offset(line)), options.id), line);
    const std::uint32_t sample = samples(cells[barcode]), k = kinds(cells[kind]);
    if (k == counts.size())
      counts.push_back(
          std::find(options.classes.begin(), options.classes.end(), cells[kind]) != options.classes.end() ? 1 : 0);
    if (counts[k] != 0) variants.push_back({genes(cells[gene]), k, sample});
  }
  for (const auto& wanted : options.classes) {
    const auto is = [&](const auto& name) { return name == wanted; };
    if (std::any_of(other_classes.begin(), other_classes.end(), is) ||
        std::any_of(non_silent_classes().begin(), non_silent_classes().end(), is) ||
        std::any_of(kinds.all.begin(), kinds.all.end(), [&](const auto& k) { return k.text == wanted; }))
      continue;
    std::string found;
    for (const auto& k : kinds.all) found += (found.empty() ? "`" : ", `") + k.text + "`";
    throw CsvFailure("unknown-class", where + "no variant is of class `" + wanted + "`; its classes are " + found, 0, 0,
                     1);
  }

  // Rows by name; a row of (gene, class) is a pair of numbers until here.
  if (!options.by_class)
    for (auto& v : variants) v.kind = 0;
  std::sort(variants.begin(), variants.end());
  variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
  std::vector<std::uint32_t> row_of(variants.size());
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const Variant& v = variants[i];
    if (i == 0 || v.gene != variants[i - 1].gene || v.kind != variants[i - 1].kind) {
      Grid::Name name = genes.all[v.gene];
      if (options.by_class && !name.text.empty()) name.text += ":" + kinds.all[v.kind].text;
      rows_.push_back(std::move(name));
    }
    row_of[i] = static_cast<std::uint32_t>(rows_.size() - 1);
  }
  std::vector<std::uint32_t> order(rows_.size()), place(rows_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rows_[a].text < rows_[b].text; });
  std::vector<Grid::Name> sorted;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(rows_[order[i]]));
  }
  rows_ = std::move(sorted);
  samples_ = std::move(samples.all);
  mutated_.reserve(variants.size());
  for (std::size_t i = 0; i < variants.size(); ++i) mutated_.emplace_back(place[row_of[i]], variants[i].sample);
  std::sort(mutated_.begin(), mutated_.end());
}

bool looks_like_maf(const std::string& text) {
  std::size_t at = 0;
  std::string_view line;
  while (next_line(text, at, line))
    if (!is_comment(line)) {
      const auto header = cells_of(line);
      return std::find(header.begin(), header.end(), "Variant_Classification") != header.end();
    }
  return false;
}

std::vector<Grid::Name> ids_of_list(const std::string& text) {
  std::vector<Grid::Name> out;
  const auto add = [&](std::string_view id) {
    if (id.size() > 1 && id.front() == '"' && id.back() == '"') id = id.substr(1, id.size() - 2);
    const auto begin = static_cast<std::size_t>(id.data() - text.data());
    if (!id.empty()) out.push_back({std::string(id), begin, begin + id.size()});
  };
  constexpr std::string_view listed = "case_list_ids:";
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::string_view line;
  while (next_line(text, at, line)) {
    if (line.starts_with(listed)) {
      out.clear();
      for (const auto id : cells_of(trimmed(line.substr(listed.size())))) add(id);
      return out;
    }
    if (!is_comment(line)) add(trimmed(line.substr(0, line.find_first_of("\t,"))));
  }
  return out;
}

}  // namespace rgx::stdlib
