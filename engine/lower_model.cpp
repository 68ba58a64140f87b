// Lowering of splits and models: one node a fold, one refit on every case, one that assesses.
#include "engine/lower_model.hpp"

#include <algorithm>
#include <cmath>

#include "engine/condition_json.hpp"
#include "lang/learns_nothing.hpp"
#include "lang/probe.hpp"

namespace rgx::engine {

using lang::Block;
using lang::Ref;
using lang::Role;

void lower_split(Builder& b, const Block& block) {
  const lang::Use* split = block.step(Role::split);
  if (split == nullptr) throw Failure("missing-setting", "`" + block.name + "` says no way to split");
  const auto stratify = block.refs.find("stratify");
  FrameWiring frame(b, block.on);
  Node n;
  n.path = n.block = block.name;
  n.operation = split->signature->name;
  n.version = split->signature->version;
  n.block_kind = "split";
  n.axis = "cohort";
  n.origin = split->span;
  n.purpose = split->signature->random.empty() ? "split" : split->signature->random;
  n.params = {{"args", parameters_of(*split)}, {"stratify", Json::array()}};
  if (stratify != block.refs.end())
    for (const auto& ref : stratify->second) n.params["stratify"].push_back(frame.select(ref));
  // The column a split goes by.
  for (const auto& argument : split->arguments)
    if (!argument.refs.empty()) n.params["column"] = frame.select(argument.refs.front());
  n.parameters = printed_parameters(*split);
  frame.wire(n);
  b.splits[block.name] = b.add(std::move(n));
}

namespace {

// Splits of which only the data know how many folds they have are shared out to this many nodes.
constexpr int shares_of_folds = 16;
// Permutations of one node.
constexpr int permutations_of_node = 25;

struct Folds {
  int folds = 1, repeats = 1, inner = 5;
  bool unknown = false;  // how many: only the data know
};

int whole(const Json& args, const char* name, int otherwise) {
  const auto found = args.find(name);
  return found == args.end() || !found->is_number() ? otherwise : static_cast<int>(std::llround(found->get<double>()));
}

// How many training parts a split gives, from its parameters alone.
Folds folds_of(const lang::Use& split) {
  const Json args = parameters_of(split);
  const std::string& name = split.signature->name;
  if (name == "kfold") return {whole(args, "folds", 5), whole(args, "repeats", 1), 5};
  if (name == "nested_cv") return {whole(args, "outer", 5), whole(args, "repeats", 1), whole(args, "inner", 5)};
  if (name == "holdout") return {1, whole(args, "repeats", 1), 5};
  if (name == "by_date" || name == "by_column") return {1, 1, 5};
  if (name == "bootstrap") return {1, whole(args, "times", 200), 5};
  if (name == "leave_one_out" || name == "leave_pair_out" || name == "leave_one_site_out") return {0, 0, 5, true};
  throw Failure("not-built", "`" + name + "` does not run yet");
}

int inner_of(const Builder& b, const Block& block) {
  const auto validate = block.refs.find("validate");
  if (validate == block.refs.end() || validate->second.empty()) return 5;
  return folds_of(*b.block(validate->second.front().block).step(Role::split)).inner;
}

// A score of a model of the same cases is no column: the model is refitted in each training part.
bool chained(const Builder& b, const Block& block, const Ref& ref) {
  return ref.kind == Ref::Kind::score && b.block(ref.block).on == block.on;
}

InputFile input_file(const Builder& b, const std::string& written, std::uint32_t study_file) {
  std::string reason;
  const std::string path = b.options.probe != nullptr ? b.options.probe->resolve(written, study_file, reason) : written;
  if (path.empty() || (b.options.probe != nullptr && !b.options.probe->exists(path)))
    throw Failure("no-such-file", "there is no file `" + written + "`", reason);
  return {path, written};
}

// A learner with its parameters; of `fitted` the place of its file among the node's.
Json learner_of(const Builder& b, const lang::Use& learner, std::vector<InputFile>& files) {
  Json out = part_of(learner);
  if (learner.signature->name != "fitted") return out;
  const auto* given = learner.argument("file");
  const auto* written = given != nullptr ? given->value.as<std::string>() : nullptr;
  if (written == nullptr) throw Failure("missing-setting", "`fitted` names no file");
  out["file"] = files.size();
  files.push_back(input_file(b, *written, given->span.file));
  return out;
}

Json model_parameters(const Builder& b, const Block& block, FrameWiring& frame, const Json& predict,
                      std::vector<InputFile>& files) {
  Json p{
      {"block", block.name}, {"using", Json::array()}, {"within_folds", Json::array()}, {"settings", Json::object()}};
  p["predict"] = predict;
  for (const auto& ref : block.refs.at("using")) {
    if (!chained(b, block, ref)) {
      p["using"].push_back(frame.select(ref));
      continue;
    }
    const Block& model = b.block(ref.block);
    if ((model.where ? to_json(*model.where) : Json()) != (block.where ? to_json(*block.where) : Json()))
      throw Failure("not-built",
                    "`" + ref.block + ".score` of other cases than those of `" + block.name +
                        "` is not built yet as its predictor",
                    "write the same `where` in both");
    Json one = model_parameters(b, model, frame, frame.fan_out(model.refs.at("predict").front()).at(0), files);
    one["name"] = ref.block + ".score";
    one["inner"] = inner_of(b, model);
    if (Json beside = beside_of(model.within_folds, frame); !beside.empty()) one["beside"] = std::move(beside);
    p["chained"].push_back(std::move(one));
  }
  for (const auto& step : block.within_folds) p["within_folds"].push_back(part_of(step));
  const lang::Use* learner = block.step(Role::learner);
  if (learner == nullptr) throw Failure("missing-setting", "`" + block.name + "` has no learner");
  p["learner"] = learner_of(b, *learner, files);
  const bool fitted = learner->signature->name == "fitted";  // has a threshold of its own
  for (const auto& s : block.settings)
    if (s.name == "tune_by" || (s.name == "threshold" && (s.written || !fitted)) || s.name == "missing")
      p["settings"][s.name] = to_json(s.value);
  if (block.where) p["where"] = to_json(*block.where);
  return p;
}

int permutations_of(const Block& block) {
  const auto* written = block.setting("permutation");
  const auto* count = written != nullptr ? written->value.as<double>() : nullptr;
  return count == nullptr ? 0 : static_cast<int>(std::llround(*count));
}

// The outcome changes places within the strata of the split, its own classes apart: within them nothing would change.
void strata_of(const Block& split, const Ref& predicted, FrameWiring& frame, Node& node) {
  node.params["strata"] = Json::array();
  const auto stratify = split.refs.find("stratify");
  if (stratify == split.refs.end()) return;
  for (const auto& ref : stratify->second)
    if (ref.member != predicted.member || ref.block != predicted.block)
      node.params["strata"].push_back(frame.select(ref));
}

// `coefficients: csv("…")` of a published signature.
std::vector<InputFile> coefficient_file(const Builder& b, const lang::Use& learner) {
  const auto* given = learner.argument("coefficients");
  const auto* call = given != nullptr ? given->value.as<lang::Literal::Map>() : nullptr;
  const auto* written = call != nullptr ? call->front().second.as<std::string>() : nullptr;
  if (written == nullptr || call->front().first != "csv") return {};
  return {input_file(b, *written, given->span.file)};
}

// Whether the penalty is searched along a path, `lambda: path(100)`.
bool along_a_path(const lang::Use* learner) {
  if (learner == nullptr) return false;
  const Json all = parameters_of(*learner);
  return all.contains("lambda") && all["lambda"].is_object() && all["lambda"].contains("path");
}

}  // namespace

Node model_node(Builder& b, const Block& block, const Ref& predicted, std::size_t which,
                const std::vector<std::string>& cohorts, const std::string& path, const std::string& operation,
                const MoreOfNode& more) {
  FrameWiring frame(b, cohorts);
  const Json predict = frame.fan_out(predicted).at(which);
  const lang::Use* learner = block.step(Role::learner);
  Node n;
  n.path = path;
  n.operation = operation;
  n.axis = "fold";
  n.block = block.name;
  n.origin = learner != nullptr ? learner->span : block.span;
  n.purpose = "fit";
  if (learner != nullptr) n.files = coefficient_file(b, *learner);
  n.params = model_parameters(b, block, frame, predict, n.files);
  if (std::find(block.not_valid.begin(), block.not_valid.end(), "leakage") != block.not_valid.end())
    n.params["shared_subjects"] = "accepted";
  if (Json beside = beside_of(block.within_folds, frame); !beside.empty()) n.params["beside"] = std::move(beside);
  n.params["inner"] = inner_of(b, block);
  if (learner != nullptr) {
    n.parameters = printed_parameters(*learner);
  }
  for (const auto& step : block.within_folds)
    for (auto& p : printed_parameters(step)) {
      p.name = step.signature->name + "." + p.name;
      n.parameters.push_back(std::move(p));
    }
  if (more) more(frame, n);
  frame.wire(n);
  lower_keep_stable(b, block, n);
  return n;
}

void metrics_of_node(const Block& block, Node& node) {
  node.params["metrics"] = Json::array();
  const auto* metrics = block.setting("metrics");
  const Json named = metrics != nullptr ? to_json(metrics->value) : Json();
  if (named.is_string()) node.params["metrics"].push_back(named);
  if (named.is_array()) node.params["metrics"] = named;
  if (const auto* horizon = block.setting("horizon"); horizon != nullptr)
    node.params["settings"]["horizon"] = to_json(horizon->value);
}

// Fold nodes do not depend on the metrics: another metric reruns the assessment only.
void lower_result(Builder& b, const Block& block, const Ref& predicted, std::size_t which, const std::string& name) {
  const auto validate = block.refs.find("validate");
  const bool validated = validate != block.refs.end() && !validate->second.empty();
  Folds folds;
  std::size_t split = 0;
  if (validated) {
    split = b.splits.at(validate->second.front().block);
    folds = folds_of(*b.block(validate->second.front().block).step(Role::split));
  }
  Node assess;
  assess.path = name;
  assess.operation = "assess";
  assess.axis = "cohort";
  assess.purpose = "intervals";
  assess.block = block.name;
  assess.origin = block.span;
  const lang::Use* learner = block.step(Role::learner);

  const auto fit = [&](const std::string& path, const char* operation, const MoreOfNode& more = {}) {
    return model_node(b, block, predicted, which, block.on, path, operation, more);
  };

  if (validated && folds.unknown) {
    for (int share = 1; share <= shares_of_folds; ++share) {
      Node n = fit(name + "/folds[" + std::to_string(share) + "." + std::to_string(shares_of_folds) + "]", "fit_folds");
      n.params["share"] = share;
      n.params["of"] = shares_of_folds;
      n.inputs.emplace_back("split", split);
      assess.inputs.emplace_back("fold", b.add(std::move(n)));
    }
  }
  if (validated) {
    for (int repeat = 1; repeat <= folds.repeats; ++repeat)
      for (int fold = 1; fold <= folds.folds; ++fold) {
        Node n = fit(name + "/fold[" + std::to_string(repeat) + "." + std::to_string(fold) + "]", "fit_fold");
        n.params["repeat"] = repeat;
        n.params["fold"] = fold;
        n.inputs.emplace_back("split", split);
        assess.inputs.emplace_back("fold", b.add(std::move(n)));
      }
    assess.inputs.emplace_back("split", split);
    const Block& dealt = *b.study.find(validate->second.front().block);
    const int wanted = permutations_of(block);
    for (int first = 1; first <= wanted; first += permutations_of_node) {
      const int count = std::min(permutations_of_node, wanted - first + 1);
      Node n = fit(name + "/permuted[" + std::to_string(first) + "-" + std::to_string(first + count - 1) + "]",
                   "permute_model", [&](FrameWiring& frame, Node& node) { strata_of(dealt, predicted, frame, node); });
      n.axis = "permutation";
      n.params["first"] = first;
      n.params["count"] = count;
      metrics_of_node(block, n);
      if (!folds.unknown) n.parameters.push_back({"training parts", count * folds.folds * folds.repeats, false});
      n.inputs.emplace_back("split", split);
      assess.inputs.emplace_back("permuted", b.add(std::move(n)));
    }
  }
  Node whole = fit(name + "/refit", "fit_all");
  whole.version = 2;
  const std::size_t refit = b.add(std::move(whole));
  assess.inputs.emplace_back("refit", refit);
  assess.params = {{"block", block.name}, {"validated", validated}, {"settings", Json::object()}};
  for (const auto& s : block.settings) {
    if (s.name == "metrics" || s.name == "threshold" || s.name == "horizon")
      assess.params["settings"][s.name] = to_json(s.value);
    assess.parameters.push_back({s.name, to_json(s.value), s.written});
  }
  if (!validated && lang::learns_nothing(block)) assess.params["fixed"] = true;
  const bool fitted = learner != nullptr && learner->signature->name == "fitted";
  if (fitted) assess.params["fitted"] = true;
  if (!block.not_valid.empty()) assess.params["not_valid"] = block.not_valid;
  const std::size_t node = b.add(std::move(assess));
  b.assessed[name] = node;
  b.refitted[name] = refit;
  const std::string file = file_of_result(name);
  std::vector<std::string> tables{"metrics", "predictions", "coefficients", "tuning", "roc", "calibration"};
  for (const char* table : {"calibration_curve", "pr", "decision", "confusion", "bootstrap", "permutation"})
    b.plan.outputs.push_back({file + "." + table + ".csv", node, table, true});
  const lang::Variable* outcome = b.study.variable(predicted.block, predicted.member);
  if (outcome != nullptr && outcome->type == lang::Variable::Type::survival) tables.emplace_back("baseline");
  if (learner != nullptr) {
    for (const auto& table : learner->signature->lacks_tables) std::erase(tables, table);
    for (const auto& table : learner->signature->adds_tables) tables.push_back(table);
  }
  if (fitted) {
    std::erase(tables, "coefficients");
    for (const char* table : {"coefficients", "importance"})
      b.plan.outputs.push_back({file + "." + table + ".csv", node, table, true});
  }
  for (const auto& table : tables) b.plan.outputs.push_back({file + "." + table + ".csv", node, table});
  if (along_a_path(learner)) {
    Node path = fit(name + "/path", "trace_path");
    path.inputs.emplace_back("refit", refit);
    b.plan.outputs.push_back({file + ".path.csv", b.add(std::move(path)), ""});
  }
  b.plan.outputs.push_back({"models/" + file + ".model", refit, "model", true});
}

std::string file_of_result(std::string result) {
  for (auto& c : result)
    if (c == '[' || c == '/') c = '.';
  std::erase(result, ']');
  return result;
}

std::size_t score_node(Builder& b, const std::string& model, const std::string& cohort) {
  const Block& block = b.block(model);
  if (std::find(block.on.begin(), block.on.end(), cohort) != block.on.end()) {
    const auto own = b.assessed.find(model);
    if (own == b.assessed.end()) throw Failure("not-built", "the score of `" + model + "` cannot be used here yet");
    return own->second;
  }
  auto& known = b.applied[model];
  if (const auto found = known.find(cohort); found != known.end()) return found->second;
  auto cohorts = block.on;
  cohorts.push_back(cohort);
  Node n = model_node(b, block, block.refs.at("predict").front(), 0, cohorts, model + "/applied[" + cohort + "]",
                      "apply_model", [&](FrameWiring&, Node& node) {
                        node.params["apply_to"] = cohort;
                        node.params["apply_missing"] = "complete_cases";
                        node.params["without_outcome"] = true;
                      });
  n.purpose.clear();  // its random numbers are those of the refit
  n.inputs.emplace_back("refit", b.refitted.at(model));
  const std::size_t node = b.add(std::move(n));
  return b.applied[model][cohort] = node;
}

void lower_model(Builder& b, const Block& block) {
  if (const auto* sources = block.setting("sources"); sources != nullptr && sources->written) {
    lower_sources(b, block);
    lower_model_groups(b, block, block.name);
    return;
  }
  const auto& predicted = block.refs.at("predict");
  std::size_t results = 0;
  for (const auto& ref : predicted) {
    FrameWiring frame(b, block.on);
    results += frame.fan_out(ref).size();
  }
  for (const auto& ref : predicted) {
    FrameWiring frame(b, block.on);
    const auto selections = frame.fan_out(ref);
    for (std::size_t i = 0; i < selections.size(); ++i) {
      const std::string result = results > 1 ? block.name + "[" + label_of(selections[i]) + "]" : block.name;
      lower_result(b, block, ref, i, result);
      lower_model_groups(b, block, result);
    }
  }
}

}  // namespace rgx::engine
