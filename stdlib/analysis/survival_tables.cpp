#include "stdlib/analysis/survival_tables.hpp"

#include <cmath>
#include <functional>

#include "stdlib/analysis/carried_tables.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Json;
using engine::Table;

namespace {

template <class Lines, class Of>
Column texts(const char* name, const Lines& lines, const Of& of) {
  std::vector<std::string> v;
  for (const auto& line : lines) v.push_back(of(line));
  return Column::of_texts(name, std::move(v));
}

template <class Lines, class Of>
Column numbers(const std::string& name, const Lines& lines, const Of& of) {
  std::vector<double> v;
  for (const auto& line : lines) v.push_back(of(line));
  return Column::of_numbers(name, std::move(v));
}

}  // namespace

void SurvivalTables::add(const SurvivalKey& key, const std::vector<std::string>& levels,
                         const std::vector<stats::SurvivalCurve>& curves, double tau, double cut,
                         const std::string& note) {
  for (std::size_t g = 0; g < curves.size(); ++g) {
    if (curves[g].n == 0) continue;
    Line line{key, levels.at(g), "", curves[g], {}, cut};
    if (tau > 0) line.mean = stats::restricted_mean(curves[g], tau);
    line.note = line.mean.reason;
    if (!note.empty()) line.note += (line.note.empty() ? "" : "; ") + note;
    lines_.push_back(std::move(line));
  }
}

Table SurvivalTables::curve() const {
  struct Step {
    const Line* line;
    std::size_t place;
  };
  std::vector<Step> steps;
  for (const Line& line : lines_)
    for (std::size_t k = 0; k < line.curve.time.size(); ++k) steps.push_back({&line, k});
  const auto text = [&](const char* name, std::string SurvivalKey::*part) {
    return texts(name, steps, [&](const Step& s) { return s.line->key.*part; });
  };
  const auto of = [&](const char* name, std::vector<double> stats::SurvivalCurve::*part) {
    return numbers(name, steps, [&](const Step& s) { return (s.line->curve.*part)[s.place]; });
  };
  Table out;
  out.columns = {text("feature", &SurvivalKey::feature),
                 text("outcome", &SurvivalKey::outcome),
                 text("cohort", &SurvivalKey::cohort),
                 text("subset", &SurvivalKey::subset),
                 texts("group", steps, [](const Step& s) { return s.line->group; }),
                 of("time", &stats::SurvivalCurve::time),
                 of("at_risk", &stats::SurvivalCurve::at_risk),
                 of("events", &stats::SurvivalCurve::events_at),
                 of("censored", &stats::SurvivalCurve::censored_at),
                 of("survival", &stats::SurvivalCurve::survival),
                 of("ci_low", &stats::SurvivalCurve::ci_low),
                 of("ci_high", &stats::SurvivalCurve::ci_high)};
  return out;
}

Table SurvivalTables::summary() const {
  const auto text = [&](const char* name, std::string SurvivalKey::*part) {
    return texts(name, lines_, [&](const Line& l) { return l.key.*part; });
  };
  const auto number = [&](const std::string& name, const std::function<double(const Line&)>& of) {
    return numbers(name, lines_, of);
  };
  const auto median = [](const Line& l) { return stats::survival_quantile(l.curve, 0.5); };
  Table out;
  out.columns = {text("feature", &SurvivalKey::feature),
                 text("outcome", &SurvivalKey::outcome),
                 text("cohort", &SurvivalKey::cohort),
                 text("subset", &SurvivalKey::subset),
                 texts("group", lines_, [](const Line& l) { return l.group; }),
                 number("n", [](const Line& l) { return static_cast<double>(l.curve.n); }),
                 number("events", [](const Line& l) { return static_cast<double>(l.curve.events); }),
                 texts("unit", lines_, [&](const Line&) { return unit_; }),
                 number("median", [&](const Line& l) { return median(l).time; }),
                 number("median_ci_low", [&](const Line& l) { return median(l).ci_low; }),
                 number("median_ci_high", [&](const Line& l) { return median(l).ci_high; })};
  for (std::size_t k = 0; k < landmarks_.size(); ++k) {
    const std::string n = std::to_string(k + 1);
    const double time = landmarks_[k];
    const auto at = [time](const Line& l) { return stats::survival_at(l.curve, time); };
    out.columns.push_back(number("landmark_" + n, [time](const Line&) { return time; }));
    out.columns.push_back(number("at_risk_" + n, [at](const Line& l) { return at(l).at_risk; }));
    out.columns.push_back(number("survival_" + n, [at](const Line& l) { return at(l).survival; }));
    out.columns.push_back(number("survival_" + n + "_ci_low", [at](const Line& l) { return at(l).ci_low; }));
    out.columns.push_back(number("survival_" + n + "_ci_high", [at](const Line& l) { return at(l).ci_high; }));
  }
  out.columns.push_back(number("tau", [](const Line& l) { return l.mean.tau; }));
  out.columns.push_back(number("rmst", [](const Line& l) { return l.mean.mean; }));
  out.columns.push_back(number("rmst_ci_low", [](const Line& l) { return l.mean.ci_low; }));
  out.columns.push_back(number("rmst_ci_high", [](const Line& l) { return l.mean.ci_high; }));
  out.columns.push_back(number("cut", [](const Line& l) { return l.cut; }));
  out.columns.push_back(texts("note", lines_, [](const Line& l) { return l.note; }));
  return out;
}

Json SurvivalTables::json() const { return {{"curve", carried(curve())}, {"summary", carried(summary())}}; }

}  // namespace rgx::stdlib
