#include "stdlib/multivariate/components.hpp"

#include <fmt/format.h>

#include <cmath>

#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using engine::Column;
using engine::Table;

namespace {

std::string named(const std::string& pattern, Index k) {
  std::string out = pattern;
  return out.replace(out.find('*'), 1, std::to_string(k + 1));
}

std::vector<double> numbers(const Eigen::Ref<const Eigen::VectorXd>& v) { return {v.data(), v.data() + v.size()}; }

Table scores_table(const Frame& frame, const Blocks& blocks, const ComponentTable& made) {
  Table t;
  std::vector<std::string> cohort, subject;
  for (const std::size_t r : blocks.rows) {
    cohort.push_back(frame.cohort()[r]);
    subject.push_back(frame.subject()[r]);
  }
  t.columns = {Column::of_texts("cohort", cohort), Column::of_texts("subject", subject)};
  for (const auto& side : made.sides)
    for (Index k = 0; k < side.scores.cols(); ++k)
      t.columns.push_back(Column::of_numbers(named(side.name, k), numbers(side.scores.col(k))));
  return t;
}

Table loadings_table(const ComponentTable& made) {
  std::vector<std::string> component, block, feature;
  std::vector<double> loading, stability, sd;
  for (Index k = 0; k < made.statistic.size(); ++k)
    for (const auto& side : made.sides)
      for (Index j = 0; j < side.loadings.rows(); ++j) {
        const auto& column = side.block->columns[static_cast<std::size_t>(j)];
        component.push_back(named(side.name, k));
        block.push_back(column.block);
        feature.push_back(column.name);
        loading.push_back(side.loadings(j, k));
        stability.push_back(side.stability.size() > 0 ? side.stability(j, k) : std::nan(""));
        sd.push_back(side.sd.size() > 0 ? side.sd(j, k) : std::nan(""));
      }
  Table t;
  t.columns = {Column::of_texts("component", component),   Column::of_texts("block", block),
               Column::of_texts("feature", feature),       Column::of_numbers("loading", loading),
               Column::of_numbers("stability", stability), Column::of_numbers("sd", sd)};
  return t;
}

// 95 % interval of a correlation that is 0, by Fisher's z.
std::string how_little(Index n) {
  if (n <= 3) return {};
  return fmt::format("{} cases: without any relation 95 of 100 correlations lie within ±{:.2f}", n,
                     std::tanh(1.959963984540054 / std::sqrt(static_cast<double>(n) - 3)));
}

Table summary_table(const Blocks& blocks, const ComponentTable& made) {
  const Index components = made.statistic.size();
  const auto count = static_cast<std::size_t>(components);
  const auto given = [&](const Eigen::VectorXd& v) {
    return v.size() == components ? numbers(v) : std::vector<double>(count, std::nan(""));
  };
  std::vector<std::string> component, kind(count, made.kind), note(count);
  std::vector<double> n(count, static_cast<double>(blocks.rows.size())), held(count, std::nan("")), folds = held;
  for (Index k = 0; k < components; ++k) {
    const std::string pattern = made.sides.front().name;
    // Of two sides the line is the pair's: `cc1` of cc1_left and cc1_right.
    component.push_back(named(made.sides.size() > 1 ? pattern.substr(0, pattern.find('*') + 1) : pattern, k));
  }
  if (made.held_out) {
    held = numbers(made.held_out->value);
    for (std::size_t k = 0; k < count; ++k) folds[k] = made.held_out->folds[k];
  }
  if (count > 0) {
    std::string& first = note.front();
    const auto say = [&](const std::string& text) { first += (first.empty() || text.empty() ? "" : "; ") + text; };
    say(how_little(static_cast<Index>(blocks.rows.size())));
    for (const auto& text : made.notes) say(text);
    if (made.held_out && made.held_out->refused > 0)
      say(fmt::format("{} training parts could not be fitted", made.held_out->refused));
    if (made.refused > 0) say(fmt::format("{} resamples could not be fitted", made.refused));
  }
  Table t;
  t.columns = {Column::of_texts("component", component),
               Column::of_numbers("statistic", numbers(made.statistic)),
               Column::of_texts("kind", kind),
               Column::of_numbers("correlation", given(made.correlation)),
               Column::of_numbers("p", given(made.p)),
               Column::of_numbers("held_out", held),
               Column::of_numbers("folds", folds),
               Column::of_numbers("congruence", given(made.congruence)),
               Column::of_numbers("n", n),
               Column::of_texts("note", note)};
  return t;
}

}  // namespace

EvidenceAsked evidence_asked(const engine::Json& args) {
  EvidenceAsked out;
  out.permutations = static_cast<std::uint32_t>(args.at("permutations").get<double>());
  out.resamples = static_cast<std::uint32_t>(args.at("resamples").get<double>());
  out.folds = static_cast<std::size_t>(args.at("folds").get<double>());
  out.repeats = static_cast<std::size_t>(args.at("repeats").get<double>());
  return out;
}

engine::Output components_output(const engine::Context&, const Frame& frame, const Blocks& blocks,
                                 const ComponentTable& made) {
  engine::Bundle bundle;
  bundle.tables["scores"] = scores_table(frame, blocks, made);
  bundle.tables["loadings"] = loadings_table(made);
  bundle.tables["summary"] = summary_table(blocks, made);
  engine::Output out{std::move(bundle), {}};
  for (const std::size_t r : blocks.absent)
    out.notes.push_back({"missing", frame.subject()[r], "no-data", "is not in every table that was joined"});
  return out;
}

stats::HeldOutPlan held_out_plan(const engine::Context& context, const EvidenceAsked& asked) {
  stats::HeldOutPlan plan;
  plan.folds = asked.folds;
  plan.repeats = asked.repeats;
  plan.key = stream_for(context.stream, "folds");
  plan.parallel = context.parallel;
  return plan;
}

stats::Permutations permutations_of(const engine::Context& context, std::uint32_t draws) {
  stats::Permutations how{stats::Stream(stream_for(context.stream, "permutations"))};
  how.draws = draws;
  how.enumerate_up_to = 0;
  how.parallel = context.parallel;
  return how;
}

std::vector<lang::Param> evidence_params(double permutations, double repeats, double resamples) {
  return {whole_number("permutations", permutations, 0, 1e6, "random arrangements behind p; 0: no p"),
          whole_number("folds", 5, 0, 1000, "parts of the cases, each held out once a repeat; 0: none is held out"),
          whole_number("repeats", repeats, 1, 1000, "times the cases are dealt out into folds"),
          whole_number("resamples", resamples, 0, 1e5, "bootstrap samples behind the stability of loadings; 0: none")};
}

}  // namespace rgx::stdlib
