// No leakage (language.md §7, rules 1–5 and 7), the audit that says so, and what was picked by hand.
#include "lang/check_design.hpp"

#include <algorithm>

#include "lang/fix_leakage.hpp"
#include "lang/learns_nothing.hpp"
#include "lang/resolve.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

namespace {

bool same_variable(const Ref& a, const Ref& b) {
  if (a.kind == Ref::Kind::outcome || a.kind == Ref::Kind::covariate) return a.kind == b.kind && a.member == b.member;
  if (a.kind != Ref::Kind::matrix || b.kind != Ref::Kind::matrix || a.block != b.block) return false;
  if (!a.picked || !b.picked) return true;
  for (const auto& p : a.picks)
    for (const auto& q : b.picks)
      if (matches(p, q) || matches(q, p)) return true;
  return false;
}

bool is_score(const Ref& r) { return r.kind == Ref::Kind::score || r.kind == Ref::Kind::model_class; }

const std::vector<Ref>& refs_of(const Block& b, const std::string& name) {
  static const std::vector<Ref> none;
  const auto at = b.refs.find(name);
  return at == b.refs.end() ? none : at->second;
}

}  // namespace

namespace {

class Design {
 public:
  explicit Design(Checker& checker) : checker_(checker), lineage_(checker) {}

  void run() {
    for (auto& b : checker_.study().blocks) {
      if (b.kind == "model") model(b);
      if (b.kind == "compare" || b.kind == "associate") tested(b);
      if (b.kind == "evaluate") check_evaluated(checker_, lineage_, b);
      if (contains({"cluster", "decompose", kScoreGroups}, b.kind))
        for (const auto& r : refs_of(b, "from")) carried(b, r);
      if (contains({"compare", "associate", "model"}, b.kind)) check_hand_picked(checker_, b);
    }
    carry_marks(checker_);
  }

 private:
  struct Shown {
    std::string block, cause;
    bool operator==(const Shown&) const = default;
  };

  static std::string moved(const Cause& cause, const Block& model) {
    return "move `" + cause.operation + "` into `within_folds` of `" + model.name + "`";
  }

  bool judges_repeats(const Cause& cause) const {
    const Block* block = checker_.block(cause.block);
    return block != nullptr && block->kind == "robust";
  }

  bool can_move(const Cause& cause) const {
    return cause.step != nullptr && step_in_folds(checker_.catalogue(), *cause.step) != nullptr;
  }

  std::string validated(const Block& m) const {
    const auto& validate = refs_of(m, "validate");
    return validate.empty() ? "used here, without `validate`"
                            : "used here with `validate: " + validate.front().block + "`";
  }

  // Its metrics claim to be of cases it has not seen.
  static bool judged(const Block& m) { return !refs_of(m, "validate").empty() || learns_nothing(m); }

  // Rule 4: nothing a model stands on may have been learned from the cases it is tested on.
  bool leak(Block& m, const Ref& r, const Cause& cause) {
    const Shown shown{m.name, cause.block + "/" + cause.operation};
    if (std::find(shown_.begin(), shown_.end(), shown) != shown_.end()) return true;
    shown_.push_back(shown);
    const bool tested = judged(m);
    const std::string what = ref_text(r);
    std::vector<std::string> met;
    for (const auto& c : cause.cohorts)
      if (lineage_.overlap({c}, m.on)) met.push_back(c);
    auto& d = checker_.acceptable(
        m, "leakage", r.span,
        tested ? "`" + what + "` has seen the cases that `" + m.name + "` is tested on"
               : "`" + what + "` has seen the outcome of the cases that `" + m.name + "` is fitted on",
        validated(m));
    d.related.push_back({cause.span, "learned from " + lineage_.cases(met) + " here"});
    if (judges_repeats(cause)) {
      d.help = "write `keep_stable(robust: " + cause.block + ")` in `within_folds` of `" + m.name +
               "` in place of `keep`, or judge by other cases than these";
    } else if (can_move(cause)) {
      d.help = moved(cause, m);
      if (auto fix = move_into_folds(checker_, m, r)) {
        d.help += " (`rgx check --fix` does this)";
        d.fixes.push_back(std::move(*fix));
      }
    } else if (const Block* other = checker_.block(cause.block); other != nullptr && other->kind == "model") {
      d.help = "fit `" + other->name + "` `on: " + m.on.front() + "`, where it is refitted inside the folds of `" +
               m.name + "`, or on cases that are not in `" + m.on.front() + "`";
    }
    return true;
  }

  // A rank, or a cut at a quantile, was learned from all cases of its cohort.
  void ranked_before_split(Block& m, const Ref& r, AuditRow& row) {
    const Variable* v = checker_.study().variable(r.block, r.member);
    if (v == nullptr || known_before_run(*v)) return;
    const Cause cause{r.block, v->derived->how, v->span, {r.block}, {}, nullptr};
    row.learned_from = lineage_.cases(cause.cohorts);
    if (!judged(m) || !lineage_.overlap(cause.cohorts, m.on)) return;
    auto& d = checker_.acceptable(m, "leakage", r.span,
                                  "`" + ref_text(r) + "` has seen the cases that `" + m.name + "` is tested on",
                                  validated(m));
    d.related.push_back({v->span, "`" + cause.operation + "` learned from " + lineage_.cases(cause.cohorts) + " here"});
    d.help = "use the number itself" +
             std::string(cause.operation == "cut" ? ", or cut it at a number that was fixed before" : "");
    row.verdict = contains(m.not_valid, "leakage") ? "leakage, accepted" : "leakage";
  }

  void model(Block& m) {
    const auto& predict = refs_of(m, "predict");
    const auto& validate = refs_of(m, "validate");
    const bool fixed = learns_nothing(m);
    const std::string tested_on = !validate.empty() ? "held-out parts of `" + validate.front().block + "`"
                                  : fixed           ? "all its cases"
                                                    : "the cases it was fitted on (apparent)";
    for (const auto& r : refs_of(m, "using")) {
      AuditRow row{m.name, "predictor `" + ref_text(r) + "`", "nothing", "", tested_on, "clean", r.span};
      const auto same = std::find_if(predict.begin(), predict.end(), [&](const Ref& p) { return same_variable(p, r); });
      if (same != predict.end()) {
        auto& d =
            checker_.error("outcome-as-feature", r.span, "`" + ref_text(r) + "` holds the outcome of `" + m.name + "`",
                           "used as a predictor here");
        d.related.push_back({same->span, "predicted here"});
        continue;
      }
      const Block* b = checker_.block(r.block);
      if (b == nullptr || r.kind == Ref::Kind::outcome || r.kind == Ref::Kind::covariate) {
        ranked_before_split(m, r, row);
        checker_.study().audit.push_back(std::move(row));
        continue;
      }
      if (is_score(r)) {
        // Rule 7: a predictor that needs the outcome of the very cases whose outcome is predicted.
        std::vector<Ref> read;
        lineage_.read_at_apply(*b, read);
        const auto seen = std::find_if(read.begin(), read.end(), [&](const Ref& x) {
          return std::any_of(predict.begin(), predict.end(), [&](const Ref& p) { return same_variable(p, x); });
        });
        if (seen != read.end()) {
          auto& d = checker_.acceptable(m, "outcome-at-apply", r.span,
                                        "`" + ref_text(r) + "` reads `" + ref_text(*seen) + "` of the cases whose `" +
                                            ref_text(*seen) + "` `" + m.name + "` predicts",
                                        "used here");
          d.related.push_back({seen->span, "read here"});
          d.help = "leave `" + ref_text(*seen) + "` out of `" + b->name + "`";
          row.verdict = "outcome at apply";
        }
        row.learned_from = b->on == m.on ? "training part of each fold" : lineage_.cases(b->on);
        row.outcome = outcomes_text(refs_of(*b, "predict"));
      }
      for (const auto& cause : is_score(r) ? lineage_.of_score(*b, m.on, false) : lineage_.of_block(*b)) {
        row.learned_from = lineage_.cases(cause.cohorts);
        if (!cause.outcomes.empty()) row.outcome = outcomes_text(cause.outcomes);
        if (!lineage_.overlap(cause.cohorts, m.on)) continue;
        const bool sees = std::any_of(cause.outcomes.begin(), cause.outcomes.end(), [&](const Ref& x) {
          return std::any_of(predict.begin(), predict.end(), [&](const Ref& p) { return same_variable(p, x); });
        });
        // Without validation cases only what has seen the outcome is refused (rule 5).
        if (judged(m) || sees) {
          leak(m, r, cause);
          row.verdict = contains(m.not_valid, "leakage") ? "leakage, accepted" : "leakage";
        }
      }
      if (r.kind == Ref::Kind::score && row.verdict == "clean") chained(m, *b, r);
      checker_.study().audit.push_back(std::move(row));
    }
    const bool names_split = m.refs.count("validate") != 0;  // written, even where the name is wrong
    const std::string training =
        validate.empty() ? "all its cases" : "training part of each fold of `" + validate.front().block + "`";
    bool selects = false;
    Span searched = m.span;
    bool searches = false;
    const auto look = [&](const Use& u) {
      for (const auto& a : u.arguments)
        if (!a.tune.empty() ||
            (u.signature->role == Role::learner && u.signature->learns && a.value.as<Literal::Map>() != nullptr)) {
          searches = true;
          searched = a.span;
        }
    };
    for (const auto& u : m.within_folds) {
      step_reads_outcome(m, u);
      look(u);
      if (u.signature->reads_outcome && !selects) {
        selects = true;
        if (!searches) searched = u.span;
      }
      if (!u.signature->learns) continue;
      checker_.study().audit.push_back({m.name, "step `" + u.signature->name + "`", training,
                                        u.signature->reads_outcome ? outcomes_text(predict) : "", tested_on, "clean",
                                        u.span});
    }
    if (const Use* learner = m.step(Role::learner)) {
      look(*learner);
      if (searches)
        checker_.study().audit.push_back({m.name, "search", "inner folds of each training part", outcomes_text(predict),
                                          "inner folds", validate.empty() ? "apparent" : "clean", searched});
      if (!learner->signature->learns)
        checker_.study().audit.push_back({m.name, "learner `" + learner->signature->name + "`", "nothing", "",
                                          tested_on, judged(m) ? "clean" : "apparent", learner->span});
      else
        checker_.study().audit.push_back({m.name, "learner `" + learner->signature->name + "`", training,
                                          outcomes_text(predict), tested_on, validate.empty() ? "apparent" : "clean",
                                          learner->span});
      if (!names_split && !fixed) {
        if (searches || selects) {
          auto& d =
              checker_.acceptable(m, "learned-without-validation", searched,
                                  "`" + m.name + "` " + (searches ? "searches" : "selects by the outcome") +
                                      " and is not validated: its metrics would be those of the best of many tries");
          d.related.push_back({m.span, "has no `validate`"});
          d.help = "write a `split` and `validate: name`";
        } else {
          auto& d = checker_.warning(
              "unvalidated", m.span,
              "`" + m.name + "` has no `validate`, so its metrics are apparent: of the cases it was fitted on");
          d.help = "write a `split` and `validate: name`";
        }
      }
    }
  }

  std::string outcomes_text(const std::vector<Ref>& refs) const {
    std::string out;
    for (const auto& r : refs) out += (out.empty() ? "" : ", ") + ref_text(r);
    return out;
  }

  // Rule 7 within folds: `combat(preserve: [idh])` inside a model of `idh`.
  void step_reads_outcome(Block& m, const Use& u) {
    for (const auto& a : u.arguments)
      for (const auto& r : a.refs)
        for (const auto& p : refs_of(m, "predict")) {
          if (!same_variable(p, r)) continue;
          auto& d = checker_.acceptable(m, "outcome-at-apply", r.span,
                                        "`" + u.signature->name + "` reads `" + ref_text(r) +
                                            "` of the cases it is applied to, and `" + m.name + "` predicts it",
                                        "read here");
          d.related.push_back({p.span, "predicted here"});
          d.help = "leave `" + ref_text(r) + "` out of `" + a.name + "`";
        }
  }

  // Rule 5: a value that has seen an outcome is not tested against it.
  void tested(Block& b) {
    const bool compare = b.kind == "compare";
    const bool survival = compare && !refs_of(b, "of").empty();
    const auto& values = refs_of(b, survival ? "by" : compare ? "features" : "left");
    const auto& outcomes = refs_of(b, survival ? "of" : compare ? "by" : "right");
    for (const auto* side : {&values, &outcomes})
      for (const auto& r : *side) carried(b, r);
    for (const auto& r : values)
      for (const auto& o : outcomes) {
        if (same_variable(r, o)) {
          auto& d = checker_.error("outcome-as-feature", r.span, "`" + ref_text(r) + "` is tested against itself");
          d.related.push_back({o.span, "here again"});
          continue;
        }
        against(b, r, o);
        if (!compare) against(b, o, r);
        if (!circular(b, r, o) && !compare) circular(b, o, r);
      }
    // Groups that were found with the help of the times they are compared by.
    if (compare)
      for (const auto& r : outcomes)
        for (const auto& o : refs_of(b, "of")) against(b, r, o);
  }

  // Rule 6: groups and components show what they were made of, whatever the data.
  bool circular(Block& b, const Ref& r, const Ref& o) {
    const Block* source = checker_.block(o.block);
    if (source == nullptr || !contains({"cluster", "decompose", kScoreGroups}, source->kind)) return false;
    const std::string shared = lineage_.shared_ancestor(r, o);
    if (shared.empty()) return false;
    auto& d = checker_.acceptable(b, "circular", r.span,
                                  "`" + ref_text(r) + "` and `" + ref_text(o) + "` both come from `" + shared +
                                      "`, so `" + b.name + "` would find what `" + ref_text(o) + "` was made to show",
                                  "tested here");
    d.related.push_back({source->span, "learned from it here"});
    d.help = "test what `" + ref_text(o) + "` was not made of: an outcome, or features of another source";
    if (source->kind == "decompose")
      d.notes.push_back("what a component consists of stands in `" + o.block + ".loadings.csv`");
    return true;
  }

  // What of a model cannot be refitted inside the folds of another one yet.
  void chained(const Block& m, const Block& source, const Ref& r) {
    carried(m, r);
    const Use* learner = source.step(Role::learner);
    if (source.on != m.on || learner == nullptr) return;
    if (!learner->signature->learns && learner->signature->name != "fitted")
      checker_.not_built(r.span, "a published signature's score as a predictor");
    for (const auto& u : source.within_folds)
      if (u.signature->name == "keep_stable")
        checker_.not_built(r.span, "the score of a model with `keep_stable` as a predictor");
  }

  // Scores of a model of several results come later.
  void carried(const Block& b, const Ref& r) {
    const Block* source = checker_.block(r.block);
    if (!is_score(r) || source == nullptr || source->step(Role::learner) == nullptr) return;
    const auto fans = source->fans_out.find("predict");
    if (fans != source->fans_out.end() && fans->second)
      checker_.not_built(r.span, "the score of a model of several outcomes");
    check_applied(checker_, *source, b, r);
  }

  void against(Block& b, const Ref& named, const Ref& o) {
    const Block* source = checker_.block(named.block);
    if (source == nullptr || named.kind == Ref::Kind::outcome || named.kind == Ref::Kind::covariate) return;
    Ref r = named;  // groups of a score have seen what the score has
    if (source->kind == kScoreGroups) {
      r = refs_of(*source, "from").front();
      r.span = named.span;
      source = checker_.block(r.block);
      if (source == nullptr) return;
    }
    if (is_score(r) && source->step(Role::learner) == nullptr) return;  // its learner was refused
    if (is_score(r)) {
      std::vector<Ref> read;
      lineage_.read_at_apply(*source, read);
      for (const auto& x : read)
        if (same_variable(x, o)) {
          auto& d = checker_.error(
              "outcome-as-feature", r.span,
              "`" + ref_text(r) + "` is made with `" + ref_text(o) + "`, and `" + b.name + "` tests it against that");
          d.related.push_back({x.span, "read here"});
          return;
        }
    }
    const bool in_sample = is_score(r) && refs_of(*source, "validate").empty();
    for (const auto& cause : is_score(r) ? lineage_.of_score(*source, b.on, in_sample) : lineage_.of_block(*source)) {
      const bool sees =
          std::any_of(cause.outcomes.begin(), cause.outcomes.end(), [&](const Ref& x) { return same_variable(x, o); });
      if (!sees || !lineage_.overlap(cause.cohorts, b.on)) continue;
      if (cause.step != nullptr) {  // a correction that kept the outcome: optimistic, though not circular
        auto& d = checker_.warning("preserved-outcome-tested", r.span,
                                   "`" + ref_text(r) + "` was adjusted so as to preserve `" + ref_text(o) + "`, and `" +
                                       b.name + "` tests it against that");
        d.related.push_back({cause.span, "preserved here"});
        d.help = "adjust in the test: `adjust: [site]`";
        continue;
      }
      const Shown shown{b.name, cause.block + "/" + cause.operation};
      if (std::find(shown_.begin(), shown_.end(), shown) != shown_.end()) continue;
      shown_.push_back(shown);
      auto& d = checker_.acceptable(
          b, "leakage", r.span,
          "`" + ref_text(r) + "` has seen `" + ref_text(o) + "` of the cases that `" + b.name + "` tests it on",
          "tested here against `" + ref_text(o) + "`");
      d.related.push_back({cause.span, "learned from " + lineage_.cases(cause.cohorts) + " here"});
      if (source->on == b.on)
        d.help = "write `validate: …` in `" + source->name + "`, so that its scores are out of fold";
      else
        d.help = "test it `on: " + (source->on.empty() ? "…" : source->on.front()) +
                 "`, where its scores are out of fold, or on cases it has not seen";
    }
  }

  Checker& checker_;
  Lineage lineage_;
  std::vector<Shown> shown_;
};

}  // namespace

void Checker::check_design() { Design(*this).run(); }

}  // namespace rgx::lang
