#include "stdlib/sources/demo_text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rgx::stdlib {
namespace {

constexpr std::string_view kStudyHead =
    R"(# Made by `rgx new demo`. Nobody's data: images, tables and what goes with what were drawn from a seed (see README.md).
rgx 1

study "Demonstration: texture, genotype and expression in a cohort drawn from a seed" {
  design:     retrospective
  question:   "Does texture differ by genotype and predict it, and which genes go with size and enhancement?"
  guidelines: [CLEAR, METRICS, TRIPOD_AI]
)";

constexpr std::string_view kStudyBody = R"(}

# Participants
cohort demo {
  table:   csv("clinical.csv")
  id:      subject
  include: age >= 18 years
  exclude: prior_surgery
  missing: exclude  # the subject without a Ki-67 stays in every other analysis

  outcome   genotype: binary(genotype, positive: "mutant", negative: "wildtype")
  outcome   ki67:     continuous(ki67, unit: 1 %)
  covariate age:      continuous(age, unit: 1 year)
  covariate sex:      category(sex)
  covariate site:     category(site)
}

# Imaging and segmentation
images mri {
  cohort: demo
  T1ce:   nifti("images/{id}_t1ce.nii.gz", modality: MR)
  brain:  mask("images/{id}_brain.nii.gz")
  lesion: mask("images/{id}_lesion.nii.gz", label: 1)
}

# Molecular data: a row a subject, a column a gene
matrix rna {
  cohort: demo
  source: csv("expression.csv", id: subject)
  kind:   expression
}

# Two sites with voxels of their own, some axes oblique, and a gain that differs from scan to scan
preprocess standardised {
  from: mri
  resample(spacing: 2 mm, image: linear, mask: linear)
  zscore(within: brain)
}

features radiomics {
  from:     standardised
  scans:    T1ce
  regions:  lesion
  discretise(bins: 16)
  families: [shape, intensity, glcm]
  filters:  original
}

# Statistical analysis
compare genotype_imaging {
  features: radiomics
  by:       genotype
  wilcoxon(effect: auc)
  correct(method: BH, level: 5 %)
}

compare genotype_expression {
  features: rna
  by:       genotype
  welch()
  correct(method: BH, level: 5 %)
}

associate radiogenomic_map {
  left:  radiomics
  right: rna
  spearman()
  correct(method: BH, level: 5 %)
}

associate proliferation {
  left:  radiomics
  right: ki67
  spearman()
  correct(method: BH, level: 5 %)
}

split folds {
  of:       demo
  stratify: genotype
  nested_cv(outer: 5, inner: 5, repeats: 5)
}

model signature {
  predict: genotype
  using:   [radiomics, age]
  within_folds {  # learned on training cases only, applied to the rest
    drop_correlated(above: 0.9)
    standardise()
  }
  elastic_net(alpha: tune(0.1, 0.5, 0.9), lambda: path(50))
  tune_by:  auc
  validate: folds
  metrics:  [auc, brier, calibration_slope]
}

report demonstration {
  sections: [participants, methods, results, provenance]
  show:     [genotype_imaging, genotype_expression, radiogenomic_map, proliferation, signature]
  write:    [html("report.html"), markdown("report.md")]
}
)";

constexpr std::string_view kReadmeHead = R"(# The demonstration cohort

Made by `rgx new demo`. Nothing here was measured on anybody: images, clinical table and expression matrix were drawn from
a seed, and the same seed gives the same bytes. `rgx run study.rgx` runs the study.

| file | what |
|---|---|
| `study.rgx` | the study |
| `clinical.csv` | a row a subject; one Ki-67 is missing, one subject had prior surgery and is excluded |
| `expression.csv` | log2 expression, a row a subject, a column a gene |
| `images/ID_t1ce.nii.gz` | an MR-like scan with a textured lesion; two sites with voxels of 1.5 x 1.5 x 2 and 1.75 x 1.75 x 2 mm and gains of their own, every third scan oblique |
| `images/ID_brain.nii.gz`, `ID_lesion.nii.gz` | masks |
| `planted.csv` | what was planted, by the names it has in the run's tables |
)";

constexpr std::string_view kPlanted = R"(
## What was planted

- **Genotype and texture.** Lesions of wild type vary more within and are coarser grained; the latent value behind both differs by
  1.8 standard deviations (`genotype_imaging`: `intensity.variance`, `glcm.correlation`; `signature`).
- **Genotype and `GENE01`**: 1.8 standard deviations higher in mutants (`genotype_expression`).
- **Lesion volume and `GENE02`**: correlation 0.85 of the latent size (`radiogenomic_map`, `lesion.shape.volume_mesh`).
- **Enhancement and `GENE03`**: correlation 0.85 of the latent brightness (`radiogenomic_map`, `lesion.T1ce.original.intensity.mean`).

The `power` in `planted.csv` is the share of the cohorts of seeds 1 to 200, 40 subjects each, in which the association is found at a
q below 5 %: 91 % for `glcm.correlation`, 98 % or more for the others.

What follows from these is true as well, without having been planted by itself: `GENE01` goes with texture, since both go with
genotype, and features that measure size or brightness under another name go with `GENE02` and `GENE03`.
Ki-67, age, sex, site and the other genes go with nothing; what is found there at a q below 5 % is a false discovery.
)";

constexpr std::string_view kNull = R"(
## Nothing was planted

This is the null copy: the same draws with every planted effect at zero. About 5 % of the p values of a test lie below 0.05, and
after correction a family holds a discovery in about one of twenty such cohorts. In the null copies of seeds 1 to 200 it was 5.05 % of
the p values, and 4, 9 and 13 of 200 cohorts for `genotype_imaging`, `genotype_expression` and `radiogenomic_map`.
)";

}  // namespace

std::string demo_study(const DemoSettings& settings) {
  return fmt::format("{}  seed:       {}\n{}", kStudyHead, settings.seed, kStudyBody);
}

std::string demo_readme(const DemoSettings& settings) {
  return fmt::format("{}\nSeed {}, {} subjects.\n{}", kReadmeHead, settings.seed, settings.subjects,
                     settings.null ? kNull : kPlanted);
}

}  // namespace rgx::stdlib
