#include "engine/value.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace rgx::engine;
using rgx::lang::Literal;

TEST_CASE("value: shortest decimals read back to the same double and look like what people write") {
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(100000) == "100000");
  CHECK(shortest(-3) == "-3");
  CHECK(shortest(1e300) == "1e+300");
  CHECK(shortest(std::nan("")) == "");
  CHECK(shortest(-std::numeric_limits<double>::infinity()) == "-Inf");
  CHECK(shortest(std::numeric_limits<double>::denorm_min()) == "5e-324");
  for (const double v : {1.0 / 3, 2.0 / 3 * 1e-12, 123456.789, 1e15 + 1, 4503599627370497.5, 1e22})
    CHECK(std::stod(shortest(v)) == v);
}

TEST_CASE("value: literals become JSON, canonical text does not depend on order of writing or on 4 and 4.0") {
  const Literal literal(Literal::Map{{"b", 4.0}, {"a", Literal::List{true, "x", Literal()}}});
  CHECK(canonical(to_json(literal)) == R"({"a":[true,"x",null],"b":4})");
  CHECK(canonical(Json(4)) == canonical(Json(4.0)));
  CHECK(canonical(Json(std::numeric_limits<double>::infinity())) == R"("Inf")");
}

TEST_CASE("value: the readable text breaks long lists one item a line and is the same value") {
  const Json j = {
      {"nodes", Json::array({{{"path", "a"}, {"version", 1}}, {{"path", std::string(70, 'b')}, {"x", 0.25}}})}};
  CHECK(readable(j, 60) == "{\n \"nodes\": [\n  {\"path\": \"a\", \"version\": 1},\n  {\n   \"path\": \"" +
                               std::string(70, 'b') + "\",\n   \"x\": 0.25\n  }\n ]\n}\n");
  CHECK(Json::parse(readable(j, 60)) == j);
}
