#pragma once
// Operations of a few lines and a plan over them: enough to see the engine work without statistics or images.
#include <atomic>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "engine/plan.hpp"

namespace rgx::test {

using namespace rgx::engine;

struct Counters {
  std::atomic<int> read{0}, scaled{0}, joined{0};
};

// read: a case from a file holding one number (its first voxel; 64 more follow from it). scale: times `by`; fails below
// zero with code "negative". join: a table of the means, one row a case, and `draws` from the node's stream. judge: a
// table with a verdict.
inline Registry tiny_registry(Counters* counters = nullptr, void (*on_scale)(const Context&) = nullptr) {
  Registry r;
  struct Read {};
  r.add(Declare<Read>("read", 1).run([counters](const Read&, const Context& c) {
    if (counters) ++counters->read;
    std::string text;
    if (FILE* f = std::fopen(c.files.at(0).c_str(), "r")) {
      char buffer[64] = {};
      const std::size_t n = std::fread(buffer, 1, 63, f);
      text.assign(buffer, n);
      std::fclose(f);
    }
    Case out;
    out.subject = c.subject;
    Image image;
    image.geometry.size = {65, 1, 1};
    for (int i = 0; i < 65; ++i) image.voxels.push_back(std::stof(text) + static_cast<float>(i % 7));
    out.scans["CT"] = {image, "CT"};
    return Output{out, {}};
  }));
  struct Scale {
    double by = 1;
  };
  r.add(Declare<Scale>("scale", 1)
            .param(&Scale::by, "by", 1.0, "factor")
            .run([counters, on_scale](const Scale& p, const Context& c) {
              if (counters) ++counters->scaled;
              if (on_scale) on_scale(c);
              Case out = c.input("case").as<Case>();
              auto& v = out.scans.at("CT").image.voxels;
              if (v.front() < 0) throw Failure("negative", "the first voxel is " + shortest(v.front()));
              c.parallel(v.size(), [&](std::size_t i) { v[i] = static_cast<float>(v[i] * p.by); });
              return Output{out, {}};
            }));
  struct Join {};
  r.add(Declare<Join>("join", 1).random("draws").run([counters](const Join&, const Context& c) {
    if (counters) ++counters->joined;
    std::vector<std::string> subjects;
    std::vector<double> means, draws;
    Table t;
    for (const Artifact* a : c.all("case")) {
      const Case& one = a->as<Case>();
      double sum = 0;
      for (const float v : one.scans.at("CT").image.voxels) sum += static_cast<double>(v);
      subjects.push_back(one.subject);
      means.push_back(sum / 65);
      draws.push_back(static_cast<double>((c.stream + subjects.size()) % 1000) / 1000);
    }
    t.columns = {Column::of_texts("subject", subjects), Column::of_numbers("mean", means),
                 Column::of_numbers("draw", draws)};
    t.meta["dictionary"] = Json::array({{{"column", "mean"}, {"family", "tiny"}, {"tag", "XXXX"}}});
    return Output{t, {{"warning", "", "few-cases", "only " + std::to_string(subjects.size()) + " cases"}}};
  }));
  struct Judge {
    double expected = 0;
  };
  r.add(Declare<Judge>("judge", 1)
            .param(&Judge::expected, "expected", 0.0, "rows")
            .run([](const Judge& p, const Context& c) {
              const Table& t = c.input("table").as<Table>();
              const bool met = static_cast<double>(t.rows()) == p.expected;
              Bundle b;
              b.tables["verdicts"].columns = {Column::of_texts("value", {"rows"}),
                                              Column::of_texts("verdict", {met ? "met" : "missed"})};
              return Output{b, {}};
            }));
  return r;
}

// read[s] → scale[s] for every subject → join → judge. `files[i]` is the path of subject i's file.
inline Plan tiny_plan(const std::vector<std::string>& subjects, const std::vector<std::string>& files, double by,
                      double expected = -1) {
  Plan plan;
  plan.study = {{"title", "tiny"}, {"seed", 7}};
  std::vector<std::pair<std::string, std::size_t>> cases;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    Node read;
    read.path = "images/read[" + subjects[i] + "]";
    read.operation = "read";
    read.axis = "subject";
    read.subject = subjects[i];
    read.block = "images";
    read.files = {{files[i], "data/" + subjects[i] + ".txt"}};
    plan.nodes.push_back(read);
    Node scale;
    scale.path = "scaled/scale[" + subjects[i] + "]";
    scale.operation = "scale";
    scale.params = {{"by", by}};
    scale.parameters = {{"by", by, true}};
    scale.axis = "subject";
    scale.subject = subjects[i];
    scale.block = "scaled";
    scale.origin = {0, 10, 15};
    scale.inputs = {{"case", plan.nodes.size() - 1}};
    plan.nodes.push_back(scale);
    cases.emplace_back("case", plan.nodes.size() - 1);
  }
  Node join;
  join.path = "means";
  join.operation = "join";
  join.axis = "cohort";
  join.block = "means";
  join.purpose = "draws";
  join.inputs = cases;
  plan.nodes.push_back(join);
  plan.outputs.push_back({"means.csv", plan.nodes.size() - 1, ""});
  Node judge;
  judge.path = "published";
  judge.operation = "judge";
  judge.axis = "cohort";
  judge.block = "published";
  judge.params = {{"expected", expected < 0 ? static_cast<double>(subjects.size()) : expected}};
  judge.inputs = {{"table", plan.nodes.size() - 1}};
  plan.nodes.push_back(judge);
  plan.outputs.push_back({"published.csv", plan.nodes.size() - 1, "verdicts"});
  return plan;
}

}  // namespace rgx::test
