// Hypotheses are counted, and families corrected (language.md §7).
#include <algorithm>

#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

// Number of columns, rows or levels a list of names stands for; nothing when it is not known before the run.
std::optional<std::size_t> width(Checker& checker, const std::vector<Ref>& refs) {
  std::size_t total = 0;
  for (const auto& r : refs) {
    if (r.joint || r.kind == Ref::Kind::outcome || r.kind == Ref::Kind::covariate || r.kind == Ref::Kind::cohort_name ||
        r.kind == Ref::Kind::clusters) {
      ++total;
      continue;
    }
    const Block* b = checker.block(r.block);
    if (b == nullptr) return std::nullopt;
    if (r.kind == Ref::Kind::score || r.kind == Ref::Kind::model_class) {
      const auto at = b->refs.find("predict");
      if (r.picked) {
        total += r.picks.size();
      } else {
        const auto n = at == b->refs.end() ? std::optional<std::size_t>{} : width(checker, at->second);
        if (!n) return std::nullopt;
        total += *n;
      }
      continue;
    }
    std::vector<std::string> known;
    if (b->features)
      for (const auto& [name, type] : b->features->known_columns) known.push_back(name);
    if (b->matrix) known = b->matrix->known_rows;
    const bool pattern =
        std::any_of(r.picks.begin(), r.picks.end(), [](const auto& p) { return p.find('*') != std::string::npos; });
    if (r.picked && !pattern) {
      total += r.picks.size();
    } else if (known.empty()) {
      return std::nullopt;
    } else {
      total += static_cast<std::size_t>(std::count_if(known.begin(), known.end(), [&](const std::string& name) {
        return !r.picked ||
               std::any_of(r.picks.begin(), r.picks.end(), [&](const auto& p) { return matches(p, name); });
      }));
    }
  }
  return total;
}

std::string argument_text(const Use& u, const char* name) {
  const auto* a = u.argument(name);
  return a == nullptr || a->value.none() ? std::string() : text(a->value);
}

std::optional<double> argument_number(const Use& u, const char* name) {
  const auto* a = u.argument(name);
  const auto* d = a != nullptr ? a->value.as<double>() : nullptr;
  return d != nullptr ? std::optional<double>(*d) : std::nullopt;
}

}  // namespace

void Checker::check_multiplicity() {
  struct Member {
    const Block* block;
    const Use* correct;
    std::optional<std::size_t> count;
  };
  std::vector<std::pair<std::string, std::vector<Member>>> families;  // in order of writing
  for (const auto& b : study_.blocks) {
    if (b.kind != "compare" && b.kind != "associate") continue;
    const auto left = b.refs.find(b.kind == "associate" ? "left" : b.refs.count("of") != 0 ? "of" : "features");
    const auto right = b.refs.find(b.kind == "compare" ? "by" : "right");
    std::optional<std::size_t> count;
    if (left != b.refs.end() && right != b.refs.end() && broken_.count(b.name) == 0) {
      const Use* test = b.step(Role::test);
      const bool whole = test != nullptr && test->signature->test && test->signature->test->takes_blocks;
      const auto l = whole ? std::optional<std::size_t>(1) : width(*this, left->second);
      const auto r = whole && b.kind == "associate" ? l : width(*this, right->second);
      // Each pair is tested once, again for each effect modifier, and all that in each group and for their difference.
      const auto modifiers = b.refs.find("interact"), groups = b.refs.find("by_group");
      std::size_t each = 1 + (modifiers == b.refs.end() ? 0 : modifiers->second.size());
      bool known = true;
      if (groups != b.refs.end() && !groups->second.empty()) {
        const Ref& g = groups->second.front();
        const Variable* v = study_.variable(g.block, g.member);
        const std::size_t levels = g.kind == Ref::Kind::cohort_name    ? b.on.size()
                                   : v == nullptr                      ? 0
                                   : v->type == Variable::Type::binary ? 2
                                                                       : v->levels.size();
        known = levels > 0;
        each *= levels + 1;
      }
      if (l && r && known) count = *l * *r * each;
    }
    const auto at = std::find_if(families.begin(), families.end(), [&](const auto& f) { return f.first == b.family; });
    if (at == families.end())
      families.push_back({b.family, {{&b, b.step(Role::correction), count}}});
    else
      at->second.push_back({&b, b.step(Role::correction), count});
  }
  for (const auto& [name, members] : families) {
    FamilyRow row;
    row.family = name;
    const Member* first = nullptr;
    std::size_t total = 0;
    bool counted = true;  // every member's hypotheses are known
    bool broken = false;
    for (const auto& m : members) {
      row.blocks.push_back(m.block->name);
      row.exploratory = row.exploratory ||
                        (m.block->setting("exploratory") && m.block->setting("exploratory")->value == Literal(true));
      broken = broken || broken_.count(m.block->name) != 0;
      if (m.correct != nullptr && first == nullptr) first = &m;
      counted = counted && m.count.has_value();
      total += m.count.value_or(0);
    }
    if (first == nullptr) {
      row.method = "none";
      if (counted && total <= 1 && !broken) {
        row.because = "a single test";
        study_.families.push_back(std::move(row));
        continue;
      }
      if (!broken) {
        auto& d = error("uncorrected", members.front().block->span,
                        "`" + members.front().block->name + "` holds " +
                            (counted ? std::to_string(total) + " hypotheses" : "more than one hypothesis") +
                            " and no `correct`");
        d.help = "write `correct(method: BH, level: 5 %)`, or `correct(method: none, because: \"…\")`";
      }
      continue;
    }
    const Use& correct = *first->correct;
    row.method = argument_text(correct, "method");
    row.level = argument_number(correct, "level").value_or(0.05);
    row.because = argument_text(correct, "because");
    row.tests = argument_number(correct, "tests");
    if (row.method == "none" && row.because.empty()) {
      error("missing-setting", correct.span, "`correct(method: none)` needs a reason").help =
          "write `correct(method: none, because: \"…\")`";
    }
    for (const auto& m : members) {
      if (m.correct == first->correct) continue;
      if (m.correct == nullptr) {
        if (broken_.count(m.block->name) != 0) continue;
        auto& d = error("family-disagrees", m.block->span,
                        "`" + m.block->name + "` belongs to the family `" + name + "` and has no `correct`");
        d.related.push_back({correct.span, "`" + first->block->name + "` corrects so"});
        d.help = "write the same `correct` in every block of the family";
        continue;
      }
      for (const char* what : {"method", "level", "tests", "per"}) {
        const std::string here = argument_text(*m.correct, what), there = argument_text(correct, what);
        if (here == there) continue;
        auto& d = error("family-disagrees", m.correct->span,
                        "`" + m.block->name + "` and `" + first->block->name + "` are one family, `" + name +
                            "`, and their `" + what + "` differs: `" + here + "` and `" + there + "`");
        d.related.push_back({correct.span, "the other one"});
        break;
      }
    }
    if (row.tests && counted && *row.tests < static_cast<double>(total)) {
      const auto* a = correct.argument("tests");
      error("tests-below-count", a->span,
            "`tests: " + number_text(*row.tests) + "` is fewer than the " + std::to_string(total) + " hypotheses of `" +
                name + "`")
          .help = "`tests` counts all tests of the family, those that are run here included";
    }
    study_.families.push_back(std::move(row));
  }
}

}  // namespace rgx::lang
