#include "engine/data.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "engine/archive.hpp"
#include "engine/assets.hpp"
#include "engine/digest.hpp"
#include "engine/failure.hpp"
#include "engine/fetch.hpp"

namespace rgx::engine {

std::uint64_t Dataset::bytes() const {
  std::uint64_t out = 0;
  for (const auto& f : files) out += f.bytes;
  return out;
}

std::vector<Dataset> parse_datasets(const std::string& json) {
  std::vector<Dataset> out;
  try {
    for (const auto& d : Json::parse(json)) {
      const auto text = [&](const char* name) { return d.value(name, std::string()); };
      Dataset one{d.at("name").get<std::string>(),
                  text("title"),
                  text("licence"),
                  text("citation"),
                  text("doi"),
                  text("source"),
                  {}};
      for (const auto& f : d.at("files"))
        one.files.push_back(
            {f.at("path").get<std::string>(), f.at("sha256").get<std::string>(), f.at("bytes").get<std::uint64_t>()});
      for (const auto& f : one.files)
        if (!is_digest(f.sha256) || f.path.empty() || f.path.front() == '/' || f.path.find("..") != std::string::npos)
          throw Failure("bad-registry",
                        fmt::format("dataset `{}` lists `{}` in a way that cannot be", one.name, f.path));
      out.push_back(std::move(one));
    }
  } catch (const Json::exception& e) {
    throw Failure("bad-registry", std::string("the list of datasets cannot be read: ") + e.what());
  }
  return out;
}

std::vector<Dataset> load_datasets(const Files& files) {
  const auto path = asset("datasets.json");
  if (!path)
    throw Failure("bad-registry", "the list of datasets (datasets.json) is not installed",
                  "RGX_ASSETS names the folder of installed files where it is not found by itself");
  return parse_datasets(files.read(path->string()));
}

const Dataset* find_dataset(const std::vector<Dataset>& all, const std::string& name) {
  for (const auto& d : all)
    if (d.name == name) return &d;
  return nullptr;
}

DataPlaces DataPlaces::of_environment(std::string data_option) {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value != nullptr ? value : "");
  };
  DataPlaces out;
  out.data = std::move(data_option);
  out.shared = variable("RGX_DATA_DIR");
  const std::string home = variable("XDG_DATA_HOME");
  out.home = join(!home.empty() ? home : join(variable("HOME"), ".local/share"), "rgx");
  return out;
}

std::optional<std::string> dataset_folder(const Files& files, const DataPlaces& places, const std::string& name) {
  std::vector<std::string> candidates;
  if (!places.data.empty()) {
    candidates.push_back(join(join(places.data, "cohorts"), name));
    candidates.push_back(join(places.data, name));
  }
  if (!places.shared.empty()) candidates.push_back(join(join(places.shared, "cohorts"), name));
  candidates.push_back(join(places.home, name));
  for (const auto& c : candidates)
    if (files.is_folder(c)) return c;
  return {};
}

namespace {

std::string name_of(const std::string& written) {
  return written.starts_with('@') ? written.substr(1, written.find('/') - 1) : std::string();
}

}  // namespace

std::optional<std::string> resolve_dataset_path(const Files& files, const DataPlaces& places,
                                                const std::string& written, std::string& reason) {
  if (!written.starts_with('@')) return written;
  const std::string name = name_of(written);
  const auto folder = dataset_folder(files, places, name);
  if (!folder) {
    reason = fmt::format("the dataset `{}` is not on this machine; run: rgx data get {} --from DIR|URL", name, name);
    return {};
  }
  const std::size_t slash = written.find('/');
  const std::string path = slash == std::string::npos ? *folder : join(*folder, written.substr(slash + 1));
  if (files.exists(path)) return path;
  reason = fmt::format("the dataset `{}` in `{}` has no `{}`", name, *folder,
                       slash == std::string::npos ? "" : written.substr(slash + 1));
  return {};
}

Json dataset_notices(const std::vector<Dataset>& all, const std::vector<std::string>& written_paths) {
  std::set<std::string> names;
  for (const auto& p : written_paths)
    if (const std::string name = name_of(p); !name.empty()) names.insert(name);
  Json out = Json::array();
  for (const auto& name : names) {
    Json one = {{"name", name}};
    if (const Dataset* d = find_dataset(all, name))
      one.update({{"title", d->title}, {"licence", d->licence}, {"citation", d->citation}, {"doi", d->doi}});
    out.push_back(one);
  }
  return out;
}

namespace {

bool is_url(const std::string& from) {
  return from.starts_with("http://") || from.starts_with("https://") || from.starts_with("file://");
}

bool is_archive(std::string name) {
  if (is_url(name)) name = name.substr(0, name.find_first_of("?#"));
  for (const char* end : {".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2"})
    if (name.ends_with(end)) return true;
  return false;
}

// The folder below `root` in which the dataset's files lie: an archive has mostly one folder of its own.
std::optional<std::string> locate(const Files& files, const std::string& root, const Dataset& d) {
  std::vector<std::string> candidates{root, join(root, d.name), join(join(root, "cohorts"), d.name)};
  for (const auto& name : files.list(root)) {
    candidates.push_back(join(root, name));
    candidates.push_back(join(join(root, name), d.name));
  }
  for (const auto& c : candidates)
    if (!d.files.empty() && files.exists(join(c, d.files.front().path))) return c;
  return {};
}

std::string first_few(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, names.size()); ++i) out += (i ? ", `" : "`") + names[i] + "`";
  return out + (names.size() > 3 ? fmt::format(" and {} more", names.size() - 3) : "");
}

// Gives the bytes of each listed file into `to`, verified.
void take(const Dataset& d, const std::string& from, const std::string& to, Files& files,
          const std::function<std::optional<std::string>(const std::string&)>& bytes_of,
          const std::function<void(const DataProgress&)>& progress) {
  std::vector<std::string> missing, wrong;
  for (std::size_t i = 0; i < d.files.size(); ++i) {
    const auto& f = d.files[i];
    if (progress) progress({i, d.files.size(), f.path});
    const auto bytes = bytes_of(f.path);
    if (!bytes)
      missing.push_back(f.path);
    else if (sha256(*bytes) != f.sha256)
      wrong.push_back(f.path);
    else if (missing.empty() && wrong.empty())
      files.write_atomic(join(to, f.path), *bytes);
  }
  if (!missing.empty())
    throw Failure("missing-files",
                  fmt::format("`{}` lacks {} of the {} files of `{}`: {}", from, missing.size(), d.files.size(), d.name,
                              first_few(missing)),
                  d.source.empty() ? "" : "it comes from " + d.source);
  if (!wrong.empty())
    throw Failure("wrong-digest",
                  fmt::format("{} of the {} files of `{}` have another content than listed: {}", wrong.size(),
                              d.files.size(), d.name, first_few(wrong)),
                  "another version of the dataset, or a damaged copy");
}

}  // namespace

std::string get_dataset(const Dataset& d, const std::string& from, const DataPlaces& places, Files& files,
                        const std::function<void(const DataProgress&)>& progress) {
  if (from.empty())
    throw Failure("no-such-dataset", fmt::format("where `{}` lies was not said", d.name),
                  "give --from DIR|URL" + (d.source.empty() ? std::string() : "; it comes from " + d.source));
  const std::string to = join(places.home, d.name);
  const std::string staging = fmt::format("{}.partial-{}", to, ::getpid());
  files.remove(staging);
  try {
    const std::string whole = join(staging, "whole"), unpacked = join(staging, "unpacked");
    const auto from_folder = [&](const std::string& root) {
      const auto folder = locate(files, root, d);
      if (!folder)
        throw Failure("missing-files", fmt::format("`{}` does not hold the dataset `{}`: there is no `{}`", from,
                                                   d.name, d.files.empty() ? "" : d.files.front().path));
      take(
          d, from, whole, files,
          [&](const std::string& path) -> std::optional<std::string> {
            const std::string at = join(*folder, path);
            if (!files.exists(at)) return {};
            return files.read(at);
          },
          progress);
    };
    if (is_archive(from)) {
      unpack_archive(is_url(from) ? download(from) : files.read(from), unpacked, files);
      from_folder(unpacked);
    } else if (is_url(from)) {
      take(
          d, from, whole, files,
          [&](const std::string& path) { return download_if_there(join(from, escape_path(path))); }, progress);
    } else {
      if (!files.is_folder(from)) throw Failure("no-such-file", fmt::format("`{}` is no folder, archive or URL", from));
      from_folder(from);
    }
    files.write_atomic(join(whole, "DATASET.txt"), fmt::format("{}\n\nLicence: {}\nSource: {}\nCitation: {}\nDOI: {}\n",
                                                               d.title, d.licence, d.source, d.citation, d.doi));
    files.remove(to);
    files.rename(whole, to);
    files.remove(staging);
  } catch (const Failure&) {
    files.remove(staging);
    throw;
  }
  if (progress) progress({d.files.size(), d.files.size(), ""});
  return to;
}

}  // namespace rgx::engine
