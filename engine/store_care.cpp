#include "engine/store_care.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/lock.hpp"

namespace rgx::engine {
namespace {

struct Record {
  std::string file;  // in the store
  KnownRun run;
};

// `runs/…`: where run directories lie. A record that cannot be read tells nothing.
std::vector<Record> records_of(Store& store) {
  std::vector<Record> out;
  Files& files = store.files();
  const std::string folder = join(store.root(), "runs");
  for (const auto& name : files.list(folder)) {
    const std::string file = join(folder, name);
    const Json j = Json::parse(files.read(file), nullptr, false);
    if (!j.is_object()) continue;
    Record r{file, {j.value("path", ""), false}};
    for (const char* way : {"path", "written"}) {
      const std::string path = j.value(way, "");
      if (path.empty() || r.run.here || !files.exists(join(path, "study.lock"))) continue;
      r.run = {path, true};
    }
    out.push_back(std::move(r));
  }
  std::sort(out.begin(), out.end(), [](const Record& a, const Record& b) { return a.run.path < b.run.path; });
  return out;
}

Lock lock_of(const Files& files, const std::string& run) {
  const std::string path = join(run, "study.lock");
  try {
    return Lock::parse(files.read(path));
  } catch (const Failure& f) {
    throw Failure(f.code, fmt::format("`{}`: {}", path, f.what()),
                  f.code == "bad-lock" ? "nothing was removed; run the study again, or take that folder away" : f.help);
  }
}

// "ab/cdef…" at the end of a path → "abcdef…".
std::string digest_at(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash < 2 ? std::string() : path.substr(slash - 2, 2) + path.substr(slash + 1);
}

std::string megabytes(std::uint64_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

Json moment(std::int64_t at) { return at == 0 ? Json() : Json(utc(at)); }

}  // namespace

StoreCensus census(Store& store) {
  StoreCensus out;
  out.size = store.size();
  for (const char* shelf : {"last", "runs"}) {
    const std::string folder = join(store.root(), shelf);
    for (const auto& name : store.files().list(folder))
      out.last_used = std::max(out.last_used, store.files().modified(join(folder, name)));
  }
  for (auto& r : records_of(store)) out.runs.push_back(std::move(r.run));
  return out;
}

StoreVerdict verify_all(Store& store) {
  StoreVerdict out;
  const StoreCheck found = store.verify();
  out.checked = found.checked;
  if (found.damaged.empty()) return out;
  std::map<std::string, std::set<std::string>> makers;  // by digest of the object, and by key of the recipe
  for (const auto& r : records_of(store)) {
    if (!r.run.here) continue;
    try {
      for (const auto& line : lock_of(store.files(), r.run.path).nodes) {
        makers[line.output_sha256].insert(line.path);
        makers[line.key].insert(line.path);
      }
    } catch (const Failure&) {  // NOLINT(bugprone-empty-catch): who made it stays unsaid; --prune names such a lock
    }
  }
  for (const auto& path : found.damaged) {
    DamagedEntry entry{path, {}, {}};
    for (const auto& remark : store.remarks())
      if (const std::string head = "`" + path + "` was damaged ("; remark.starts_with(head))
        entry.why = remark.substr(head.size(), remark.rfind(") and") - head.size());
    if (const auto at = makers.find(digest_at(path)); at != makers.end()) {
      std::size_t n = 0;
      for (const auto& step : at->second)
        if (n++ < 3) entry.made_by += (n > 1 ? ", " : "") + step;
      if (n > 3) entry.made_by += fmt::format(" and {} more", n - 3);
    }
    out.damaged.push_back(std::move(entry));
  }
  return out;
}

PruneReport prune_unused(Store& store) {
  PruneReport out;
  std::set<std::string> keys, digests;
  const auto records = records_of(store);
  for (const auto& r : records) {
    if (!r.run.here) {
      out.forgotten.push_back(r.run.path);
      continue;
    }
    for (const auto& line : lock_of(store.files(), r.run.path).nodes) {
      keys.insert(line.key);
      digests.insert(line.output_sha256);
    }
  }
  out.removed = store.prune(keys, digests);
  for (const auto& r : records)
    if (!r.run.here) store.files().remove(r.file);
  return out;
}

std::string to_text(const StoreCensus& c, const std::string& place) {
  std::string out =
      fmt::format("{}: {} objects, {} recipes, {}", place, c.size.objects, c.size.recipes, megabytes(c.size.bytes));
  if (c.size.newest > 0) out += fmt::format(", from {} to {}", utc(c.size.oldest), utc(c.size.newest));
  if (c.last_used > 0) out += fmt::format(", last used {}", utc(c.last_used));
  out += "\n";
  for (const auto& r : c.runs) out += fmt::format("run {}{}\n", r.path, r.here ? "" : ": moved or deleted");
  return out;
}

Json to_json(const StoreCensus& c, const std::string& place) {
  Json runs = Json::array();
  for (const auto& r : c.runs) runs.push_back({{"path", r.path}, {"here", r.here}});
  return {{"store", place},
          {"objects", c.size.objects},
          {"recipes", c.size.recipes},
          {"bytes", c.size.bytes},
          {"oldest", moment(c.size.oldest)},
          {"newest", moment(c.size.newest)},
          {"last_used", moment(c.last_used)},
          {"runs", runs}};
}

Json to_json(const StoreVerdict& v) {
  Json damaged = Json::array();
  for (const auto& d : v.damaged) damaged.push_back({{"path", d.path}, {"why", d.why}, {"made_by", d.made_by}});
  return {{"checked", v.checked}, {"damaged", damaged}};
}

Json to_json(const PruneReport& r) {
  return {{"removed", r.removed.removed}, {"bytes", r.removed.bytes}, {"forgotten", r.forgotten}};
}

}  // namespace rgx::engine
