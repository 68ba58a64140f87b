#include "stdlib/imaging/itk_version.hpp"

#include <itkVersion.h>

namespace rgx::stdlib {

std::string itk_version() { return itk::Version::GetITKVersion(); }

}  // namespace rgx::stdlib
