#include "engine/store.hpp"

#include <algorithm>

#include "engine/archive.hpp"
#include "engine/digest.hpp"

namespace rgx::engine {
namespace {

constexpr const char* objects = "objects";
constexpr const char* recipes = "recipes";

Json note_json(const Note& n) {
  return {{"kind", n.kind}, {"subject", n.subject}, {"code", n.code}, {"message", n.message}};
}

// A recipe is small and has no name made of its content, so its own digest stands on its first line.
std::string recipe_text(const Recipe& r) {
  Json notes = Json::array();
  for (const auto& n : r.notes) notes.push_back(note_json(n));
  const std::string body = readable(
      {{"content", r.content}, {"kind", r.kind}, {"notes", notes}, {"seconds", r.seconds}, {"bytes", r.bytes}});
  return sha256(body) + "\n" + body;
}

std::optional<Recipe> parse_recipe(const std::string& text) {
  const std::size_t line = text.find('\n');
  if (line == std::string::npos || sha256(std::string_view(text).substr(line + 1)) != text.substr(0, line)) return {};
  const Json j = Json::parse(text.substr(line + 1), nullptr, false);
  Recipe r;
  try {
    r.content = j.at("content").get<std::string>();
    r.kind = j.at("kind").get<std::string>();
    r.seconds = j.at("seconds").get<double>();
    r.bytes = j.at("bytes").get<std::uint64_t>();
    for (const auto& n : j.at("notes"))
      r.notes.push_back({n.at("kind").get<std::string>(), n.at("subject").get<std::string>(),
                         n.at("code").get<std::string>(), n.at("message").get<std::string>()});
  } catch (const Json::exception&) {
    return {};  // whole, but of another version of this program
  }
  return r;
}

}  // namespace

Store::Store(Files& files, std::string root) : files_(files), root_(std::move(root)) {}

std::string Store::path(const char* shelf, const std::string& digest) const {
  return join(join(join(root_, shelf), digest.substr(0, 2)), digest.substr(2));
}

void Store::damaged(const std::string& path, const std::string& what) {
  files_.remove(path);
  const std::lock_guard lock(mutex_);
  remarks_.insert("`" + path + "` was damaged (" + what + ") and is made again");
}

std::vector<std::string> Store::remarks() const {
  const std::lock_guard lock(mutex_);
  return {remarks_.begin(), remarks_.end()};
}

std::optional<Recipe> Store::recipe(const std::string& key) {
  const std::string at = path(recipes, key);
  if (!files_.exists(at)) return {};
  std::string text;
  try {
    text = files_.read(at);
  } catch (const Failure& f) {
    if (f.code == "no-such-file") return {};  // pruned by another process just now
    throw;
  }
  auto out = parse_recipe(text);
  if (!out) {
    damaged(at, "a recipe");
    return {};
  }
  if (out->kind != "absent" && !files_.exists(path(objects, out->content))) return {};
  return out;
}

std::optional<std::string> Store::object(const std::string& digest) {
  const std::string at = path(objects, digest);
  if (!files_.exists(at)) return {};
  std::string bytes;
  try {
    bytes = decompress(files_.read(at));
  } catch (const Failure& f) {
    if (f.code == "no-such-file") return {};
    if (f.code != "damaged" && f.code != "cannot-read") throw;
    damaged(at, f.what());
    return {};
  }
  if (sha256(bytes) != digest) {
    damaged(at, "its content has another digest");
    return {};
  }
  return bytes;
}

void Store::put_object(const std::string& digest, std::string_view bytes) {
  const std::string at = path(objects, digest);
  if (!files_.exists(at)) files_.write_atomic(at, compress(bytes));
}

void Store::put_recipe(const std::string& key, const Recipe& recipe) {
  files_.write_atomic(path(recipes, key), recipe_text(recipe));
}

StoreSize Store::size() const {
  StoreSize out;
  for (const char* shelf : {objects, recipes}) {
    const std::string folder = join(root_, shelf);
    for (const auto& name : files_.list_all(folder)) {
      const std::string at = join(folder, name);
      (shelf == objects ? out.objects : out.recipes) += 1;
      out.bytes += files_.size(at);
      const std::int64_t when = files_.modified(at);
      out.oldest = out.oldest == 0 ? when : std::min(out.oldest, when);
      out.newest = std::max(out.newest, when);
    }
  }
  return out;
}

namespace {

// "ab/cdef…" → "abcdef…"; empty when it is not the name of an entry (a temporary file of a writer).
std::string digest_of_name(const std::string& name) {
  if (name.size() != 65 || name[2] != '/') return {};
  const std::string digest = name.substr(0, 2) + name.substr(3);
  return is_digest(digest) ? digest : std::string();
}

}  // namespace

StoreCheck Store::verify() {
  StoreCheck out;
  for (const auto& name : files_.list_all(join(root_, objects))) {
    const std::string digest = digest_of_name(name);
    if (digest.empty()) continue;
    ++out.checked;
    if (!object(digest)) out.damaged.push_back(join(join(root_, objects), name));
  }
  for (const auto& name : files_.list_all(join(root_, recipes))) {
    const std::string key = digest_of_name(name);
    if (key.empty()) continue;
    ++out.checked;
    const std::string at = path(recipes, key);
    if (parse_recipe(files_.read(at))) continue;
    damaged(at, "a recipe");
    out.damaged.push_back(at);
  }
  return out;
}

StorePruned Store::prune(const std::set<std::string>& keys, const std::set<std::string>& digests) {
  StorePruned out;
  const auto sweep = [&](const char* shelf, const std::set<std::string>& keep) {
    const std::string folder = join(root_, shelf);
    for (const auto& name : files_.list_all(folder)) {
      const std::string digest = digest_of_name(name);
      if (!digest.empty() && keep.count(digest)) continue;
      out.bytes += files_.size(join(folder, name));
      files_.remove(join(folder, name));
      ++out.removed;
    }
  };
  sweep(recipes, keys);  // first: a recipe without its object is a miss, an object without recipe is waste
  sweep(objects, digests);
  return out;
}

}  // namespace rgx::engine
