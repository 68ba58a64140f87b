#pragma once
// What the preprocessing steps share: which scans a step works on, and ImageError as the engine's Failure.
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/imaging/image_error.hpp"

namespace rgx::stdlib {

// Scans of `of: […]`, or all; those the subject does not have are passed over (they are optional).
std::vector<std::string> scans_of(const engine::Json& params, const engine::Case& subject);

[[noreturn]] void rethrow(const ImageError& error);

// Copies the input case, changes it, hands it on; ImageError becomes Failure.
template <class Change>
engine::Output change_case(const engine::Context& context, Change change) {
  engine::Case subject = context.input("case").as<engine::Case>();
  engine::Output out;
  try {
    change(subject, out.notes);
  } catch (const ImageError& error) {
    rethrow(error);
  }
  out.value = std::move(subject);
  return out;
}

}  // namespace rgx::stdlib
