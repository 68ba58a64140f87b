#include "engine/report_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "engine/report_cells.hpp"
#include "engine/report_corrections.hpp"
#include "engine/report_numbers.hpp"
#include "engine/report_survival.hpp"
#include "engine/second_stage.hpp"

namespace rgx::engine {

std::vector<std::size_t> by_strength(const Table& t) {
  std::vector<std::size_t> order(t.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t r) {
    const double log10_p = number(t, "log10_p", r), p = number(t, "p", r);
    if (!std::isnan(log10_p)) return log10_p;
    return std::isnan(p) ? HUGE_VAL : std::log10(p);
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
  return order;
}

namespace {

// What a table of tests says when it is counted; pairs of groups behind a test are no tests of their own.
struct Counted {
  std::vector<std::string> first, second;  // in the order of the table, each once
  std::size_t tests = 0, tested = 0, rejected = 0, pairs = 0, second_stage = 0;
  double n_low = HUGE_VAL, n_high = 0, subjects_low = HUGE_VAL, subjects_high = 0;
};

Counted count(const ReportView& view, const std::string& block, const Table& t) {
  Counted out;
  std::set<std::string> known_first, known_second;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const bool rejected = cell(t, "rejected", r) == "true";
    if (is_second_stage(t, r)) {
      out.pairs += rejected;
      ++out.second_stage;
      continue;
    }
    ++out.tests;
    if (const std::string what = t.columns[0].cell(r); known_first.insert(what).second) out.first.push_back(what);
    if (const std::string whom = t.columns[1].cell(r); known_second.insert(whom).second) out.second.push_back(whom);
    out.tested += !std::isnan(number(t, "p", r));
    out.rejected += rejected;
    const double n = number(t, "n", r), subjects = number(t, "subjects", r);
    if (!std::isnan(n)) out.n_low = std::min(out.n_low, n), out.n_high = std::max(out.n_high, n);
    if (!std::isnan(subjects))
      out.subjects_low = std::min(out.subjects_low, subjects),
      out.subjects_high = std::max(out.subjects_high, subjects);
  }
  // Of a map too large to list the table is a part; its counts are of all.
  if (const Table* histogram = view.table(block + ".histogram.csv")) {
    out.tests = out.tested = 0;
    for (std::size_t r = 0; r < histogram->rows(); ++r) {
      const auto n = static_cast<std::size_t>(number(*histogram, "count", r));
      out.tests += n;
      if (cell(*histogram, "reason", r).empty()) out.tested += n;
    }
  }
  return out;
}

std::string range(double low, double high) {
  return low == high ? fmt::format("{:.0f}", high) : fmt::format("{:.0f} to {:.0f}", low, high);
}

std::string cases_of(const Counted& c) {
  if (c.n_high == 0) return {};
  std::string out = " in " + range(c.n_low, c.n_high) + (c.n_high == 1 ? " case" : " cases");
  if (c.subjects_high > 0 && (c.subjects_low != c.n_low || c.subjects_high != c.n_high))
    out += " of " + range(c.subjects_low, c.subjects_high) + " subjects";
  return out;
}

constexpr std::size_t few = 4;

// "12 features were compared by `idh` and `codel` in 161 to 182 cases."
std::string what_was_done(const Json& block, const Counted& c, const Table& t, bool listed_in_part) {
  const bool map = text_at(block, "kind") == "associate", survival = !names_in(block, "of").empty();
  const std::string to =
      c.second.size() <= few ? listed(c.second, true) : counted(c.second.size(), map ? "column" : "outcome");
  if (listed_in_part)
    return fmt::format("{} of columns were tested{}; the {} strongest are listed.", counted(c.tests, "pair"),
                       cases_of(c), t.rows());
  std::string said;
  if (survival)
    said = "Survival (" + listed(c.first, true) + ") was compared by " + to;
  else if (map)
    said = (c.first.size() <= 2 ? listed(c.first, true) : counted(c.first.size(), "column")) +
           (c.first.size() == 1 ? " was" : " were") + " tested for association with " + to;
  else
    said = (c.first.size() <= 2 ? listed(c.first, true) : counted(c.first.size(), "feature")) +
           (c.first.size() == 1 ? " was" : " were") + " compared by " + to;
  return said + cases_of(c) + ".";
}

// "within the family `genotype` of 2 analyses", with what was counted beyond the tests made.
std::string family_of(const Correction& how) {
  std::string out;
  if (how.blocks > 1) out = fmt::format(", over the {} analyses of family {}", how.blocks, code(how.family));
  if (how.tests > 0) out += fmt::format(", counting {}", counted(static_cast<std::size_t>(how.tests), "test"));
  return out;
}

// "Of 24 tests, 3 were rejected at q ≤ 0.05 (Benjamini–Hochberg)."
std::string how_many(const Counted& c, const Correction& how) {
  const std::string rule = how.corrected() ? fmt::format("{} ≤ {} ({}{})", how.symbol(), how.level,
                                                         printed_correction(how.method), family_of(how))
                                           : fmt::format("p ≤ {} (p values are not corrected)", how.level);
  std::string out;
  if (c.tested == 0) return fmt::format("None of the {} could be computed.", counted(c.tests, "test"));
  if (c.tested == 1)
    out = fmt::format("The test was {} at {}.", c.rejected == 1 ? "rejected" : "not rejected", rule);
  else if (c.rejected == 0)
    out = fmt::format("None of {} was rejected at {}.", counted(c.tested, "test"), rule);
  else
    out = fmt::format("Of {}, {} {} rejected at {}.", counted(c.tested, "test"), c.rejected,
                      c.rejected == 1 ? "was" : "were", rule);
  if (c.tested < c.tests)
    out += fmt::format(" {} more could not be computed; the table gives the reasons.", c.tests - c.tested);
  if (c.second_stage > 0)
    out += fmt::format(" Of {} of groups behind them, {} {}.", counted(c.second_stage, "pair"),
                       c.pairs == 0 ? "none" : std::to_string(c.pairs), c.pairs > 1 ? "differ" : "differs");
  return out;
}

// One test with its numbers: effect with interval, n, p and what the correction makes of it.
std::string finding(const Table& t, std::size_t r, const Correction& how, bool outcome, bool with_n) {
  std::string out = code(t.columns[0].cell(r));
  if (outcome) out += (t.columns[0].name == "left" ? " with " : " by ") + code(t.columns[1].cell(r));
  if (const std::string term = cell(t, "term", r); !term.empty()) out += " (" + plain(term) + ")";
  if (const std::string group = cell(t, "group", r); !group.empty()) out += " in " + code(group);
  out += ": ";
  const std::string kind = cell(t, "estimate_kind", r);
  if (const double estimate = number(t, "estimate", r); !std::isnan(estimate)) {
    out += (kind.empty() ? "effect" : printed_name(kind)) + " " +
           with_interval(estimate, number(t, "ci_low", r), number(t, "ci_high", r)) + ", ";
    if (const double adjusted = number(t, "adjusted_estimate", r); !std::isnan(adjusted))
      out += "with the audited columns held fixed " + effect_size(adjusted) + ", ";
  }
  if (with_n && !std::isnan(number(t, "n", r))) out += fmt::format("n = {:.0f}, ", number(t, "n", r));
  out += "p " + equals_p(number(t, "p", r), number(t, "log10_p", r));
  if (const double q = number(t, "q", r); how.corrected() && !std::isnan(q))
    out += fmt::format(", {} {}", how.symbol(), equals_p(q, std::nan("")));
  if (const std::string note = cell(t, "note", r); !note.empty() && !note.starts_with("not valid"))
    out += " (" + plain(note) + ")";
  return out;
}

}  // namespace

std::vector<std::string> test_sentences(const ReportView& view, const Json& block, std::size_t findings) {
  const std::string name = text_at(block, "name");
  const Table* table = view.table(name + ".csv");
  if (table == nullptr) return {"The run directory holds no table of it."};
  if (table->rows() == 0) return {"No hypothesis was tested: its table is empty."};
  const bool map = text_at(block, "kind") == "associate";
  const Counted c = count(view, name, *table);
  const Correction how = correction_of(view, block);
  std::vector<std::string> out{what_was_done(block, c, *table, view.table(name + ".histogram.csv") != nullptr),
                               how_many(c, how)};
  auto order = by_strength(*table);
  std::erase_if(order, [&](std::size_t r) { return is_second_stage(*table, r) || std::isnan(number(*table, "p", r)); });
  if (!order.empty()) {
    const std::size_t shown = std::min<std::size_t>({std::max<std::size_t>(c.rejected, 1), findings, order.size()});
    std::string line;
    for (std::size_t i = 0; i < shown; ++i)
      line += (i > 0 ? "; " : "") +
              finding(*table, order[i], how, map || c.second.size() > 1, c.n_low != c.n_high || c.first.size() > 1);
    const char* begin = c.tested == 1     ? ""
                        : c.rejected == 0 ? "The smallest p: "
                        : shown == 1      ? "The strongest: "
                                          : "The strongest are ";
    out.push_back(begin + line + ".");
  }
  if (c.tested > 0 && c.rejected == 0 && findings > 1)
    out.emplace_back(
        "A test that is not rejected does not show that there is no effect; the intervals say which "
        "effects the data leave open.");
  if (findings > 1)
    for (auto& sentence : survival_sentences(view, name)) out.push_back(std::move(sentence));
  if (const std::string doubt = proportionality_sentence(*table); !doubt.empty() && findings > 1) out.push_back(doubt);
  const auto codes = texts_of(list_at(block, "not_valid"));
  if (!codes.empty()) out.push_back("Every number of it is **not valid**: " + listed(codes, true) + " was accepted.");
  return out;
}

}  // namespace rgx::engine
