#include "stdlib/sources/demo_cohort.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/failure.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/sources/demo_image.hpp"

namespace fs = std::filesystem;
using namespace rgx::stdlib;

namespace {

// A folder of this process's own, removed at the end.
class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / ("rgx_demo_test_" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Scratch() { fs::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in, file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

// path below the folder → bytes
std::map<std::string, std::string> contents(const fs::path& dir) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    if (entry.is_regular_file()) files[fs::relative(entry.path(), dir).string()] = read(entry.path());
  }
  return files;
}

std::size_t count_in(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const rgx::engine::Failure& failure) {
    return failure.code;
  }
  return "nothing thrown";
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double n = static_cast<double>(a.size());
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) ma += a[i] / n, mb += b[i] / n;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb), aa += (a[i] - ma) * (a[i] - ma), bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}

}  // namespace

TEST_CASE("demo cohort: tables, images and study stand where the study looks for them") {
  const Scratch scratch;
  const fs::path dir = scratch / "demo";
  write_demo(dir, 1, 24);
  const std::map<std::string, std::string> files = contents(dir);
  CHECK(files.size() == 5 + 3 * 24);
  const std::string& clinical = files.at("clinical.csv");
  CHECK(count_in(clinical, "\n") == 25);
  CHECK(count_in(clinical, ",yes\n") == 1);
  CHECK(count_in(clinical, ",,") == 1);
  CHECK(count_in(clinical, ",mutant,") == 12);
  CHECK(count_in(files.at("expression.csv"), "\n") == 25);
  CHECK(count_in(files.at("expression.csv"), ",") == 25 * 30);
  CHECK(count_in(files.at("planted.csv"), "\n") == demo_planted().size() + 1);
  CHECK(count_in(files.at("study.rgx"), "seed:       1\n") == 1);

  std::set<std::array<std::int64_t, 3>> sizes;
  std::size_t oblique = 0;
  for (const DemoSubject& s : demo_subjects({.seed = 1, .subjects = 24})) {
    const auto image = read_image(dir / "images" / (s.id + "_t1ce.nii.gz"));
    const auto brain = read_mask(dir / "images" / (s.id + "_brain.nii.gz"));
    const auto lesion = read_mask(dir / "images" / (s.id + "_lesion.nii.gz"), 1);
    CHECK(same_grid(image.geometry, brain.geometry));
    CHECK(same_grid(image.geometry, lesion.geometry));
    CHECK(image.geometry.spacing[2] > image.geometry.spacing[0]);
    sizes.insert(image.geometry.size);
    oblique += std::abs(image.geometry.direction[1]) > 1e-3 ? 1 : 0;
    std::size_t voxels = 0, outside = 0;
    for (std::size_t v = 0; v < lesion.voxels.size(); ++v) {
      voxels += lesion.voxels[v];
      outside += lesion.voxels[v] != 0 && brain.voxels[v] == 0 ? 1 : 0;
    }
    CHECK(voxels > 80);
    CHECK(outside == 0);
  }
  CHECK(sizes.size() == 2);
  CHECK(oblique == 8);
}

TEST_CASE("demo cohort: the same seed gives the same bytes, another seed others") {
  const Scratch scratch;
  write_demo(scratch / "a", 7, 20);
  write_demo(scratch / "b", 7, 20);
  write_demo(scratch / "c", 8, 20);
  const auto a = contents(scratch / "a");
  CHECK(a == contents(scratch / "b"));
  const auto c = contents(scratch / "c");
  for (const char* file : {"clinical.csv", "expression.csv", "images/demo-001_t1ce.nii.gz"}) {
    CHECK_MESSAGE(a.at(file) != c.at(file), file);
  }
}

TEST_CASE("demo cohort: latent values follow what was planted, and nothing in the null copy") {
  for (const bool null : {false, true}) {
    const auto subjects = demo_subjects({.seed = 3, .subjects = 900, .null = null});
    std::vector<double> mutant, size, brightness, heterogeneity;
    std::vector<std::vector<double>> genes(demo_genes().size());
    for (const DemoSubject& s : subjects) {
      mutant.push_back(s.mutant ? 1 : 0), size.push_back(s.size), brightness.push_back(s.brightness);
      heterogeneity.push_back(s.heterogeneity);
      for (std::size_t g = 0; g < genes.size(); ++g) genes[g].push_back(s.expression[g]);
    }
    // A difference of d standard deviations between halves is a point-biserial correlation of d / sqrt(d² + 4) = 0.67.
    const double of_outcome = null ? 0 : 0.669, of_latent = null ? 0 : 0.85;
    CHECK(correlation(mutant, heterogeneity) == doctest::Approx(-of_outcome).epsilon(0.001).scale(100));
    CHECK(correlation(mutant, genes[0]) == doctest::Approx(of_outcome).epsilon(0.001).scale(100));
    CHECK(correlation(size, genes[1]) == doctest::Approx(of_latent).epsilon(0.001).scale(100));
    CHECK(correlation(brightness, genes[2]) == doctest::Approx(of_latent).epsilon(0.001).scale(100));
    for (std::size_t g = 3; g < genes.size(); ++g) {
      CHECK(std::abs(correlation(mutant, genes[g])) < 0.13);  // 4 standard errors of 900 subjects
      CHECK(std::abs(correlation(size, genes[g])) < 0.13);
    }
  }
}

TEST_CASE("demo cohort: a lesion's volume, mean and spread follow their latent values") {
  const rgx::stats::Stream stream(99);
  const auto measure = [&](const DemoImageSettings& settings) {
    const DemoImage drawn = draw_demo_image(settings, stream);
    std::array<double, 3> found{};  // volume, mean and standard deviation over the mean of the brain outside the lesion
    double outside = 0, n_outside = 0, sum = 0, squares = 0, n = 0;
    for (std::size_t v = 0; v < drawn.image.voxels.size(); ++v) {
      const double x = static_cast<double>(drawn.image.voxels[v]);
      if (drawn.lesion.voxels[v] != 0) {
        n += 1, sum += x, squares += x * x;
      } else if (drawn.brain.voxels[v] != 0) {
        outside += x, n_outside += 1;
      }
    }
    const double unit = outside / n_outside;
    found[0] = n * drawn.image.geometry.spacing[0] * drawn.image.geometry.spacing[1] * drawn.image.geometry.spacing[2];
    found[1] = sum / n / unit;
    found[2] = std::sqrt(squares / n - sum / n * (sum / n)) / unit;
    return found;
  };
  const auto middle = measure({});
  CHECK(middle[0] == doctest::Approx(4.0 / 3 * 3.14159265 * 512).epsilon(0.15));  // a ball of 8 mm
  CHECK(middle[1] == doctest::Approx(1 + 110.0 / 400).epsilon(0.01));
  CHECK(middle[2] == doctest::Approx(40.0 / 400).epsilon(0.03));
  CHECK(measure({.size = 1})[0] == doctest::Approx(middle[0] * std::exp(0.48)).epsilon(0.1));
  CHECK(measure({.brightness = 1})[1] == doctest::Approx(1 + 140.0 / 400).epsilon(0.01));
  CHECK(measure({.heterogeneity = 1})[2] == doctest::Approx(40.0 / 400 * std::exp(0.25)).epsilon(0.03));
}

TEST_CASE("demo cohort: what cannot be made is refused with a code") {
  const Scratch scratch;
  CHECK(code_of([&] { write_demo(scratch / "few", 1, 19); }) == "demo-size");
  CHECK_FALSE(fs::exists(scratch / "few"));

  fs::create_directories(scratch / "taken");
  std::ofstream(scratch / "taken" / "notes.txt") << "mine";
  CHECK(code_of([&] { write_demo(scratch / "taken", 1, 20); }) == "output-exists");
  CHECK(read(scratch / "taken" / "notes.txt") == "mine");

  std::ofstream(scratch / "file") << "a regular file";
  CHECK(code_of([&] { write_demo(scratch / "file", 1, 20); }) == "output-exists");
  CHECK(code_of([&] { write_demo(scratch / "file" / "below", 1, 20); }) == "output-write");
}
