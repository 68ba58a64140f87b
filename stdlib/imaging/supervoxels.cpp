#include "stdlib/imaging/supervoxels.hpp"

#include <itkSLICImageFilter.h>

#include "stdlib/imaging/itk_image.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {

std::vector<std::uint32_t> supervoxels(const engine::Image& image, const SupervoxelSettings& settings) {
  require_finite(image, "the segmentation into supervoxels");
  // Neighbourhood counts in voxels: where the grid lies in space is not asked.
  engine::Geometry grid;
  grid.size = image.geometry.size;
  using Labels = itk::Image<std::uint32_t, 3>;
  using Slic = itk::SLICImageFilter<itk::Image<float, 3>, Labels, double>;
  const auto filter = Slic::New();
  filter->SetNumberOfWorkUnits(1);
  filter->SetInput(itk_image<3>(grid, image.voxels));
  for (unsigned a = 0; a < 3; ++a) {
    const auto size = static_cast<unsigned>(grid.size[a]);
    filter->SetSuperGridSize(a, std::max(1U, std::min(settings.edge[a], size)));
  }
  filter->SetSpatialProximityWeight(settings.compactness);
  filter->SetMaximumNumberOfIterations(settings.iterations);
  filter->SetEnforceConnectivity(true);
  filter->SetInitializationPerturbation(false);  // reads beyond the image where a seed lies at its border
  filter->Update();
  const std::uint32_t* labels = filter->GetOutput()->GetBufferPointer();
  return {labels, labels + image.voxels.size()};
}

}  // namespace rgx::stdlib
