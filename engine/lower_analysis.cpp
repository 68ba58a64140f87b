// Lowering of compare and associate, and of the correction that a family shares.
#include <algorithm>
#include <any>

#include "engine/condition_json.hpp"
#include "engine/lower_builder.hpp"

namespace rgx::engine {

using lang::Block;
using lang::Ref;
using lang::Role;

namespace {

// Beyond so many pairs a map is listed in part (stdlib/analysis/map_result.hpp).
constexpr std::size_t kMostRows = 1'000'000;

const std::vector<Ref>& refs(const Block& block, const std::string& name) {
  static const std::vector<Ref> none;
  const auto found = block.refs.find(name);
  return found == block.refs.end() ? none : found->second;
}

Json joined(FrameWiring& frame, const std::vector<Ref>& list) {
  Json out = Json::array();
  for (const auto& ref : list) out.push_back(frame.select(ref));
  return out;
}

// What stands beside the two sides, where it is written.
void beside(Node& node, FrameWiring& frame, const Block& block) {
  node.params["adjust"] = joined(frame, refs(block, "adjust"));
  for (const char* role : {"interact", "by_group", "strata", "cluster", "audit"})
    if (!refs(block, role).empty()) node.params[role] = joined(frame, refs(block, role));
}

Node test_node(const Block& block, const lang::Use& test) {
  Node n;
  n.operation = test.signature->name;
  n.version = test.signature->version;
  n.block_kind = block.kind;
  n.axis = "cohort";
  n.block = block.name;
  n.origin = test.span;
  n.params = {{"args", parameters_of(test)}, {"block", block.name}, {"family", block.family}};
  n.parameters = printed_parameters(test);
  n.purpose = test.signature->random;
  if (block.where) n.params["where"] = to_json(*block.where);
  if (block.level != "subject") n.params["level"] = block.level;
  return n;
}

// `correct(method: maxT)` permutes what the test was made of, so the test's own node does it. An operation that can
// says so by its `part`, the name of its statistic.
void step_down(Node& node, FrameWiring& frame, const Builder& b, const Block& block) {
  const lang::Use* correct = block.step(Role::correction);
  if (correct == nullptr) return;
  const auto* method = correct->argument("method");
  const auto* name = method != nullptr ? method->value.as<std::string>() : nullptr;
  if (name == nullptr) return;
  if (*name == "li_ji") node.params["effective_tests"] = true;  // of the features, which `correct` does not see
  if (*name != "maxT" && *name != "minP") return;
  const Operation* op = b.registry.find_in(block.kind, node.operation, node.version);
  if (op == nullptr || std::any_cast<std::string>(&op->part) == nullptr) {
    std::string able;
    for (const auto& other : b.registry.all())
      if (std::any_cast<std::string>(&other.part) != nullptr)
        for (const auto& where : other.signature.blocks)
          if (where == block.kind) able += (able.empty() ? "`" : ", `") + other.signature.name + "`";
    throw Failure("wrong-test", "`" + node.operation + "` has no form that `" + *name + "` could permute",
                  "in `" + block.kind + "` it takes " + able);
  }
  node.params["step_down"] = {{"method", *name}, {"permutations", parameters_of(*correct).at("permutations")}};
  if (const auto* strata = correct->argument("strata"); strata != nullptr && !strata->refs.empty())
    node.params["step_down"]["strata"] = joined(frame, strata->refs);
  node.purpose = correct->signature->random;
}

// Columns and rows that a side has at most, as far as they are known before the run.
std::size_t width(const Builder& b, const std::vector<Ref>& refs) {
  std::size_t total = 0;
  for (const auto& r : refs) {
    std::vector<std::string> known;
    if (r.kind == Ref::Kind::features && b.block(r.block).features)
      for (const auto& [name, type] : b.block(r.block).features->known_columns) known.push_back(name);
    if (r.kind == Ref::Kind::matrix && b.block(r.block).matrix) known = b.block(r.block).matrix->known_rows;
    const bool pattern =
        std::any_of(r.picks.begin(), r.picks.end(), [](const auto& p) { return p.find('*') != std::string::npos; });
    total += r.picked && !pattern ? r.picks.size() : std::max<std::size_t>(known.size(), 1);
  }
  return total;
}

// q of a map too large to list needs all p values, so the test's own node corrects it.
void large_map(Node& node, const Builder& b, const Block& block) {
  const lang::Use* test = block.step(Role::test);
  if (test != nullptr && test->signature->test && test->signature->test->takes_blocks) return;  // one hypothesis
  if (width(b, refs(block, "left")) * width(b, refs(block, "right")) <= kMostRows) return;
  const lang::Use* correct = block.step(Role::correction);
  if (correct == nullptr) return;
  for (const auto& other : b.study.blocks)
    if (&other != &block && other.family == block.family && (other.kind == "compare" || other.kind == "associate"))
      throw Failure("not-built", "`" + block.name + "` is too large a map to share the family `" + block.family +
                                     "` with `" + other.name + "`");
  const Json all = parameters_of(*correct);
  node.params["correct"] = Json::object();
  for (const char* name : {"method", "level", "tests"})
    if (all.contains(name) && !all[name].is_null()) node.params["correct"][name] = all[name];
}

}  // namespace

namespace {

// What a node of several is about.
std::string named(const Json& selection) {
  if (!selection.contains("picks") || !selection["picks"].is_array()) return label_of(selection);
  std::string out;
  for (const auto& pick : selection["picks"]) out += (out.empty() ? "" : "+") + pick.get<std::string>();
  return out;
}

// Survival by group: a node for each outcome and group; a test that cuts numbers takes all columns of a table in one.
void lower_survival(Builder& b, const Block& block, const lang::Use& test) {
  const auto &of = refs(block, "of"), &by = refs(block, "by");
  struct Pair {
    const Ref *of, *by;
    std::size_t part;
  };
  std::vector<Pair> pairs;
  for (const auto& time : of)
    for (const auto& group : by)
      for (std::size_t i = 0; i < FrameWiring(b, block.on).fan_out(group).size(); ++i)
        pairs.push_back({&time, &group, i});
  for (const auto& pair : pairs) {
    FrameWiring frame(b, block.on);
    Node n = test_node(block, test);
    n.params["of"] = frame.select(*pair.of);
    n.params["outcome"] = frame.fan_out(*pair.by).at(pair.part);
    beside(n, frame, block);
    step_down(n, frame, b, block);
    n.path = block.name + "/" + n.operation;
    if (of.size() > 1) n.path += "[" + pair.of->member + "]";
    if (pairs.size() > of.size()) n.path += "[" + named(n.params["outcome"]) + "]";
    frame.wire(n);
    b.tested[block.name].push_back(b.add(std::move(n)));
  }
}

}  // namespace

void lower_test(Builder& b, const Block& block) {
  const lang::Use* test = block.step(Role::test);
  if (test == nullptr) throw Failure("missing-setting", "`" + block.name + "` has no test");
  auto& made = b.tested[block.name];

  if (block.kind == "associate") {
    FrameWiring frame(b, block.on);
    Node n = test_node(block, *test);
    n.path = block.name + "/" + n.operation;
    n.params["left"] = joined(frame, refs(block, "left"));
    n.params["right"] = joined(frame, refs(block, "right"));
    beside(n, frame, block);
    step_down(n, frame, b, block);
    large_map(n, b, block);
    if (n.params.contains("correct")) b.maps.insert(block.name);
    frame.wire(n);
    made.push_back(b.add(std::move(n)));
    return;
  }
  if (!refs(block, "of").empty()) {
    lower_survival(b, block, *test);
    return;
  }
  // Which reference and which of its results: indexes into sources are a node's own, so each node selects anew.
  std::vector<std::pair<const Ref*, std::size_t>> outcomes;
  for (const auto& ref : refs(block, "by"))
    for (std::size_t i = 0; i < FrameWiring(b, block.on).fan_out(ref).size(); ++i) outcomes.emplace_back(&ref, i);
  for (const auto& [ref, i] : outcomes) {
    FrameWiring frame(b, block.on);
    Node n = test_node(block, *test);
    n.params["features"] = joined(frame, refs(block, "features"));
    const Json outcome = frame.fan_out(*ref).at(i);
    n.params["outcome"] = outcome;
    beside(n, frame, block);
    step_down(n, frame, b, block);
    n.path = block.name + "/" + n.operation + (outcomes.size() > 1 ? "[" + label_of(outcome) + "]" : "");
    frame.wire(n);
    made.push_back(b.add(std::move(n)));
  }
}

namespace {

// Asked of a model for the tables of its coefficients and residuals.
bool writes_residuals(const lang::Use& test) {
  const lang::Argument* asked = test.argument("residuals");
  return asked != nullptr && asked->value == lang::Literal(true);
}

// The file of `correct(sets: "hallmark.gmt")`, where it is written.
std::vector<InputFile> gene_sets(const Builder& b, const lang::Use& correct) {
  const auto* sets = correct.argument("sets");
  const auto* written = sets != nullptr ? sets->value.as<std::string>() : nullptr;
  if (written == nullptr) return {};
  std::string reason;
  const std::string path =
      b.options.probe != nullptr ? b.options.probe->resolve(*written, sets->span.file, reason) : *written;
  if (path.empty() || (b.options.probe != nullptr && !b.options.probe->exists(path)))
    throw Failure("no-such-file", "there is no file `" + *written + "`", reason);
  return {{path, *written}};
}

// The `robust` block whose ICC stands beside the rows: the one that is written, else the one by which the features were
// kept, else the study's only one; none where several could be meant.
std::string judge_of(const Builder& b, const Block& block) {
  if (const auto& written = refs(block, "robust"); !written.empty()) return written.front().block;
  const auto only_icc = [&](const std::vector<std::string>& names) {
    std::string found;
    for (const auto& name : names) {
      const auto& steps = b.block(name).steps;
      if (std::none_of(steps.begin(), steps.end(), [](const auto& u) { return u.signature->name == "icc"; })) continue;
      if (!found.empty()) return std::string();
      found = name;
    }
    return found;
  };
  std::vector<std::string> keeping, all;
  for (const auto& ref : refs(block, block.kind == "compare" ? "features" : "left"))
    if (ref.kind == Ref::Kind::features && b.block(ref.block).features)
      for (const auto& keep : b.block(ref.block).features->keep) keeping.push_back(keep.block);
  if (const std::string found = only_icc(keeping); !found.empty()) return found;
  for (const auto& [name, node] : b.robust) all.push_back(name);
  return only_icc(all);
}

}  // namespace

void lower_families(Builder& b) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Block*>> families;
  for (const auto& block : b.study.blocks)
    if (b.tested.contains(block.name)) {
      if (!families.contains(block.family)) order.push_back(block.family);
      families[block.family].push_back(&block);
    }
  for (const auto& family : order) {
    Node n;
    const auto& blocks = families[family];
    n.path = family + "/correct";
    n.operation = "correct";
    n.axis = "cohort";
    n.block = blocks.front()->name;
    n.params = {{"family", family}, {"method", "none"}, {"args", Json::object()}, {"blocks", Json::array()}};
    for (const Block* block : blocks) {
      if (const lang::Use* correct = block->step(Role::correction)) {
        n.version = correct->signature->version;
        n.params["args"] = parameters_of(*correct);
        n.params["method"] = n.params["args"].value("method", "none");
        n.parameters = printed_parameters(*correct);
        n.origin = correct->span;
        if (n.files.empty()) n.files = gene_sets(b, *correct);
      }
      Json described{{"block", block->name}, {"results", b.tested[block->name].size()}};
      if (!block->not_valid.empty()) described["not_valid"] = block->not_valid;
      n.params["blocks"].push_back(described);
      for (const std::size_t result : b.tested[block->name]) n.inputs.emplace_back("result", result);
      if (const std::string judge = judge_of(b, *block); !judge.empty()) {
        n.params["blocks"].back()["robust"] = judge;
        n.inputs.emplace_back("robust " + judge, b.robust.at(judge));
      }
    }
    const std::size_t node = b.add(std::move(n));
    for (const Block* block : blocks) {
      b.corrected[block->name] = {node, block->name};
      b.plan.outputs.push_back({block->name + ".csv", node, block->name});
      if (b.maps.contains(block->name))
        b.plan.outputs.push_back({block->name + ".histogram.csv", node, block->name + ".histogram"});
      if (!refs(*block, "of").empty())
        for (const char* part : {".curve", ".summary"})
          b.plan.outputs.push_back({block->name + part + ".csv", node, block->name + part});
      if (const lang::Use* test = block->step(Role::test); test != nullptr && writes_residuals(*test))
        for (const char* part : {".coefficients", ".residuals", ".schoenfeld"})
          b.plan.outputs.push_back({block->name + part + ".csv", node, block->name + part});
      for (const char* part : {".top", ".qq"})  // what only figures need
        b.plan.outputs.push_back({block->name + part + ".csv", node, block->name + part, true});
    }
  }
}

}  // namespace rgx::engine
