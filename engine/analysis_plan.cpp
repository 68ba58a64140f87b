#include "engine/analysis_plan.hpp"

#include <fmt/format.h>

#include "engine/digest.hpp"
#include "engine/failure.hpp"

namespace rgx::engine {
namespace {

// Changes whenever facts are told in another way: plans of another scheme cannot be compared with.
constexpr unsigned scheme = 1;

Failure bad(const std::string& what, const std::string& help = {}) { return Failure("bad-plan-file", what, help); }

}  // namespace

Json facts_json(const std::vector<lang::Fact>& facts) {
  Json out = Json::array();
  for (const auto& f : facts)
    out.push_back({{"block", f.block}, {"kind", f.kind}, {"what", f.what}, {"value", f.value}, {"written", f.written}});
  return out;
}

std::vector<lang::Fact> facts_from(const Json& json) {
  std::vector<lang::Fact> out;
  for (const auto& f : json) {
    const auto str = [&](const char* name) { return f.at(name).get<std::string>(); };
    out.push_back({str("block"), str("kind"), str("what"), str("value"), f.at("written").get<bool>(), {}});
  }
  return out;
}

std::string plan_digest(const std::vector<lang::Fact>& facts) {
  return sha256(canonical({{"scheme", scheme}, {"plan", facts_json(facts)}}));
}

std::string plan_file(const std::vector<lang::Fact>& facts) {
  return readable({{"scheme", scheme}, {"digest", plan_digest(facts)}, {"plan", facts_json(facts)}}, 400);
}

RegisteredPlan read_plan_file(const std::string& text) {
  RegisteredPlan out;
  try {
    const Json j = Json::parse(text);
    const auto found = j.at("scheme").get<unsigned>();
    if (found != scheme)
      throw bad(fmt::format("it is of scheme {}, this rgx reads scheme {}", found, scheme),
                "use the rgx it was written with, or a newer one");
    out.digest = j.at("digest").get<std::string>();
    out.facts = facts_from(j.at("plan"));
  } catch (const Json::exception&) {
    throw bad("it is no plan that `rgx plan --freeze` wrote");
  }
  if (plan_digest(out.facts) != out.digest) throw bad("its digest does not fit: it was changed since it was frozen");
  return out;
}

Json compared_with_plan(const std::string& file, const std::string& text, const std::vector<lang::Fact>& facts) {
  const RegisteredPlan plan = read_plan_file(text);
  Json out{{"file", file}, {"digest", plan.digest}, {"deviations", Json::array()}};
  for (const auto& d : lang::deviations(plan.facts, facts))
    out["deviations"].push_back({{"kind", d.kind},
                                 {"block", d.block},
                                 {"what", d.what},
                                 {"planned", d.planned},
                                 {"run", d.found},
                                 {"said", lang::sentence(d)}});
  return out;
}

std::string plan_followed(const Json& registered) {
  const std::string file = registered.at("file").get<std::string>();
  const std::string digest = registered.at("digest").get<std::string>().substr(0, 12);
  const std::size_t n = registered.at("deviations").size();
  if (n == 0) return fmt::format("follows the registered plan `{}` (digest {}…)", file, digest);
  return fmt::format("{} deviation{} from the registered plan `{}` (digest {}…): see tables/deviations.csv", n,
                     n == 1 ? "" : "s", file, digest);
}

Table deviations_table(const Json& registered) {
  Table t;
  for (const char* name : {"kind", "block", "what", "planned", "run"}) {
    std::vector<std::string> cells;
    for (const auto& d : registered.at("deviations")) cells.push_back(d.at(name).get<std::string>());
    t.columns.push_back(Column::of_texts(name, cells));
  }
  return t;
}

}  // namespace rgx::engine
