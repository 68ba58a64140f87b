#include "stdlib/sources/demo_cohort.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string_view>
#include <system_error>

#include "engine/failure.hpp"
#include "stats/base/random.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/sources/demo_image.hpp"
#include "stdlib/sources/demo_text.hpp"

namespace rgx::stdlib {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kGenes = 30;
constexpr double kOutcomeEffect = 1.8;  // standardised mean difference
constexpr double kCorrelation = 0.85;

// FNV-1a of the purpose over the seed: streams of different purposes share no draw.
std::uint64_t stream_key(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325U ^ (seed * 0x9e3779b97f4a7c15U);
  for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

// A value that goes with `latent` by the planted correlation, or not at all.
double follow(double latent, double noise, bool null) {
  return null ? noise : kCorrelation * latent + std::sqrt(1 - kCorrelation * kCorrelation) * noise;
}

void draw_molecular(DemoSubject& subject, bool null, stats::Stream stream) {
  const double side = null ? 0 : kOutcomeEffect / 2 * (subject.mutant ? 1 : -1);
  subject.size = stream.normal();
  subject.brightness = stream.normal();
  subject.heterogeneity = stream.normal() - side;
  for (std::size_t g = 0; g < kGenes; ++g) {
    double value = stream.normal();
    if (g == 0) value += side;
    if (g == 1) value = follow(subject.size, value, null);
    if (g == 2) value = follow(subject.brightness, value, null);
    const double level = 4 + static_cast<double>(7 * g % 13) / 2, spread = 0.5 + 0.1 * static_cast<double>(g % 7);
    subject.expression.push_back(level + spread * value);
  }
  const double ki67 = stream.normal();
  subject.ki67 = std::round(10 * std::min(95.0, 18 * std::exp(0.5 * ki67))) / 10;
}

std::string clinical_csv(const std::vector<DemoSubject>& subjects) {
  std::string text = "subject,age,sex,site,genotype,ki67,prior_surgery\n";
  for (const DemoSubject& s : subjects) {
    text += fmt::format("{},{},{},{},{},{},{}\n", s.id, s.age, s.sex, s.site, s.mutant ? "mutant" : "wildtype",
                        s.ki67 ? fmt::format("{:.1f}", *s.ki67) : "", s.prior_surgery ? "yes" : "no");
  }
  return text;
}

std::string expression_csv(const std::vector<DemoSubject>& subjects) {
  std::string text = "subject";
  for (const std::string& gene : demo_genes()) text += "," + gene;
  text += "\n";
  for (const DemoSubject& s : subjects) {
    text += s.id;
    for (const double value : s.expression) text += fmt::format(",{:.3f}", value);
    text += "\n";
  }
  return text;
}

std::string planted_csv(bool null) {
  std::string text = "block,left,right,strength,power\n";
  if (null) return text;
  for (const DemoPlanted& p : demo_planted()) {
    text += fmt::format("{},{},{},{},{}\n", p.block, p.left, p.right, p.strength, p.power);
  }
  return text;
}

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw engine::Failure("output-write", fmt::format("cannot write `{}`", file.string()));
}

void make_folder(const fs::path& dir) {
  std::error_code failed;
  fs::create_directories(dir / "images", failed);
  if (failed) {
    throw engine::Failure("output-write",
                          fmt::format("cannot make the folder `{}`: {}", dir.string(), failed.message()));
  }
}

void refuse_occupied(const fs::path& dir) {
  std::error_code failed;
  if (!fs::exists(dir, failed)) return;
  if (!fs::is_directory(dir, failed)) {
    throw engine::Failure("output-exists", fmt::format("`{}` is there already and is no folder", dir.string()));
  }
  if (!fs::is_empty(dir, failed)) {
    throw engine::Failure("output-exists", fmt::format("the folder `{}` is not empty", dir.string()),
                          "name a folder that does not exist yet");
  }
}

void write_images(const fs::path& dir, const DemoSettings& settings, const std::vector<DemoSubject>& subjects) {
  const stats::Stream stream(stream_key(settings.seed, "demo/images"));
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const DemoSubject& s = subjects[i];
    const DemoImage drawn = draw_demo_image({.size = s.size,
                                             .brightness = s.brightness,
                                             .heterogeneity = s.heterogeneity,
                                             .second_site = s.site == "B",
                                             .oblique = i % 3 == 2},
                                            stream.at(static_cast<std::uint32_t>(i)));
    try {
      write_image(dir / "images" / (s.id + "_t1ce.nii.gz"), drawn.image);
      write_mask(dir / "images" / (s.id + "_brain.nii.gz"), drawn.brain);
      write_mask(dir / "images" / (s.id + "_lesion.nii.gz"), drawn.lesion);
    } catch (const ImageError& error) {
      throw engine::Failure("output-write", error.message());
    }
  }
}

}  // namespace

std::vector<std::string> demo_genes() {
  std::vector<std::string> names;
  for (std::size_t g = 1; g <= kGenes; ++g) names.push_back(fmt::format("GENE{:02}", g));
  return names;
}

std::vector<DemoPlanted> demo_planted() {
  return {
      {"genotype_imaging", "lesion.T1ce.original.intensity.variance", "genotype", -kOutcomeEffect, 0.98},
      {"genotype_imaging", "lesion.T1ce.original.glcm.correlation", "genotype", -kOutcomeEffect, 0.91},
      {"genotype_expression", "GENE01", "genotype", kOutcomeEffect, 0.985},
      {"radiogenomic_map", "lesion.shape.volume_mesh", "GENE02", kCorrelation, 1},
      {"radiogenomic_map", "lesion.T1ce.original.intensity.mean", "GENE03", kCorrelation, 0.98},
  };
}

std::vector<DemoSubject> demo_subjects(const DemoSettings& settings) {
  const std::size_t n = settings.subjects;
  if (n < 20 || n > 999) {
    throw engine::Failure("demo-size", fmt::format("a demonstration cohort has 20 to 999 subjects, not {}", n));
  }
  stats::Stream stream(stream_key(settings.seed, "demo/subjects"));
  const std::vector<std::size_t> order = stream.permutation(n);
  std::vector<DemoSubject> subjects(n);
  for (std::size_t i = 0; i < n; ++i) {
    DemoSubject& s = subjects[i];
    s.id = fmt::format("demo-{:03}", i + 1);
    s.age = static_cast<int>(std::round(std::clamp(52 + 13 * stream.normal(), 19.0, 84.0)));
    s.sex = stream.bernoulli(0.5) ? "female" : "male";
    s.site = stream.bernoulli(0.4) ? "B" : "A";
    s.mutant = order[i] < (n + 1) / 2;
    draw_molecular(s, settings.null,
                   stats::Stream(stream_key(settings.seed, "demo/latent"), static_cast<std::uint32_t>(i)));
  }
  // Two different subjects: one lacks a cell, one is excluded.
  const std::vector<std::size_t> special = stream.sample(n, 2);
  subjects[special[0]].ki67.reset();
  subjects[special[1]].prior_surgery = true;
  return subjects;
}

void write_demo(const fs::path& dir, const DemoSettings& settings) {
  const std::vector<DemoSubject> subjects = demo_subjects(settings);
  refuse_occupied(dir);
  make_folder(dir);
  write_images(dir, settings, subjects);
  write_text(dir / "clinical.csv", clinical_csv(subjects));
  write_text(dir / "expression.csv", expression_csv(subjects));
  write_text(dir / "planted.csv", planted_csv(settings.null));
  write_text(dir / "README.md", demo_readme(settings));
  write_text(dir / "study.rgx", demo_study(settings));  // last: a folder with a study is whole
}

void write_demo(const fs::path& dir, std::uint64_t seed, std::size_t subjects, bool null) {
  write_demo(dir, DemoSettings{.seed = seed, .subjects = subjects, .null = null});
}

}  // namespace rgx::stdlib
