#pragma once
// A brain-like image with one textured lesion, drawn from three latent values and a stream of random numbers.
#include "engine/image.hpp"
#include "stats/base/random.hpp"

namespace rgx::stdlib {

struct DemoImage {
  engine::Image image;  // whole numbers in arbitrary units, as a scanner writes them
  engine::Mask brain, lesion;
};

struct DemoImageSettings {
  double size = 0;           // lesion radius 8 mm * exp(0.16 size)
  double brightness = 0;     // lesion mean above the brain's, in units that z-scores keep
  double heterogeneity = 0;  // standard deviation within the lesion and share of coarse texture, both rising
  bool second_site = false;  // another grid and another gain
  bool oblique = false;      // axes turned against the patient's
};

DemoImage draw_demo_image(const DemoImageSettings& settings, stats::Stream stream);

}  // namespace rgx::stdlib
