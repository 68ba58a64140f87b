#include "engine/condition_json.hpp"

namespace rgx::engine {

using lang::Condition;

Json to_json(const Condition& c) {
  static constexpr const char* ops[] = {"always", "compare", "in", "is_missing", "truth", "and", "or", "not"};
  static constexpr const char* compares[] = {"==", "!=", "<", "<=", ">", ">="};
  Json out{{"op", ops[static_cast<int>(c.op)]}};
  if (c.op == Condition::Op::compare) out["compare"] = compares[static_cast<int>(c.compare)];
  if (c.negated) out["negated"] = true;
  if (!c.column.empty()) out["column"] = c.column;
  if (c.variable) out["variable"] = true;
  if (!c.values.empty()) {
    out["values"] = c.values;
    Json numbers = Json::array();
    for (const auto& n : c.numbers) numbers.push_back(n ? Json(*n) : Json());
    out["numbers"] = numbers;
  }
  if (c.column_factor != 1) out["factor"] = c.column_factor;
  for (const auto& child : c.children) out["children"].push_back(to_json(child));
  return out;
}

Condition condition_from_json(const Json& j) {
  static const std::vector<std::string> ops{"always", "compare", "in", "is_missing", "truth", "and", "or", "not"};
  static const std::vector<std::string> compares{"==", "!=", "<", "<=", ">", ">="};
  const auto place = [](const std::vector<std::string>& list, const std::string& word) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i] == word) return static_cast<int>(i);
    return 0;
  };
  Condition c;
  c.op = static_cast<Condition::Op>(place(ops, j.at("op").get<std::string>()));
  c.compare = static_cast<Condition::Compare>(place(compares, j.value("compare", "==")));
  c.negated = j.value("negated", false);
  c.column = j.value("column", "");
  c.variable = j.value("variable", false);
  c.values = j.value("values", std::vector<std::string>{});
  if (j.contains("numbers"))
    for (const auto& n : j.at("numbers")) {
      if (n.is_null())
        c.numbers.emplace_back();
      else
        c.numbers.emplace_back(n.get<double>());
    }
  c.column_factor = j.value("factor", 1.0);
  if (j.contains("children"))
    for (const auto& child : j.at("children")) c.children.push_back(condition_from_json(child));
  return c;
}

}  // namespace rgx::engine
