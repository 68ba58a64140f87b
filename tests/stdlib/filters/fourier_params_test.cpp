// Names of responses, and filters called as the extractor calls them: through their declarations.
#include "stdlib/filters/fourier_params.hpp"

#include <any>
#include <map>
#include <set>
#include <stdexcept>

#include "stdlib/filters/operations_fourier.hpp"
#include "tests/stdlib/filters/filter_images.hpp"

using namespace rgx::test;
namespace en = rgx::engine;
namespace fi = rgx::filters;
using en::Json;
using Names = std::vector<std::string>;

namespace {

const fi::Filter& filter_of(const std::vector<en::Operation>& all, const std::string& name) {
  for (const auto& op : all) {
    if (op.signature.name == name) return std::any_cast<const fi::Filter&>(op.part);
  }
  throw std::runtime_error("no filter " + name);
}

Names names(const std::vector<en::Operation>& all, const std::string& name, const Json& params, bool by_slice = false) {
  return filter_of(all, name).names(params, by_slice);
}

}  // namespace

TEST_CASE("filters in the Fourier domain: names") {
  const auto all = fi::fourier_filters();
  CHECK(names(all, "simoncelli", Json::object()) == Names{"simoncelli_1"});
  CHECK(names(all, "simoncelli", {{"level", 2}, {"boundary", "mirror"}}) == Names{"simoncelli_2_mirror"});
  CHECK(names(all, "riesz", {{"order", {1, 0, 0}}, {"sigma", 3}}) == Names{"riesz_100_log_3mm"});
  CHECK(names(all, "riesz", {{"order", {1, 0, 0}}, {"sigma", 2.5}, {"boundary", "zero"}}) ==
        Names{"riesz_100_log_2_5mm_zero"});
  CHECK(names(all, "riesz", {{"order", {0, 2, 0}}, {"of", "simoncelli"}, {"level", 1}, {"tensor_sigma", 4}}) ==
        Names{"riesz_steered_020_simoncelli_1_tensor_4mm"});
  CHECK(names(all, "riesz", {{"order", {1, 1}}, {"sigma", 3}}, true) == Names{"riesz_110_log_3mm"});
  CHECK_THROWS_AS(names(all, "riesz", {{"order", {1, 1}}}), std::invalid_argument);
  CHECK_THROWS_AS(names(all, "riesz", {{"order", {0, 0, 0}}}), std::invalid_argument);
  CHECK_THROWS_AS(names(all, "riesz", {{"order", {0, 0, 1}}}, true), std::invalid_argument);
  CHECK(names(all, "lbp", {{"neighbours", 16}, {"radius", 1.5}}) == Names{"lbp_16_1_5"});
  for (const std::string name : {"square", "square_root", "logarithm", "exponential", "gradient"})
    CHECK(names(all, name, Json::object()) == Names{name});
}

TEST_CASE("filters of PyRadiomics: its names in its order") {
  const auto all = fi::pyradiomics_filters();
  CHECK(names(all, "log", {{"sigma", {3.0, 0.5}}}) == Names{"log-sigma-3-0-mm-3D", "log-sigma-0-5-mm-3D"});
  CHECK(names(all, "log", {{"sigma", 5}}) == Names{"log-sigma-5-0-mm-3D"});
  CHECK(names(all, "wavelet", Json::object()) == Names{"wavelet-LLH", "wavelet-LHL", "wavelet-LHH", "wavelet-HLL",
                                                       "wavelet-HLH", "wavelet-HHL", "wavelet-HHH", "wavelet-LLL"});
  CHECK(names(all, "wavelet", {{"level", 2}}, true) ==
        Names{"wavelet-LH", "wavelet-HL", "wavelet-HH", "wavelet2-LH", "wavelet2-HL", "wavelet2-HH", "wavelet2-LL"});
  for (const std::string name : {"square", "squareroot", "logarithm", "exponential", "gradient"})
    CHECK(names(all, name, Json::object()) == Names{name});
}

TEST_CASE("filters: every declaration runs, on volumes and by slice, and says what it is") {
  const std::map<std::string, Json> needed{{"log", {{"sigma", 1.0}}}, {"riesz", {{"order", {1, 1, 0}}, {"sigma", 1}}}};
  const auto image = noise({9, 8, 7});
  for (const auto& all : {fi::fourier_filters(), fi::pyradiomics_filters()}) {
    std::set<std::string> seen;
    for (const auto& op : all) {
      CAPTURE(op.signature.name);
      CHECK(seen.insert(op.signature.name).second);
      CHECK(!op.signature.summary.empty());
      CHECK(!op.signature.methods.empty());
      CHECK(!op.signature.cites.empty());
      const auto params = needed.count(op.signature.name) ? needed.at(op.signature.name) : Json::object();
      const auto& filter = std::any_cast<const fi::Filter&>(op.part);
      for (const bool by_slice : {false, true}) {
        const auto count = filter.names(params, by_slice).size();
        std::vector<std::vector<float>> responses;
        for (std::size_t r = 0; r < count; ++r) {
          const auto out = filter.apply({image, params, by_slice, r, fi::whole(image.geometry), kSerial});
          CHECK(out.geometry.size == image.geometry.size);
          CHECK(range_of(out) > 0);
          for (const auto& before : responses) CHECK(out.voxels != before);
          responses.push_back(out.voxels);
        }
      }
    }
  }
  CHECK(fi::spelled(2.5) == "2_5");
  CHECK(fi::spelled(3) == "3");
  CHECK(fi::boundary_of({{"boundary", "nearest"}}, fi::Boundary::zero) == fi::Boundary::nearest);
  CHECK_THROWS_AS(fi::boundary_of({{"boundary", "wrap"}}, fi::Boundary::zero), std::invalid_argument);
}
