#include "engine/find_inputs.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace rgx::engine {
namespace {

// Files below a folder by size, listed when the first is asked for; each is digested once.
class BySize {
 public:
  BySize(const Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}
  std::string find(const Lock::Input& input) {
    if (folder_.empty()) return {};
    if (!listed_) {
      listed_ = true;
      for (const auto& name : files_.list_all(folder_)) {
        const std::string path = join(folder_, name);
        sizes_[files_.size(path)].push_back(path);
      }
    }
    const auto at = sizes_.find(input.bytes);
    if (at == sizes_.end()) return {};
    for (const auto& path : at->second) {
      auto [known, fresh] = digests_.emplace(path, "");
      if (fresh) known->second = digest_file(files_, path).sha256;
      if (known->second == input.sha256) return path;
    }
    return {};
  }

 private:
  const Files& files_;
  std::string folder_;
  bool listed_ = false;
  std::map<std::uint64_t, std::vector<std::string>> sizes_;
  std::map<std::string, std::string> digests_;
};

// Does `written` come of `pattern` with `{…}` filled somehow?
bool matches(const std::string& written, const std::string& pattern) {
  if (written == pattern) return true;
  std::size_t at = 0;
  bool gap = false;
  for (std::size_t p = 0; p <= pattern.size();) {
    const std::size_t open = std::min(pattern.find('{', p), pattern.size());
    const std::string piece = pattern.substr(p, open - p);
    const std::size_t close = open < pattern.size() ? pattern.find('}', open) : pattern.size();
    if (open == pattern.size() && gap) return written.size() >= at + piece.size() && written.ends_with(piece);
    const std::size_t found =
        gap ? written.find(piece, at + 1) : (written.compare(at, piece.size(), piece) == 0 ? at : std::string::npos);
    if (found == std::string::npos) return false;
    at = found + piece.size();
    if (open == pattern.size()) return at == written.size();
    gap = true;
    p = close + 1;
  }
  return false;
}

}  // namespace

bool is_image_input(const Lock& lock, const std::string& written) {
  if (!lock.study.is_object() || !lock.study.contains("blocks")) return false;
  for (const auto& block : lock.study.at("blocks")) {
    if (!block.contains("images")) continue;
    for (const char* shelf : {"scans", "regions"}) {
      if (!block.at("images").contains(shelf)) continue;
      for (const auto& item : block.at("images").at(shelf))
        if (matches(written, item.value("pattern", std::string()))) return true;
    }
  }
  return false;
}

InputPlaces find_inputs(const Files& files, const Lock& lock, const std::string& base, const std::string& data,
                        const std::function<std::string(const std::string& written)>& dataset) {
  InputPlaces out;
  out.base = base;
  BySize anywhere(files, data);
  for (const auto& input : lock.inputs) {
    if (input.path.find("{id}") != std::string::npos) continue;
    std::vector<std::string> places;
    const std::filesystem::path path(input.path);
    if (input.path.starts_with('@')) {
      if (const std::string at = dataset ? dataset(input.path) : std::string(); !at.empty()) places.push_back(at);
    } else if (path.is_absolute()) {
      places.push_back(input.path);
    } else {
      if (!data.empty()) places.push_back(join(data, input.path));
      places.push_back(join(base, input.path));
    }
    std::string at, other;
    for (const auto& place : places) {
      if (!at.empty() || !files.exists(place)) continue;
      if (files.is_folder(place) || files.size(place) == input.bytes)
        at = place;
      else if (other.empty())
        other = place;
    }
    if (at.empty()) {
      at = anywhere.find(input);
      if (!at.empty()) out.by_content.push_back(fmt::format("`{}` is found as `{}`", input.path, at));
    }
    if (at.empty()) at = other;
    if (!at.empty()) {
      out.found[input.path] = at;
      continue;
    }
    out.absent.insert(input.path);
    out.images_absent = out.images_absent || is_image_input(lock, input.path);
  }
  return out;
}

}  // namespace rgx::engine
