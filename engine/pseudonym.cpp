#include "engine/pseudonym.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "engine/digest.hpp"
#include "engine/pack_subjects.hpp"

namespace rgx::engine {
namespace {

constexpr std::string_view key_head = "rgx pseudonym key, HMAC-SHA-256\n";
constexpr std::size_t key_bytes = 32;
constexpr const char* below = "pseudonymised/";

using Names = std::map<std::string, std::string>;

std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

// `a/b[ID]` and `a/b[ID/1/A]` with another name.
std::string renamed_path(const std::string& path, const Names& names) {
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t open = path.find('[', at), close = open == std::string::npos ? open : path.find(']', open);
    if (close == std::string::npos) return out + path.substr(at);
    std::string inside = path.substr(open + 1, close - open - 1);
    const std::size_t slash = names.contains(inside) ? inside.size() : std::min(inside.find('/'), inside.size());
    if (const auto name = names.find(inside.substr(0, slash)); name != names.end())
      inside = name->second + inside.substr(slash);
    out += path.substr(at, open + 1 - at) + inside + "]";
    at = close + 1;
  }
  return out;
}

Lock renamed(const Lock& lock, const Names& names) {
  Lock out = lock;
  for (auto& n : out.nodes) n.path = renamed_path(n.path, names);
  for (auto& o : out.outputs) o.node = renamed_path(o.node, names);
  std::sort(out.nodes.begin(), out.nodes.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

Column taken(const Column& c, const std::vector<std::size_t>& order) {
  Column out = c;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (c.kind == Column::Kind::number)
      out.numbers[i] = c.numbers[order[i]];
    else
      out.texts[i] = c.texts[order[i]];
  return out;
}

// Rows of a table by the rank of their subject; those of one subject stay in their order.
Table ordered(Table table, const std::map<std::string, std::size_t>& rank) {
  const Column& subject = table.at("subject");
  std::vector<std::size_t> order(table.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rank.at(subject.texts[a]) < rank.at(subject.texts[b]); });
  for (auto& c : table.columns) c = taken(c, order);
  return table;
}

std::map<std::string, std::size_t> ranks(const std::vector<std::string>& ids) {
  std::map<std::string, std::size_t> out{{"", 0}};
  for (const auto& id : ids) out.emplace(id, out.size());
  return out;
}

void rename_subjects(Table& table, const Names& names) {
  for (auto& c : table.columns)
    if (c.name == "subject")
      for (auto& t : c.texts)
        if (const auto at = names.find(t); at != names.end()) t = at->second;
}

}  // namespace

PseudonymKey PseudonymKey::fresh() {
  std::array<unsigned char, key_bytes> raw{};
  if (RAND_bytes(raw.data(), static_cast<int>(raw.size())) != 1)
    throw Failure("no-digest", "libcrypto gives no random numbers");
  PseudonymKey out;
  out.bytes_.assign(raw.begin(), raw.end());
  return out;
}

PseudonymKey PseudonymKey::parse(const std::string& text) {
  PseudonymKey out;
  const std::string hex = text.starts_with(key_head) ? text.substr(key_head.size(), 2 * key_bytes) : std::string();
  if (!is_digest(hex)) throw Failure("bad-key", "this is no key of a pack", "`rgx pack --with-features` writes one");
  for (std::size_t i = 0; i < hex.size(); i += 2)
    out.bytes_ += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

std::string PseudonymKey::text() const { return std::string(key_head) + hex_of(bytes_) + "\n"; }

std::string PseudonymKey::pseudonym(const std::string& id) const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned length = 0;
  if (HMAC(EVP_sha256(), bytes_.data(), static_cast<int>(bytes_.size()),
           reinterpret_cast<const unsigned char*>(id.data()), id.size(), raw.data(), &length) == nullptr)
    throw Failure("no-digest", "libcrypto refuses HMAC-SHA-256");
  return "P" + hex_of({reinterpret_cast<const char*>(raw.data()), 8});
}

std::vector<ArchiveMember> pseudonymised(const RunDirectory& run, const PseudonymKey& key) {
  const Subjects subjects(run);
  Names names;
  std::vector<std::string> order;
  for (const auto& id : subjects.ids()) order.push_back(names[id] = key.pseudonym(id));
  std::sort(order.begin(), order.end());
  std::vector<ArchiveMember> out;
  for (const auto& [file, table] : run.tables) {
    const Column* subject = table.find("subject");
    if (subject == nullptr || subject->kind != Column::Kind::text) continue;
    Table changed = table;
    rename_subjects(changed, names);
    if (subject_level(
            [&] {  // does anything beside the column name somebody?
              Table rest = changed;
              std::erase_if(rest.columns, [](const Column& c) { return c.name == "subject"; });
              return rest;
            }(),
            subjects))
      continue;
    out.push_back({below + ("tables/" + file), to_csv(ordered(std::move(changed), ranks(order))), {}});
  }
  // Inputs, warnings and study are as in the lock without subjects: only the steps need their own lines back.
  Lock lock = without_subjects(run.lock, subjects);
  const Lock steps = renamed(run.lock, names);
  lock.nodes = steps.nodes;
  out.push_back({below + std::string("study.lock"), lock.text(), {}});
  return out;
}

void restore_identifiers(Files& files, const std::string& folder, const PseudonymKey& key,
                         const std::vector<std::string>& ids, Expected& expected) {
  Names names;
  for (const auto& id : ids) names[key.pseudonym(id)] = id;
  const Lock hidden = Lock::parse(files.read(join(folder, "study.lock")));
  const Lock lock = renamed(Lock::parse(files.read(join(folder, below + std::string("study.lock")))), names);
  const Subjects subjects(std::set<std::string>(ids.begin(), ids.end()));
  if (!differences(hidden, without_subjects(lock, subjects)).empty())
    throw Failure("wrong-key", "with this key and these subjects the lock is not that of the pack",
                  "the key has to be that of this pack, and the cohort's table that of the run");
  std::vector<std::string> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  for (auto& t : expected.tables) {
    const std::string at = join(folder, below + ("tables/" + t.file));
    if (t.packed || !files.exists(at)) continue;
    Table table = from_csv(files.read(at));
    rename_subjects(table, names);
    for (const auto* order : std::initializer_list<const std::vector<std::string>*>{&ids, &sorted}) {
      const auto rank = ranks(*order);
      const Column& subject = table.at("subject");
      if (!std::all_of(subject.texts.begin(), subject.texts.end(), [&](const auto& s) { return rank.contains(s); }))
        break;
      const std::string csv = to_csv(ordered(table, rank));
      if (sha256(csv) != t.sha256) continue;
      files.write_atomic(join(folder, "tables/" + t.file), csv);
      t.packed = true;
      break;
    }
  }
  files.write_atomic(join(folder, "study.lock"), lock.text());
}

}  // namespace rgx::engine
