#include "engine/model_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "engine/compare_models.hpp"
#include "engine/digest.hpp"
#include "engine/failure.hpp"

using namespace rgx::engine;

namespace {

Json about() {
  return {
      {"name", "m"},
      {"study", std::string(64, 'a')},
      {"learner", {{"op", "logistic"}}},
      {"steps", {{{"op", "impute"}}, {{"op", "standardise"}}}},
      {"subjects", 1},
      {"outcome", {{"name", "y"}, {"type", "binary"}, {"levels", {"no", "yes"}}, {"unit", ""}}},
      {"predictors", {{{"name", "a"}, {"block", "t"}, {"kind", "number"}, {"unit", "mm"}, {"levels", Json::array()}}}},
      {"beside", Json::array()},
      {"baseline", false},
      {"training", {sha256("S1")}}};
}

Json doubles(const std::vector<double>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(double));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return {{"of", "double"}, {"values", Json::binary(bytes)}};
}

std::string refusal(const std::string& bytes) {
  try {
    read_model(bytes, "x.model");
  } catch (const Failure& f) {
    CHECK(f.code == "unreadable-file");
    return f.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a model file gives back what was put in, doubles to the bit") {
  const Json body{{"third", 1.0 / 3}, {"tiny", 5e-324}, {"minus", -0.0}, {"all", doubles({0.1, -0.0, 1e300})}};
  const std::string bytes = pack_model(about(), body);
  CHECK(bytes == pack_model(about(), body));
  CHECK(bytes.starts_with("rgx model 1\n"));
  const ModelFile back = read_model(bytes, "x.model");
  CHECK(back.about == about());
  CHECK(back.body == body);
  CHECK(std::signbit(back.body.at("minus").get<double>()));
  CHECK(is_digest(back.digest));
  const auto view = view_model(back);
  CHECK(view->outcome == "y");
  CHECK(view->predictors.at(0).unit == "mm");
  CHECK(view->origin ==
        "logistic after impute, standardise of 1 subject, model m of the study with SHA-256 aaaaaaaaaaaa");
  CHECK(view->knows("S1"));
  CHECK(!view->knows("S2"));
}

TEST_CASE("a model file that is none, is cut short, was changed or comes from the future is refused with the reason") {
  const std::string bytes = pack_model(about(), {{"third", 1.0 / 3}});
  CHECK(refusal("term,coefficient\n").find("is no fitted model") != std::string::npos);
  CHECK(refusal("").find("is no fitted model") != std::string::npos);
  std::string newer = bytes;
  newer.replace(0, 11, "rgx model 2");
  CHECK(refusal(newer).find("format 2, and this rgx reads format 1") != std::string::npos);
  // Wherever a bit flips or the end is missing behind the first line.
  for (std::size_t at = 12; at < bytes.size(); at += 7) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    CHECK(refusal(flipped).find("is damaged") != std::string::npos);
    CHECK(refusal(bytes.substr(0, at)).find("is damaged") != std::string::npos);
  }
  CHECK_THROWS_AS(view_model({{{"name", "m"}}, {}, ""}), Failure);
}

TEST_CASE("models of two runs are compared by what they predict by") {
  Json more = about();
  more["rgx"] = "0.1";
  more["study"] = "another text";
  const Json body{{"w", doubles({1, 2, 4})}, {"of", "img"}, {"n", 3}};
  const std::string one = pack_model(about(), body);
  CHECK(compare_models("m", one, pack_model(more, body), 1e-9).verdict == "identical");
  Json moved = body;
  moved["w"] = doubles({1, 2 + 2e-12, 4});
  const auto near = compare_models("m", one, pack_model(about(), moved), 1e-9);
  CHECK(near.verdict == "equivalent");
  CHECK(near.numbers == 1);
  CHECK(near.largest_relative_difference == doctest::Approx(1e-12).epsilon(0.01));
  CHECK(near.where == "`w`");
  CHECK(compare_models("m", one, pack_model(about(), moved), 1e-14).verdict == "different");
  moved["w"] = doubles({1, 2});
  CHECK(compare_models("m", one, pack_model(about(), moved), 1e-9).detail == "`w.values` is another");
  more["training"] = Json::array();
  CHECK(compare_models("m", one, pack_model(more, body), 1e-9).verdict == "different");
  CHECK(compare_models("m", one, "what", 1e-9).verdict == "different");
}
