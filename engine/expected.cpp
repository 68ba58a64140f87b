#include "engine/expected.hpp"

#include <algorithm>
#include <cmath>

#include "engine/digest.hpp"
#include "engine/failure.hpp"

namespace rgx::engine {

std::string rest_of(const Csv& csv, const std::vector<ExpectedColumn>& numbers) {
  std::vector<std::size_t> rest;
  for (std::size_t c = 0; c < csv.columns().size(); ++c)
    if (std::none_of(numbers.begin(), numbers.end(), [&](const auto& n) { return n.name == csv.columns()[c]; }))
      rest.push_back(c);
  Sha256 digest;
  for (std::size_t r = 0; r < csv.rows(); ++r)
    for (const std::size_t c : rest) digest.update(csv.cell(r, c) + "\n");
  return digest.hex();
}

ExpectedTable expect(const std::string& file, const std::string& csv, const Table& table, bool subject_level,
                     bool packed) {
  ExpectedTable out{file, sha256(csv), table.rows(), table.columns.size(), subject_level, packed, {}, {}};
  if (packed) return out;
  for (const auto& c : table.columns) {
    if (c.kind != Column::Kind::number) continue;
    ExpectedColumn e{c.name, 0, 0, 0};
    for (const double v : c.numbers)
      if (std::isfinite(v)) {
        ++e.n;
        e.mean += v;
        e.mean_of_squares += v * v;
      }
    if (e.n < fewest_cases) continue;
    e.mean /= static_cast<double>(e.n);
    e.mean_of_squares /= static_cast<double>(e.n);
    if (std::isfinite(e.mean_of_squares)) out.numbers.push_back(std::move(e));
  }
  out.rest_sha256 = rest_of(Csv(csv, {}), out.numbers);
  return out;
}

std::string Expected::text() const {
  Json lines = Json::array(), used = Json::array();
  for (const auto& t : tables) {
    Json numbers = Json::array();
    for (const auto& c : t.numbers)
      numbers.push_back({{"column", c.name}, {"n", c.n}, {"mean", c.mean}, {"mean_of_squares", c.mean_of_squares}});
    Json line = {{"file", t.file},       {"sha256", t.sha256}, {"rows", t.rows},
                 {"columns", t.columns}, {"packed", t.packed}, {"subject_level", t.subject_level}};
    if (!t.packed) line.update({{"numbers", numbers}, {"rest_sha256", t.rest_sha256}});
    lines.push_back(line);
  }
  for (const auto& d : definitions) used.push_back({{"used", d.used}, {"file", d.file}});
  Json out = {{"scheme", 1}, {"subject_data", subject_data}, {"tables", lines}, {"definitions", used}};
  if (!scheme.empty()) out["identifiers"] = scheme;
  return readable(out, 200);
}

Expected Expected::parse(const std::string& text) {
  Expected out;
  try {
    const Json j = Json::parse(text);
    if (j.at("scheme").get<int>() != 1)
      throw Failure("no-pack", "this pack is of a newer scheme than this rgx reads", "use the rgx it was made with");
    out.subject_data = j.at("subject_data").get<std::string>();
    out.scheme = j.value("identifiers", "");
    for (const auto& t : j.at("tables")) {
      ExpectedTable e;
      e.file = t.at("file").get<std::string>();
      e.sha256 = t.at("sha256").get<std::string>();
      e.rows = t.at("rows").get<std::size_t>();
      e.columns = t.at("columns").get<std::size_t>();
      e.packed = t.at("packed").get<bool>();
      e.subject_level = t.at("subject_level").get<bool>();
      e.rest_sha256 = t.value("rest_sha256", "");
      for (const auto& c : t.value("numbers", Json::array()))
        e.numbers.push_back({c.at("column").get<std::string>(), c.at("n").get<std::size_t>(),
                             c.at("mean").get<double>(), c.at("mean_of_squares").get<double>()});
      out.tables.push_back(std::move(e));
    }
    for (const auto& d : j.at("definitions"))
      out.definitions.push_back({d.at("used").get<std::string>(), d.at("file").get<std::string>(), {}});
  } catch (const Json::exception& e) {
    throw Failure("no-pack", std::string("its expected.json cannot be read: ") + e.what());
  }
  return out;
}

}  // namespace rgx::engine
