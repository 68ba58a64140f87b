// What one row of an analysis is (language.md §4): rows below the subject, and the tests that may take them.
#include <algorithm>

#include "lang/resolve.hpp"

namespace rgx::lang {

std::string Checker::level_of_table(const Block& table) const {
  if (table.aggregate) return table.aggregate->to;
  std::string out = "subject";  // what repeats is taken together before an analysis sees it
  if (table.features && table.features->source)
    for (const auto& [level, column] : table.features->source->keys)
      if (depth_of_level(table, level) > 0) out = level;
  return out;
}

std::string Checker::level_of_ref(const Ref& r) const {
  if (r.kind == Ref::Kind::outcome || r.kind == Ref::Kind::covariate) {
    const Variable* v = study_.variable(r.block, r.member);
    return v != nullptr ? v->level : "subject";
  }
  if (r.kind != Ref::Kind::features) return "subject";
  const Block* table = study_.find(r.block);
  return table != nullptr ? level_of_table(*table) : "subject";
}

// 0 for the subject, more for what lies below; levels are declared from the top.
std::size_t Checker::depth_of_level(const Block& here, const std::string& level) const {
  for (const auto& c : here.on)
    if (const Block* cohort = study_.find(c); cohort != nullptr && cohort->cohort)
      for (std::size_t i = 0; i < cohort->cohort->levels.size(); ++i)
        if (cohort->cohort->levels[i].name == level) return i + 1;
  return 0;
}

// A block works at the level of its outcome, or of its two sides; a coarser side is repeated. Rows below the subject
// are not independent, so a test that takes them must know clusters.
void Checker::check_level_of_rows(Block& here) {
  const auto finest = [&](std::initializer_list<const char*> roles) {
    const Ref* found = nullptr;
    for (const char* role : roles)
      if (const auto at = here.refs.find(role); at != here.refs.end())
        for (const auto& r : at->second)
          if (found == nullptr || depth_of_level(here, level_of_ref(r)) > depth_of_level(here, level_of_ref(*found)))
            found = &r;
    return found;
  };
  const Ref* outcome = finest({"by", "right", "predict"});
  const Ref* values = finest({"features", "of", "left", "using"});
  const Use* test = here.step(Role::test);
  const TestRule* rule = test != nullptr && test->signature->test ? &*test->signature->test : nullptr;
  const bool by_name = rule != nullptr && rule->clusters;  // `cluster:` says which rows belong together
  const bool told = by_name && here.refs.count("cluster") != 0 && !here.refs.at("cluster").empty();
  const bool clustered = told || (rule != nullptr && rule->rows_may_cluster);
  const auto depth = [&](const Ref* r) { return r == nullptr ? 0 : depth_of_level(here, level_of_ref(*r)); };
  const std::size_t outcome_depth = depth(outcome), values_depth = depth(values);
  here.level = values_depth > outcome_depth ? level_of_ref(*values)
               : outcome != nullptr         ? level_of_ref(*outcome)
                                            : "subject";
  if (values_depth > outcome_depth && !clustered) {
    const std::string level = level_of_ref(*values);
    auto& d = error("wrong-level", values->span,
                    "`" + ref_text(*values) + "` has one row a " + level + ", and `" + here.name + "` works on " +
                        (outcome_depth == 0 ? "subjects" : "one row a " + level_of_ref(*outcome)));
    if (const Block* table = block(values->block)) d.related.push_back({table->span, "declared here"});
    d.help = "bring it up with `aggregate`, which says how: the mean, the largest, the first …";
    if (by_name) d.help += "; or write `cluster: subject`";
    return;
  }
  if (const Ref* fine = finest({"adjust", "interact", "by_group", "strata", "cluster", "audit"});
      fine != nullptr && depth(fine) > std::max(outcome_depth, values_depth)) {
    error("wrong-level", fine->span,
          "`" + ref_text(*fine) + "` has one value a " + level_of_ref(*fine) + ", and `" + here.name + "` works on " +
              (here.level == "subject" ? "subjects" : "one row a " + here.level))
        .help = "a covariate lies at the level of the rows, or above it";
    return;
  }
  // A value that is one a subject has nothing within subjects to explain.
  const bool compare = here.kind == "compare";
  const Ref* response = compare ? values : outcome;
  const bool within = rule != nullptr && rule->within_subjects;
  if (clustered && !told && !within && response != nullptr && depth(response) < depth_of_level(here, here.level)) {
    auto& d = error("wrong-level", response->span,
                    "`" + ref_text(*response) + "` is the same in all rows of a " + level_of_ref(*response) +
                        ", and `" + test->signature->name + "` explains what differs between them");
    d.related.push_back({test->span, "asked here"});
    d.help = compare ? "compare subjects, with an outcome that is one a subject"
                     : "write it on the `left`, or bring the other side up with `aggregate`";
    return;
  }
  if (rule != nullptr && !check_within_subjects(here, *test)) return;
  if (rule == nullptr || clustered || here.level == "subject") return;
  const Ref* cause = outcome_depth > 0 ? outcome : values;
  const Variable* v = study_.variable(cause->block, cause->member);
  const Block* table = block(cause->block);
  auto& d = acceptable(here, "clustered-rows", test->span,
                       "`" + test->signature->name + "` takes rows as independent, and several rows of `" +
                           ref_text(*cause) + "` may belong to one subject",
                       "takes every " + here.level + " as a case of its own");
  d.related.push_back({v != nullptr       ? v->span
                       : table != nullptr ? table->span
                                          : cause->span,
                       "one row a " + here.level});
  d.help =
      "test one row a subject, by `aggregate`, or " +
      std::string(by_name ? "write `cluster: subject`" : "use a test that knows clusters: `mixed(random: subject)`");
}

// Tests that compare the rows of one subject: both sides have a value of their own in each row.
bool Checker::check_within_subjects(const Block& here, const Use& test) {
  const TestRule& rule = *test.signature->test;
  const std::string& name = test.signature->name;
  if (here.level == "subject") {
    if (!rule.below_subjects) return true;
    auto& d = error("wrong-level", test.span,
                    "`" + name + "` compares two rows of one subject, and `" + here.name + "` has one row a subject");
    if (!rule.otherwise.empty()) d.help = "`" + rule.otherwise + "` compares groups of subjects";
    return false;
  }
  if (!rule.within_subjects) return true;
  for (const char* side : {"by", "right", "features", "left"})
    if (const auto at = here.refs.find(side); at != here.refs.end())
      for (const auto& r : at->second) {
        const std::string level = level_of_ref(r);
        if (depth_of_level(here, level) >= depth_of_level(here, here.level)) continue;
        auto& d = error("wrong-level", r.span,
                        "`" + ref_text(r) + "` is the same in all rows of a " + level + ", and `" + name +
                            "` compares the rows of one subject");
        d.related.push_back({test.span, "asked here"});
        d.help = "bring the rows up to one a subject with `aggregate`, or use `mixed(random: subject)`";
        return false;
      }
  return true;
}

}  // namespace rgx::lang
