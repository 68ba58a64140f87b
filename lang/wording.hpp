#pragma once
// What a checked study names, in the words of the language: references, conditions, lists.
#include <string>
#include <vector>

#include "lang/study.hpp"

namespace rgx::lang {

std::string name_of(const Ref& reference);                  // `idh`, `model.score`, `traits[a, b]`
std::string listed(const std::vector<std::string>& items);  // `a, b`
std::string listed(const std::vector<Ref>& references);
std::string words(const Condition& condition);  // `(age >= 18 and histology in [a, b])`

}  // namespace rgx::lang
