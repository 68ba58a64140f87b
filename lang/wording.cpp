#include "lang/wording.hpp"

namespace rgx::lang {

namespace {

std::string compare_text(Condition::Compare c) {
  constexpr const char* signs[] = {"==", "!=", "<", "<=", ">", ">="};
  return signs[static_cast<int>(c)];
}

}  // namespace

std::string name_of(const Ref& r) {
  std::string out = r.member.empty() ? r.block : r.member;
  if (r.kind == Ref::Kind::score) out += ".score";
  if (r.kind == Ref::Kind::model_class) out += ".class";
  if (r.picked) {
    std::string picks;
    for (const auto& p : r.picks) picks += (picks.empty() ? "" : ", ") + p;
    out += "[" + picks + "]";
  }
  return out;
}

std::string listed(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& i : items) out += (out.empty() ? "" : ", ") + i;
  return out;
}

std::string listed(const std::vector<Ref>& refs) {
  std::string out;
  for (const auto& r : refs) out += (out.empty() ? "" : ", ") + name_of(r);
  return out;
}

std::string words(const Condition& c) {
  switch (c.op) {
    case Condition::Op::always:
      return "always";
    case Condition::Op::compare:
      return c.column + " " + compare_text(c.compare) + " " + (c.values.empty() ? "" : c.values.front());
    case Condition::Op::in:
      return c.column + (c.negated ? " not in [" : " in [") + listed(c.values) + "]";
    case Condition::Op::is_missing:
      return c.column + (c.negated ? " is not missing" : " is missing");
    case Condition::Op::truth:
      return c.column;
    case Condition::Op::not_:
      return "not (" + words(c.children.front()) + ")";
    case Condition::Op::and_:
    case Condition::Op::or_: {
      std::string out;
      for (const auto& child : c.children)
        out += (out.empty() ? "" : c.op == Condition::Op::and_ ? " and " : " or ") + words(child);
      return "(" + out + ")";
    }
  }
  return {};
}

}  // namespace rgx::lang
