// The sets L and Y of every value (language.md §7), as causes: a learning step, the cohorts it was fitted on, the
// outcomes it read.
#include <algorithm>

#include "lang/check_design.hpp"
#include "lang/learns_nothing.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

bool is_score(const Ref& r) { return r.kind == Ref::Kind::score || r.kind == Ref::Kind::model_class; }

const std::vector<Ref>& refs_of(const Block& b, const std::string& name) {
  static const std::vector<Ref> none;
  const auto at = b.refs.find(name);
  return at == b.refs.end() ? none : at->second;
}

}  // namespace

Lineage::Lineage(Checker& checker) : checker_(checker) {}

bool Lineage::overlap(const std::vector<std::string>& a, const std::vector<std::string>& b) const {
  for (const auto& x : a)
    for (const auto& y : b) {
      if (x == y) return true;
      const Block* p = checker_.block(x);
      const Block* q = checker_.block(y);
      if (p == nullptr || q == nullptr || !p->cohort || !q->cohort) continue;
      const auto& one = p->cohort->subjects;
      const auto& two = q->cohort->subjects;
      if (!one.empty() && !two.empty()) {
        if (std::any_of(one.begin(), one.end(), [&](const auto& s) { return contains(two, s); })) return true;
        continue;
      }
      // Without data: rows of one table are shared unless a condition tells the cohorts apart.
      const bool filtered = p->cohort->include || p->cohort->exclude || q->cohort->include || q->cohort->exclude;
      if (p->cohort->table.written == q->cohort->table.written && !filtered) return true;
    }
  return false;
}

std::string Lineage::cases(const std::vector<std::string>& cohorts) const {
  std::string out;
  for (const auto& c : cohorts) {
    const Block* b = checker_.block(c);
    const std::size_t n = b != nullptr && b->cohort ? b->cohort->subjects.size() : 0;
    out += (out.empty() ? "all " : " and all ") + (n != 0 ? std::to_string(n) + " " : "") + "cases of `" + c + "`";
  }
  return out;
}

// What a table was learned from, itself and what it stands on.
std::vector<Cause> Lineage::of_block(const Block& b) const {
  std::vector<Cause> out;
  const auto add = [&](const std::vector<Cause>& more) { out.insert(out.end(), more.begin(), more.end()); };
  const auto learned = [&](const Use& u, const std::vector<std::string>& cohorts) {
    if (!u.signature->learns) return;
    Cause c{b.name, u.signature->name, u.span, cohorts, {}, nullptr};
    for (const auto& a : u.arguments)
      for (const auto& r : a.refs)
        if (r.kind == Ref::Kind::outcome) c.outcomes.push_back(r);
    c.step = &u;
    out.push_back(std::move(c));
  };
  if (b.kind == "model") return of_all(refs_of(b, "using"), b.on);
  const auto& from = refs_of(b, "from");
  for (const auto& r : from)
    if (const Block* parent = checker_.block(r.block)) {
      if (is_score(r))
        add(of_score(*parent, b.on, true));
      else
        add(of_block(*parent));
    }
  for (const auto& r : refs_of(b, "keep"))
    if (const Block* judge = checker_.block(r.block)) add(of_block(*judge));
  for (const auto& u : b.steps) learned(u, b.on);
  if (b.features) {
    for (const auto& u : b.features->families) learned(u, b.on);
    for (const auto& u : b.features->filters) learned(u, b.on);
  }
  return out;
}

Cause Lineage::learner_of(const Block& model) const {
  const Use* learner = model.step(Role::learner);
  Cause c{model.name, model.name, learner != nullptr ? learner->span : model.span, model.on, {}, nullptr};
  for (const auto& r : refs_of(model, "predict")) c.outcomes.push_back(r);
  return c;
}

// A model's predictions as `cohorts` see them. In another model of the same cohort it is refitted inside the folds; in
// a comparison of its own cohort its scores are out of fold when it was validated.
std::vector<Cause> Lineage::of_score(const Block& model, const std::vector<std::string>& cohorts,
                                     bool in_sample) const {
  auto out = of_all(refs_of(model, "using"), model.on);
  const bool own = model.on == cohorts;
  if (!learns_nothing(model) && (!own || in_sample)) out.push_back(learner_of(model));
  return out;
}

std::vector<Cause> Lineage::of_all(const std::vector<Ref>& refs, const std::vector<std::string>& cohorts) const {
  std::vector<Cause> out;
  for (const auto& r : refs) {
    const Block* b = checker_.block(r.block);
    if (b == nullptr || r.kind == Ref::Kind::outcome || r.kind == Ref::Kind::covariate) continue;
    const auto more = is_score(r) ? of_score(*b, cohorts, false) : of_block(*b);
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

void Lineage::origins(const Ref& ref, std::vector<Origin>& out) const {
  const Block* b = checker_.block(ref.block);
  if (b == nullptr || ref.kind == Ref::Kind::outcome || ref.kind == Ref::Kind::covariate) return;
  if (b->kind == "model") {
    for (const auto& r : refs_of(*b, "using")) origins(r, out);
    return;
  }
  const bool made = b->kind != "features" && b->kind != "matrix";
  if (made) {
    for (const auto& r : refs_of(*b, "from")) origins(r, out);
    return;
  }
  Origin origin{ref, ""};
  if (b->features && !b->features->source) {
    const Block* at = checker_.block(b->features->from.block);
    for (std::size_t steps = 0; at != nullptr && at->kind != "images" && steps < checker_.study().blocks.size();
         ++steps)
      at = refs_of(*at, "from").empty() ? nullptr : checker_.block(refs_of(*at, "from").front().block);
    if (at != nullptr) origin.images = at->name;
  }
  out.push_back(std::move(origin));
}

std::string Lineage::shared_ancestor(const Ref& a, const Ref& b) const {
  std::vector<Origin> left, right;
  origins(a, left);
  origins(b, right);
  for (const auto& x : left)
    for (const auto& y : right) {
      if (!x.images.empty() && x.images == y.images) return x.table.block == y.table.block ? x.table.block : x.images;
      if (x.table.block != y.table.block) continue;
      if (!x.table.picked || !y.table.picked) return x.table.block;
      for (const auto& p : x.table.picks)
        for (const auto& q : y.table.picks)
          if (matches(p, q) || matches(q, p)) return x.table.block;
    }
  return {};
}

// Outcomes that a model needs on the cases it is applied to.
void Lineage::read_at_apply(const Block& model, std::vector<Ref>& out) const {
  for (const auto& r : refs_of(model, "using")) {
    if (r.kind == Ref::Kind::outcome) out.push_back(r);
    if (is_score(r))
      if (const Block* inner_model = checker_.block(r.block)) read_at_apply(*inner_model, out);
  }
  for (const auto& u : model.within_folds)
    for (const auto& a : u.arguments)
      for (const auto& r : a.refs)
        if (r.kind == Ref::Kind::outcome) out.push_back(r);
}

}  // namespace rgx::lang
