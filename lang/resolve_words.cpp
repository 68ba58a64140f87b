// Small words of the checker: helpers on syntax and names, and the ways to say that something is wrong.
#include <algorithm>
#include <memory>

#include "lang/resolve.hpp"
#include "lang/variable.hpp"

namespace rgx::lang {

const ast::Value& inner(const ast::Value& value) {
  const ast::Value* v = &value;
  while (const auto* group = v->as<ast::Group>()) v = group->inner.get();
  return *v;
}

const std::string* bare_word(const ast::Value& value) {
  const auto* path = inner(value).as<ast::Path>();
  return path != nullptr && path->bare() && !path->parts.front().index ? &path->parts.front().name : nullptr;
}

std::vector<const ast::Value*> items(const ast::Value& value) {
  const ast::Value& v = inner(value);
  std::vector<const ast::Value*> out;
  if (const auto* list = v.as<ast::List>())
    for (const auto& item : list->items) out.push_back(&item);
  else
    out.push_back(&v);
  return out;
}

bool contains(const std::vector<std::string>& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::string ref_text(const Ref& ref) {
  std::string out = ref.member.empty() ? ref.block : ref.member;
  if (ref.kind == Ref::Kind::score) out += ".score";
  if (ref.kind == Ref::Kind::model_class) out += ".class";
  if (ref.picked && ref.picks.size() == 1) out += "[\"" + ref.picks.front() + "\"]";
  return out;
}

std::string type_name(Variable::Type type) {
  switch (type) {
    case Variable::Type::binary:
      return "binary";
    case Variable::Type::nominal:
      return "nominal";
    case Variable::Type::ordinal:
      return "ordinal";
    case Variable::Type::continuous:
      return "continuous";
    case Variable::Type::survival:
      return "survival";
    case Variable::Type::category:
      return "category";
  }
  return {};
}

std::string count_of(std::size_t n, std::string_view noun) {
  return std::to_string(n) + " " + std::string(noun) + (n == 1 ? "" : "s");
}

std::string first_few(const std::vector<std::string>& names, std::size_t shown) {
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i) out += (i == 0 ? "`" : ", `") + names[i] + "`";
  if (names.size() > shown) out += " … (" + std::to_string(names.size()) + " in all)";
  return out;
}

bool matches(const std::string& pattern, const std::string& name) {
  std::size_t p = 0, n = 0, star = std::string::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Diagnostic& Checker::say(Severity severity, std::string code, Span span, std::string message, std::string label) {
  Diagnostic d;
  d.code = std::move(code);
  d.severity = severity;
  d.message = std::move(message);
  d.primary = {span, std::move(label)};
  out_.add(std::move(d));
  return out_.all.back();
}

Diagnostic& Checker::acceptable(Block& here, std::string code, Span span, std::string message, std::string label) {
  const auto at =
      std::find_if(here.accepted.begin(), here.accepted.end(), [&](const Accepted& a) { return a.code == code; });
  if (at == here.accepted.end()) return error(std::move(code), span, std::move(message), std::move(label));
  if (!contains(here.not_valid, code)) here.not_valid.push_back(code);
  auto& d = warning(std::move(code), span, std::move(message), std::move(label));
  d.notes.push_back("accepted, because: " + at->because);
  d.notes.push_back("every number that depends on it is marked `not valid`");
  return d;
}

void Checker::not_built(Span span, const std::string& what) {
  error("not-built", span, what + " is part of the language but not built yet");
}

std::string Checker::quoted(Span span) const {
  std::string out = "`";
  bool blank = false;
  for (const char c : sources_.text(span)) {
    if (c == '\n' || c == ' ' || c == '\t') {
      blank = true;
      continue;
    }
    if (blank && out.size() > 1) out += ' ';
    blank = false;
    out += c;
  }
  if (out.size() > 61) {
    std::size_t cut = 58;
    while ((static_cast<unsigned char>(out[cut]) & 0xC0U) == 0x80U) --cut;  // not in the middle of a letter
    out = out.substr(0, cut) + "…";
  }
  return out + "`";
}

const FlatBlock* Checker::as_written(std::string_view name) const {
  const auto at = symbols_.find(std::string(name));
  return at == symbols_.end() || at->second.flat >= flat_.blocks.size() ? nullptr : &flat_.blocks[at->second.flat];
}

Block* Checker::block(std::string_view name) {
  for (auto& b : study_.blocks)
    if (b.name == name && b.kind != "study" && b.kind != "published") return &b;
  return nullptr;
}

const CohortRows* Checker::rows(const std::string& cohort) const {
  const auto at = cohort_rows_.find(cohort);
  return at == cohort_rows_.end() ? nullptr : &at->second;
}

RowCells Checker::cells_of(const std::string& cohort, const CohortRows& data, std::size_t row) const {
  RowCells out;
  out.plain = [table = data.table.get(), row](const std::string& name, bool) -> std::string {
    const auto at = std::find(table->columns.begin(), table->columns.end(), name);
    return at == table->columns.end() ? std::string()
                                      : table->rows[row][static_cast<std::size_t>(at - table->columns.begin())];
  };
  // Derived variables look themselves up through the same function; they stand on variables before them.
  const auto named = std::make_shared<CellOf>();
  *named = [this, cohort, plain = out.plain, self = std::weak_ptr<CellOf>(named)](const std::string& name,
                                                                                  bool is_variable) -> std::string {
    if (!is_variable) return plain(name, false);
    if (name == "cohort") return cohort;
    const Variable* v = study_.variable(cohort, name);
    if (v == nullptr) return {};
    return v->derived ? derived_level(*v, *self.lock()).value_or("") : level_of(*v, plain);
  };
  out.named = [named](const std::string& name, bool is_variable) { return (*named)(name, is_variable); };
  return out;
}

}  // namespace rgx::lang
