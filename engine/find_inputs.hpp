#pragma once
// Where the inputs of a run lie now: at the place they had, below a folder somewhere else, or anywhere in it by their
// content.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/lock.hpp"

namespace rgx::engine {

struct InputPlaces {
  std::string study;                           // path of the study text that is run again
  std::string base;                            // what its relative paths start from
  std::map<std::string, std::string> found;    // path as the study writes it → where it lies
  std::set<std::string> absent;                // inputs that are nowhere
  std::vector<std::string> by_content;         // `x` is found as `y`
  bool images_absent = false;                  // some of the absent are images or regions: take all on trust
  std::map<std::string, std::string> replace;  // text of a `use`d file → where it lies (of a pack)
};

// base: the folder the study lay in. data: folder of `--data`, or empty. dataset: where `@name/…` lies; empty: nowhere.
// A file is taken where it lay by name and size; its digest is compared later, with all others. In `data`, one of
// another name is found by size and digest. Inputs that stand for all files of a pattern are not looked for.
InputPlaces find_inputs(const Files& files, const Lock& lock, const std::string& base, const std::string& data,
                        const std::function<std::string(const std::string& written)>& dataset);

// Inputs that blocks of `images` read, by the patterns in the lock: as written, or the patterns themselves.
bool is_image_input(const Lock& lock, const std::string& written);

}  // namespace rgx::engine
