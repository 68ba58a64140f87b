#include "engine/checklist_score.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rgx::engine {

namespace {

Judged answer_to(const Facts& facts, const ChecklistItem& item) {
  const auto at = facts.find(item.fact);
  return at == facts.end() ? Judged{} : at->second;
}

const char* class_of(double percent) {
  return percent < 20   ? "very low"
         : percent < 40 ? "low"
         : percent < 60 ? "moderate"
         : percent < 80 ? "good"
                        : "excellent";
}

}  // namespace

std::string metrics_score(const std::vector<ChecklistItem>& items, const Facts& facts) {
  double met = 0, unseen = 0, all = 0;
  for (const auto& item : items) {
    const auto state = answer_to(facts, item).state;
    if (state == Judged::State::does_not_apply) continue;
    all += item.points;
    if (state == Judged::State::met) met += item.points;
    if (state == Judged::State::authors) unseen += item.points;
  }
  if (all <= 0) return {};
  const double low = 100 * met / all, high = 100 * (met + unseen) / all;
  return fmt::format(
      "Score: {:.1f} % from what the study shows ({} quality), up to {:.1f} % ({}) with what only the authors can "
      "answer.",
      low, class_of(low), high, class_of(high));
}

double rqs_points(const Judged& answer) { return answer.points; }

std::string rqs_score(const std::vector<ChecklistItem>& items, const Facts& facts) {
  double seen = 0, most = 0, all = 0;
  for (const auto& item : items) {
    const Judged answer = answer_to(facts, item);
    all += item.points;
    seen += answer.points;
    most += answer.state == Judged::State::authors ? item.points : answer.points;
  }
  const auto percent = [&](double points) { return 100 * std::max(0.0, points) / all; };
  return fmt::format(
      "Score: {:.0f} of {:.0f} points ({:.1f} %) from what the study shows, up to {:.0f} ({:.1f} %) with what only the "
      "authors can answer.",
      seen, all, percent(seen), most, percent(most));
}

}  // namespace rgx::engine
