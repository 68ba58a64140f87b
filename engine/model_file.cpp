#include "engine/model_file.hpp"

#include <charconv>
#include <set>

#include "engine/archive.hpp"
#include "engine/digest.hpp"
#include "engine/failure.hpp"

namespace rgx::engine {
namespace {

constexpr std::string_view magic = "rgx model ";
constexpr unsigned format = 1;

std::string cbor(const Json& body) {
  const auto bytes = Json::to_cbor(body);
  return {bytes.begin(), bytes.end()};
}

std::string file_of(const Json& about, const std::string& body) {
  const std::string line = about.dump() + "\n";
  Sha256 digest;
  digest.update(line);
  digest.update(body);
  return std::string(magic) + std::to_string(format) + "\n" + digest.hex() + "\n" + line + compress(body);
}

[[noreturn]] void unreadable(const std::string& path, const std::string& why, const std::string& help) {
  Failure f("unreadable-file", "`" + path + "` " + why, help);
  f.file = path;
  throw f;
}

// The text up to the next line's end, which is taken too.
std::string_view line_of(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view out = bytes.substr(0, end);
  bytes.remove_prefix(end + 1);
  return out;
}

}  // namespace

std::string pack_model(const Json& about, const Json& body) { return file_of(about, cbor(body)); }

ModelFile read_model(std::string_view bytes, const std::string& path) {
  const std::string help = "copy it anew from `models/` of the run directory that wrote it";
  if (!bytes.starts_with(magic))
    unreadable(path, "is no fitted model", "a run writes one for each model, `models/NAME.model` in its directory");
  const std::string_view first = line_of(bytes);
  const std::string_view number = first.substr(std::min(first.size(), magic.size()));
  unsigned found = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), found);
  if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size() || found == 0)
    unreadable(path, "is damaged: its first line is not that of a model", help);
  if (found > format)
    unreadable(path,
               "is a fitted model of format " + std::to_string(found) + ", and this rgx reads format " +
                   std::to_string(format),
               "use the rgx it was written with, or a newer one");
  const std::string written(line_of(bytes));
  const std::string about(line_of(bytes));
  if (!is_digest(written) || about.empty()) unreadable(path, "is damaged: its head is cut short", help);
  std::string body;
  try {
    body = decompress(bytes);
  } catch (const Failure&) {
    unreadable(path, "is damaged: it is cut short or was changed", help);
  }
  Sha256 digest;
  digest.update(about + "\n");
  digest.update(body);
  if (digest.hex() != written) unreadable(path, "is damaged: its content is not that of its digest", help);
  ModelFile out;
  out.digest = written;
  out.about = Json::parse(about, nullptr, false);
  out.body = Json::from_cbor(body, true, false);
  if (!out.about.is_object() || out.body.is_discarded()) unreadable(path, "is damaged: it cannot be parsed", help);
  return out;
}

std::shared_ptr<const lang::ModelView> view_model(const ModelFile& file) {
  try {
    const Json& about = file.about;
    auto out = std::make_shared<lang::ModelView>();
    const Json& outcome = about.at("outcome");
    out->outcome = outcome.at("name").get<std::string>();
    out->type = outcome.at("type").get<std::string>();
    out->levels = outcome.at("levels").get<std::vector<std::string>>();
    out->unit = outcome.at("unit").get<std::string>();
    out->over_time = about.at("baseline").get<bool>();
    out->origin = about.at("learner").at("op").get<std::string>();
    std::string steps;
    for (const auto& step : about.at("steps"))
      steps += (steps.empty() ? " after " : ", ") + step.at("op").get<std::string>();
    const auto subjects = about.at("subjects").get<std::size_t>();
    out->origin += steps + " of " + std::to_string(subjects) + (subjects == 1 ? " subject" : " subjects") + ", model " +
                   about.at("name").get<std::string>() + " of the study with SHA-256 " +
                   about.at("study").get<std::string>().substr(0, 12);
    const auto columns = [&](const char* which, std::vector<lang::ModelView::Column>& to) {
      for (const auto& c : about.at(which))
        to.push_back({c.at("name").get<std::string>(), c.at("block").get<std::string>(),
                      c.at("unit").get<std::string>(), c.at("kind") == "category",
                      c.at("levels").get<std::vector<std::string>>()});
    };
    columns("predictors", out->predictors);
    columns("beside", out->beside);
    const auto known = about.at("training").get<std::set<std::string>>();
    out->knows = [known](const std::string& subject) { return known.contains(sha256(subject)); };
    return out;
  } catch (const Json::exception& e) {
    throw Failure("unreadable-file", std::string("it does not say what it is: ") + e.what());
  }
}

Table model_table(const Json& about, const Json& body) {
  Table out;
  out.columns = {Column::of_texts("about", {about.dump()}), Column::of_texts("body", {cbor(body)})};
  return out;
}

std::string pack_model(const Table& table, const Json& more) {
  Json about = Json::parse(table.at("about").texts.at(0));
  about.update(more);
  return file_of(about, table.at("body").texts.at(0));
}

}  // namespace rgx::engine
