#pragma once
// Damage to an image, as it happens: through a plain .nii, whose 352 bytes of header stand before the voxels.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "tests/program/program.hpp"

namespace rgx::test {

inline constexpr std::size_t nifti_header = 352;  // bytes; vox_offset of a single file

inline std::string unpacked(const std::string& gz) {
  const Folder f;
  REQUIRE(std::system(("gzip -dc '" + gz + "' > '" + (f / "plain") + "'").c_str()) == 0);
  return f.read("plain");
}

inline void write_packed(const std::string& gz, const std::string& bytes) {
  const Folder f;
  const std::string plain = f.write("plain", bytes);
  REQUIRE(std::system(("gzip -nc '" + plain + "' > '" + gz + "'").c_str()) == 0);
}

}  // namespace rgx::test
