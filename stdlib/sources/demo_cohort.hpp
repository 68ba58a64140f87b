#pragma once
// The demonstration cohort: a small study made from a seed, with associations that were planted and are known.
// Nothing in it was measured on anybody.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rgx::stdlib {

struct DemoSettings {
  std::uint64_t seed = 1;
  std::size_t subjects = 40;  // 20 to 999, the excluded one included
  bool null = false;          // the same cohort with every planted effect at zero
};

// One subject: what the clinical table and the expression matrix say, and the latent values its image is drawn from.
struct DemoSubject {
  std::string id;
  int age = 0;  // years
  std::string sex, site;
  bool mutant = false;
  std::optional<double> ki67;  // percent; absent in one subject
  bool prior_surgery = false;  // true in one subject, whom the study excludes
  double size = 0, brightness = 0, heterogeneity = 0;
  std::vector<double> expression;  // log2, one a gene of demo_genes()
};

// An association that was put in, by the names it has in the tables of the demonstration study.
struct DemoPlanted {
  std::string block;    // the analysis that should find it
  std::string left;     // the feature or gene, as its row is named
  std::string right;    // the outcome or gene
  double strength = 0;  // standardised mean difference for an outcome, correlation of the latent value for a gene
  double power = 0;     // share of the cohorts of seeds 1 to 200, 40 subjects each, in which it is found at q < 5 %
};

std::vector<std::string> demo_genes();
std::vector<DemoPlanted> demo_planted();

// engine::Failure `demo-size` for a number of subjects outside 20 to 999.
std::vector<DemoSubject> demo_subjects(const DemoSettings& settings);

// Writes study.rgx, clinical.csv, expression.csv, planted.csv, README.md and images/ID_{t1ce,brain,lesion}.nii.gz.
// `dir` is made where it does not exist. The same settings give the same bytes. engine::Failure `output-exists` where
// `dir` holds anything already, `output-write` where something cannot be written.
void write_demo(const std::filesystem::path& dir, const DemoSettings& settings);
void write_demo(const std::filesystem::path& dir, std::uint64_t seed, std::size_t subjects = 40, bool null = false);

}  // namespace rgx::stdlib
