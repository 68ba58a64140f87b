// The order of blocks: each stands behind what it uses; a circle is told once.
#include <algorithm>

#include "lang/resolve.hpp"

namespace rgx::lang {

void Checker::gather_names(const ast::Value& outer, std::set<std::string>& names) const {
  const ast::Value& value = inner(outer);
  if (const auto* path = value.as<ast::Path>())
    names.insert(path->parts.front().name);
  else if (const auto* list = value.as<ast::List>())
    for (const auto& item : list->items) gather_names(item, names);
  else if (const auto* call = value.as<ast::Call>())
    for (const auto& arg : call->args) gather_names(arg.value, names);
  else if (const auto* binary = value.as<ast::Binary>()) {
    gather_names(*binary->left, names);
    gather_names(*binary->right, names);
  }
}

// Names of other blocks that a block stands on: in settings that name things, and in arguments that do. Columns, scans
// and regions are names of another kind.
std::set<std::string> Checker::names_used(const FlatBlock& flat) const {
  std::set<std::string> names;
  const BlockRule* rule = find_block(flat.kind);
  if (rule == nullptr || flat.kind == "cohort" || flat.kind == "study") return names;
  names.insert(cohorts_.begin(), cohorts_.end());
  // Derived variables are names of their cohort, so that whatever may name one comes behind them.
  if (flat.kind != "derive")
    for (const auto& [name, symbol] : symbols_)
      if (symbol.kind == "derive") names.insert(name);
  const auto of_step = [&](const ast::Step& step, const std::string& block) {
    const Signature* signature = catalogue_.find(canonical(step.name.text), block);
    if (signature == nullptr || contains({"preprocess", "features"}, block)) return;
    for (const auto& arg : step.args) {
      const Param* p = arg.name ? signature->param(arg.name->text) : nullptr;
      const bool names_things =
          (p != nullptr && p->type == ParamType::reference) || (arg.name && arg.name->text == "of");
      if (names_things || (signature->role == Role::published_value && !arg.name)) gather_names(arg.value, names);
    }
  };
  for (const auto& e : flat.entries) {
    if (const auto* s = e.as<ast::Setting>()) {
      if (flat.kind == kScoreGroups) gather_names(s->value, names);
      const SettingRule* setting = rule->setting(s->name.text);
      if (setting == nullptr || contains({"scans", "regions"}, s->name.text)) continue;
      const ParamType type = setting->param.type;
      if (type == ParamType::reference || type == ParamType::condition) gather_names(s->value, names);
    } else if (const auto* step = e.as<ast::Step>()) {
      of_step(*step, flat.kind);
    } else if (const auto* nested = e.as<ast::Block>()) {
      for (const auto& n : nested->entries)
        if (const auto* inside = n.as<ast::Step>()) of_step(*inside, nested->kind.text);
    }
  }
  return names;
}

std::vector<std::size_t> Checker::order() {
  const std::size_t n = flat_.blocks.size();
  std::vector<std::set<std::size_t>> needs(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (const auto& name : names_used(flat_.blocks[i])) {
      const auto at = symbols_.find(name);
      if (at == symbols_.end()) continue;
      // Within itself a name may be its own (`family: this`), which is no dependency but for `from` and kin.
      if (at->second.flat == i) continue;
      needs[i].insert(at->second.flat);
    }
  }
  std::vector<bool> done(n, false);
  std::vector<std::size_t> out;
  while (out.size() < n) {
    std::size_t next = n;
    for (std::size_t i = 0; i < n && next == n; ++i)
      if (!done[i] && std::all_of(needs[i].begin(), needs[i].end(), [&](std::size_t d) { return done[d]; })) next = i;
    if (next == n) {
      // Follow what is still needed until a block comes again: that is the cycle.
      std::vector<std::size_t> walk;
      std::size_t i = 0;
      while (done[i]) ++i;
      while (std::find(walk.begin(), walk.end(), i) == walk.end()) {
        walk.push_back(i);
        for (const auto d : needs[i])
          if (!done[d]) {
            i = d;
            break;
          }
      }
      walk.erase(walk.begin(), std::find(walk.begin(), walk.end(), i));
      std::string chain;
      for (const auto w : walk) chain += "`" + flat_.blocks[w].label() + "` needs ";
      chain += "`" + flat_.blocks[walk.front()].label() + "`";
      auto& d = error("cycle", flat_.blocks[walk.front()].span(), chain);
      for (std::size_t k = 1; k < walk.size(); ++k) d.related.push_back({flat_.blocks[walk[k]].span(), ""});
      for (const auto w : walk) {
        done[w] = true;  // left out of the study; what stands on them says nothing
        if (const auto at = symbols_.find(flat_.blocks[w].label()); at != symbols_.end()) at->second.refused = true;
        out.push_back(n + w);
      }
      continue;
    }
    done[next] = true;
    out.push_back(next);
  }
  out.erase(std::remove_if(out.begin(), out.end(), [&](std::size_t i) { return i >= n; }), out.end());
  return out;
}

}  // namespace rgx::lang
