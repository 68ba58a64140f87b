// `decompose` against the data: how many components there can be, and how little so few cases say.
#include <algorithm>
#include <cmath>
#include <set>

#include "lang/named.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// Most factors that leave degrees of freedom of 0 or more: (p - k)² ≥ p + k.
std::size_t most_factors(std::size_t p) {
  std::size_t k = 0;
  while (k + 1 < p && (p - k - 1) * (p - k - 1) >= p + k + 1) ++k;
  return k;
}

double penalty(const Use& how, const char* name) {
  const auto* a = how.argument(name);
  const auto* v = a != nullptr ? a->value.as<double>() : nullptr;
  return v != nullptr ? *v : 0;
}

// Half the width of Fisher's 95 % interval of a correlation of 0.
std::string around_zero(std::size_t n) {
  const double r = std::tanh(1.959963984540054 / std::sqrt(static_cast<double>(n) - 3));
  std::string out = std::to_string(std::round(r * 100) / 100);
  return out.substr(0, 4);
}

}  // namespace

void Checker::check_components() {
  const auto columns = [&](const Ref& r) -> std::size_t {
    const Block* table = block(r.block);
    if (table == nullptr || r.kind == Ref::Kind::score) return 1;
    std::vector<std::string> known;
    if (table->features)
      for (const auto& [name, type] : table->features->known_columns) known.push_back(name);
    if (table->matrix) known = table->matrix->known_rows;
    if (!r.picked) return known.size();
    return static_cast<std::size_t>(std::count_if(known.begin(), known.end(), [&](const std::string& name) {
      return std::any_of(r.picks.begin(), r.picks.end(), [&](const std::string& p) { return matches(p, name); });
    }));
  };
  for (auto& b : study_.blocks) {
    const Use* how = b.kind == "decompose" ? b.step(Role::decomposition) : nullptr;
    if (how == nullptr || how->signature->params.empty() || broken_.count(b.name) != 0 || !has_data() || b.where)
      continue;
    std::set<std::string> subjects;
    for (const auto& c : b.on)
      if (const Block* cohort = block(c); cohort != nullptr && cohort->cohort)
        subjects.insert(cohort->cohort->subjects.begin(), cohort->cohort->subjects.end());
    std::vector<std::size_t> wide;
    std::size_t all = 0;
    std::string said;
    const auto& from = named(b, "from");
    for (const auto& r : from) {
      if (const auto has = subjects_of_table_.find(r.block); has != subjects_of_table_.end())
        std::erase_if(subjects, [&](const std::string& s) { return has->second.count(s) == 0; });
      wide.push_back(columns(r));
      all += wide.back();
      said += (said.empty() ? "" : r.span == from.back().span ? " and " : ", ") + std::to_string(wide.back());
    }
    const std::size_t n = subjects.size();
    if (n == 0 || std::count(wide.begin(), wide.end(), std::size_t{0}) != 0) continue;
    const std::string op = "`" + how->signature->name + "`", cases = count_of(n, "case");
    said += all == 1 ? " column" : " columns";
    const bool two = how->signature->outputs.size() == 2;
    if (how->signature->name == "factor_scores" && n <= all) {
      error("out-of-range", how->span, op + " needs more cases than columns, and there are " + cases + " and " + said)
          .help = "take fewer columns, or `pca`, which needs no more cases";
      continue;
    }
    if (how->signature->name == "cca" && penalty(*how, "penalty_left") == 0 && penalty(*how, "penalty_right") == 0 &&
        all > n - 1) {
      error("out-of-range", how->span,
            op + " without penalties gives a correlation of 1 whatever the data: " + cases + " and " + said)
          .help = "write `penalty_left:` and `penalty_right:`, or use `sparse_cca`";
      continue;
    }
    const std::size_t smaller = two ? *std::min_element(wide.begin(), wide.end()) : all;
    const std::size_t most = how->signature->name == "factor_scores" ? most_factors(all)
                             : how->signature->name == "nmf"         ? std::min(n, all)
                                                                     : std::min(n - 1, smaller);
    const auto* count = how->argument(how->signature->params.front().name);
    if (const auto* asked = count->value.as<double>(); asked != nullptr && *asked > static_cast<double>(most)) {
      error("out-of-range", count->span,
            op + " is asked for " + count_of(static_cast<std::size_t>(*asked), "component") + ", and " + cases +
                " of " + said + " have " + std::to_string(most) + " at most")
          .related.push_back({b.span, "of `" + b.name + "`"});
      continue;
    }
    if (n >= 2 * all || n < 4) continue;
    auto& d = warning("small-sample", how->span, "`" + b.name + "` has " + cases + " for " + said);
    d.notes.push_back("by chance alone a correlation of " + std::to_string(n) + " cases lies within ±" +
                      around_zero(n) + " in 95 of 100 tries, and the fit chooses the largest of many");
    d.help = "read `held_out`, `p` and `stability` rather than the correlation of the cases it was fitted on";
  }
}

}  // namespace rgx::lang
