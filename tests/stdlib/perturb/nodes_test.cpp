// The nodes behind perturbations and readers' masks, as a plan calls them.
#include <limits>

#include "engine/operation.hpp"
#include "stdlib/imaging/voxels.hpp"
#include "stdlib/register.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace en = rgx::engine;
using en::Json;
using namespace rgx::test;

namespace {

using Inputs = std::vector<std::pair<std::string, en::Artifact>>;

const en::ParallelFor kSerial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
};
const en::ParallelFor kBackwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = n; i > 0; --i) body(i - 1);
};

en::Payload run(const char* operation, const Json& params, const Inputs& inputs, std::uint64_t stream = 0,
                const std::string& subject = "S1", const en::ParallelFor& parallel = kSerial) {
  static const std::vector<std::string> no_files;
  const auto* op = rgx::stdlib::registry().find(operation);
  REQUIRE(op != nullptr);
  return op->kernel({params, inputs, no_files, subject, stream, parallel}).value;
}

en::Mask disc(const en::Geometry& grid, double x, double radius) {
  return mask_of_voxels(grid,
                        [&](double i, double j, double k) { return std::hypot(i - x, j - 10, (k - 4) * 2) <= radius; });
}

en::Case scanned(const std::string& subject, double radius = 6) {
  const auto grid = plain_grid(20, 20, 9, 2, 2, 4);
  en::Case out;
  out.subject = subject;
  out.scans["PET"] = {image_of(grid, [](double i, double j, double k) { return 5 + std::sin(i / 2) + 0.2 * j * k; }),
                      "PET"};
  out.regions["gtv"].mask = disc(grid, 10, radius);
  return out;
}

const Json kExtract{
    {"scans", {"PET"}},
    {"regions", {"gtv"}},
    {"families",
     {{{"op", "shape"}, {"version", 1}, {"params", Json::object()}},
      {{"op", "intensity"}, {"version", 1}, {"params", Json::object()}}}},
    {"filters", {{{"op", "original"}, {"version", 1}, {"params", Json::object()}, {"responses", {"original"}}}}},
    {"conventions", "ibsi"}};
const Json kResampling{{"spacing", {3.0, 3.0, 3.0}}, {"image", "bspline"}, {"mask", "linear"}};
const Json kSteps = Json::array({Json{{"op", "resample"}, {"version", 1}, {"params", kResampling}}});

Json change(const std::string& op, const Json& params) { return {{"op", op}, {"version", 1}, {"params", params}}; }
Json perturbed(const Json& chain) { return {{"chain", chain}, {"steps", kSteps}, {"extract", kExtract}}; }

std::vector<double> numbers(const en::Payload& payload) {
  std::vector<double> out;
  for (const auto& c : std::get<en::Table>(payload).columns)
    if (c.name != "subject") out.push_back(c.numbers.at(0));
  return out;
}

}  // namespace

TEST_CASE("nothing changed gives what preprocessing and extraction give") {
  const Inputs in{{"case", en::Artifact(en::Payload(scanned("S1")))}};
  const Inputs resampled{{"case", en::Artifact(run("resample", kResampling, in))}};
  const auto plain = run("extract", kExtract, resampled);
  const auto again = run("extract_perturbed", perturbed(Json::array()), in);
  REQUIRE(numbers(plain).size() > 30);
  const auto a = numbers(plain), b = numbers(again);
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK((a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))));
  CHECK(std::get<en::Table>(plain).meta["dictionary"] == std::get<en::Table>(again).meta["dictionary"]);
}

TEST_CASE("every change changes something, the same each time, and chance hangs on the stream alone") {
  const Inputs in{{"case", en::Artifact(en::Payload(scanned("S1")))}};
  const auto plain = numbers(run("extract_perturbed", perturbed(Json::array()), in));
  const std::vector<Json> changes{
      change("rotate", {{"angles", 12.0}, {"image", "bspline"}}),
      change("translate", {{"fractions", {0.25, 0.5, 0.75}}, {"image", "linear"}}),
      change("translate", {{"fractions", 0.5}, {"image", "linear"}}),
      change("noise", {{"repetitions", 1}, {"sigma", 0.4}}),
      change("noise", {{"repetitions", 1}}),
      change("grow", {{"by", 0.2}}),
      change("shrink", {{"by", 0.2}}),
      change("contour", {{"repetitions", 1}}),
  };
  for (const auto& one : changes) {
    CAPTURE(one.dump());
    const auto changed = numbers(run("extract_perturbed", perturbed(Json::array({one})), in, 5));
    REQUIRE(changed.size() == plain.size());
    CHECK(changed != plain);
    CHECK(changed == numbers(run("extract_perturbed", perturbed(Json::array({one})), in, 5, "S1", kBackwards)));
  }
  const Json chain = Json::array({changes[0], changes[3], changes[7]});
  CHECK(numbers(run("extract_perturbed", perturbed(chain), in, 5)) !=
        numbers(run("extract_perturbed", perturbed(chain), in, 6)));
}

TEST_CASE("a region that is lost gives a row of missing values and says why") {
  const Inputs in{{"case", en::Artifact(en::Payload(scanned("S1", 1)))}};
  const auto row =
      std::get<en::Table>(run("extract_perturbed", perturbed(Json::array({change("shrink", {{"by", 0.95}})})), in));
  for (const auto& c : row.columns)
    if (c.name != "subject") CHECK(std::isnan(c.numbers.at(0)));
  CHECK(row.missing.size() == row.columns.size() - 1);
  CHECK(row.missing.front().reason == "region-lost");
  CHECK(row.meta["lost"].get<std::string>().find("leave none") != std::string::npos);
  // Collected, it is told once.
  en::Cohort cohort;
  cohort.subjects = {"S1"};
  const Inputs rows{{"cohort", en::Artifact(en::Payload(cohort))}, {"row", en::Artifact(en::Payload(row))}};
  static const std::vector<std::string> no_files;
  const Json params{{"block", "stable"}, {"levels", {"perturbation"}}, {"keys", {{"shrink(0.95)"}}}};
  const auto collected =
      rgx::stdlib::registry().find("collect_features")->kernel({params, rows, no_files, "", 0, kSerial});
  REQUIRE(collected.notes.size() == 1);
  CHECK(collected.notes[0].code == "region-lost");
  CHECK(collected.notes[0].message.find("`shrink(0.95)` leaves 1 of 1 subjects without a region (S1)") == 0);
}

TEST_CASE("a region on another grid than the scans has no contour to follow") {
  auto odd = scanned("S1");
  odd.regions["gtv"].mask = disc(plain_grid(20, 20, 9, 2.1, 2, 4), 10, 6);
  const Inputs in{{"case", en::Artifact(en::Payload(odd))}};
  try {
    run("extract_perturbed", perturbed(Json::array({change("contour", {{"repetitions", 1}})})), in);
    FAIL("no failure");
  } catch (const en::Failure& failure) {
    CHECK(failure.code == "geometry-mismatch");
  }
}

TEST_CASE("readers' masks: pairs of each subject, and subjects counted once") {
  const auto outlined = [](double shift, bool with = true) {
    auto out = scanned("S");
    out.regions["gtv"].mask = disc(out.regions["gtv"].mask.geometry, 10 + shift, 4);
    if (!with) out.regions.erase("gtv");
    return en::Artifact(en::Payload(out));
  };
  const Json measures{{{"op", "dice"}, {"params", Json::object()}},
                      {{"op", "surface_distance"}, {"params", {{"tolerance", 2.0}}}}};
  const Json params{{"measures", measures}, {"keys", {"A", "B", "C"}}};
  const auto first =
      run("compare_masks", params, {{"case", outlined(0)}, {"case", outlined(1)}, {"case", outlined(2)}}, 0, "S1");
  const auto& rows = std::get<en::Table>(first);
  REQUIRE(rows.rows() == 3);
  CHECK(rows.at("a").texts == std::vector<std::string>{"A", "A", "B"});
  CHECK(rows.at("b").texts == std::vector<std::string>{"B", "C", "C"});
  CHECK(rows.at("hausdorff").numbers[0] == doctest::Approx(2));
  CHECK(rows.at("hausdorff").numbers[1] == doctest::Approx(4));
  CHECK(rows.at("surface_dice").numbers[0] == 1);
  CHECK(rows.at("dice").numbers[0] == rows.at("dice").numbers[2]);
  CHECK(rows.at("dice").numbers[1] < rows.at("dice").numbers[0]);
  const auto second = run("compare_masks", {{"measures", measures}, {"keys", {"A", "B"}}},
                          {{"case", outlined(0)}, {"case", outlined(0)}}, 0, "S2");
  const auto lacking = run("compare_masks", {{"measures", measures}, {"keys", {"A", "B"}}},
                           {{"case", outlined(0)}, {"case", outlined(0, false)}}, 0, "S3");
  CHECK(std::get<en::Table>(lacking).missing.front().reason == "absent-mask");
  const auto both =
      run("mask_agreement", {{"measures", measures}, {"keys", {"A", "B", "C"}}, {"block", "outlines"}},
          {{"rows", en::Artifact(first)}, {"rows", en::Artifact(second)}, {"rows", en::Artifact(lacking)}});
  const auto& table = std::get<en::Bundle>(both).tables.at("agreement");
  REQUIRE(table.rows() == 6);
  const auto& d = rows.at("dice").numbers;
  const double mine = (d[0] + d[1] + d[2]) / 3, mean = (mine + 1) / 2, sd = (1 - mine) / std::sqrt(2.0);
  CHECK(table.at("statistic").texts[0] == "dice");
  CHECK(table.at("estimate").numbers[0] == doctest::Approx(mean).epsilon(1e-12));
  CHECK(table.at("sd").numbers[0] == doctest::Approx(sd).epsilon(1e-12));
  CHECK(table.at("smallest").numbers[0] == doctest::Approx(mine).epsilon(1e-12));
  CHECK(table.at("n").numbers[0] == 2);
  // qt(0.975, 1)
  CHECK(table.at("ci_high").numbers[0] - mean ==
        doctest::Approx(12.706204736174705 * sd / std::sqrt(2.0)).epsilon(1e-10));
  CHECK(std::get<en::Bundle>(both).tables.at("overlap").rows() == 5);
}
