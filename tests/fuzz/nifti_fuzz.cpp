// Fuzz target over the bytes of image files: NIfTI (plain and gzip), NRRD and MetaImage. Reading gives an image whose
// parts agree, or an ImageError with a code; nothing else.
//
// The first byte takes the format, the second how the file is made: the input's bytes as they are, or a good small file
// with some of its bytes changed and its end cut off, so that the parsers are reached behind their first check.
#include <unistd.h>

#include <cmath>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "stdlib/imaging/itk_bridge.hpp"
#include "tests/fuzz/bytes.hpp"

namespace rgx::fuzz {

namespace {

namespace fs = std::filesystem;

// A folder of this process, gone with it.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("rgx-fuzz-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const fs::path& folder() {
  static const Folder one;
  return one.path();
}

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Deflate's stored blocks in a gzip frame (RFC 1951, section 3.2.4; RFC 1952), so that changed bytes pass its check.
std::string gzip_stored(const std::string& plain) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : plain) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320U : crc >> 1;
  }
  crc = ~crc;
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  const auto little = [&out](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
  };
  std::size_t at = 0;
  do {
    const std::size_t n = std::min<std::size_t>(plain.size() - at, 0xFFFF);
    out += at + n == plain.size() ? '\1' : '\0';
    little(static_cast<std::uint32_t>(n), 2);
    little(static_cast<std::uint32_t>(~n & 0xFFFF), 2);
    out.append(plain, at, n);
    at += n;
  } while (at < plain.size());
  little(crc, 4);
  little(static_cast<std::uint32_t>(plain.size()), 4);
  return out;
}

// What our own writer makes of 5 x 4 x 3 voxels, and texts that say the same in the formats' plain forms.
std::string good_file(const std::string& ending, bool labels) {
  engine::Geometry grid;
  grid.size = {5, 4, 3};
  grid.spacing = {0.8, 0.8, 1.5};
  grid.origin = {-10, 20, 5};
  const fs::path file = folder() / ("good" + ending);
  if (labels) {
    engine::Mask mask{grid, std::vector<std::uint8_t>(grid.voxels())};
    for (std::size_t v = 0; v < mask.voxels.size(); ++v) mask.voxels[v] = v % 3 == 0 ? 1 : 0;
    stdlib::write_mask(file, mask);
  } else {
    engine::Image image{grid, std::vector<float>(grid.voxels())};
    for (std::size_t v = 0; v < image.voxels.size(); ++v) image.voxels[v] = static_cast<float>(v) * 0.5F;
    stdlib::write_image(file, image);
  }
  return slurp(file);
}

std::string plain_text(const std::string& ending) {
  std::string voxels;
  for (int v = 0; v < 60; ++v) voxels += std::to_string(v % 4) + ' ';
  if (ending == ".nrrd") {
    return "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 5 4 3\n"
           "space directions: (0.8,0,0) (0,0.8,0) (0,0,1.5)\nkinds: domain domain domain\nendian: little\n"
           "encoding: ascii\nspace origin: (0,0,0)\n\n" +
           voxels + "\n";
  }
  return "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\n"
         "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 0.8 0.8 1.5\nDimSize = 5 4 3\n"
         "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
         std::string(60, '\1');
}

void change(std::string& file, Bytes& bytes) {
  const std::size_t changes = bytes.below(12);
  for (std::size_t i = 0; i < changes && !file.empty(); ++i) {
    const std::size_t at = bytes.below(std::min<std::size_t>(file.size(), 65535));
    switch (bytes.below(4)) {
      case 0:  // a bit
        file[at] = static_cast<char>(file[at] ^ (1 << bytes.below(8)));
        break;
      case 1:  // a byte taken out
        file.erase(at, 1 + bytes.below(4));
        break;
      case 2:  // bytes put in
        file.insert(at, 1 + bytes.below(4), static_cast<char>(bytes.byte()));
        break;
      default:
        file[at] = static_cast<char>(bytes.byte());
        break;
    }
  }
  if (bytes.below(4) == 0) file.resize(bytes.below(std::min<std::size_t>(file.size(), 65534) + 1));
}

void valid(const engine::Geometry& grid) {
  for (std::size_t a = 0; a < 3; ++a) {
    require(grid.size[a] >= 1, "a size below one was read");
    require(std::isfinite(grid.spacing[a]) && grid.spacing[a] > 0, "a spacing that is none was read");
    require(std::isfinite(grid.origin[a]), "an origin that is none was read");
  }
  for (const double d : grid.direction) require(std::isfinite(d), "a direction that is none was read");
}

template <class Read>
void try_to(const char* what, const Read& read) {
  try {
    read();
  } catch (const stdlib::ImageError& e) {
    require(!e.code().empty() && !e.message().empty(), std::string(what) + ": an error without a code or words");
  } catch (const std::exception& e) {
    require(false, std::string(what) + " threw something else: " + e.what());
  }
}

}  // namespace

void read_once(Bytes bytes) {
  static const std::array<std::string, 4> endings{".nii", ".nii.gz", ".nrrd", ".mha"};
  const std::string& ending = endings[bytes.below(endings.size())];
  const std::size_t kind = bytes.below(8);
  std::string content;
  if (kind == 0) {
    content.assign(bytes.rest().begin(), bytes.rest().end());
  } else if (kind < 3 && (ending == ".nrrd" || ending == ".mha")) {
    content = plain_text(ending);
    change(content, bytes);
  } else if (kind < 6 && ending == ".nii.gz") {
    content = good_file(".nii", kind == 5);
    change(content, bytes);
    content = gzip_stored(content);
  } else {
    content = good_file(ending, kind == 7);
    change(content, bytes);
  }
  const fs::path file = folder() / ("tried" + ending);
  std::ofstream(file, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  try_to("read_header", [&] { valid(stdlib::read_header(file).geometry); });
  try_to("read_image", [&] {
    const auto image = stdlib::read_image(file);
    valid(image.geometry);
    require(image.voxels.size() == image.geometry.voxels(), "an image of too few or too many voxels was read");
  });
  try_to("read_mask", [&] {
    const auto mask = stdlib::read_mask(file);
    valid(mask.geometry);
    require(mask.voxels.size() == mask.geometry.voxels(), "a mask of too few or too many voxels was read");
    bool any = false;
    for (const std::uint8_t v : mask.voxels) {
      require(v <= 1, "a mask holds something else than 0 and 1");
      any = any || v == 1;
    }
    require(any, "an empty mask was read without an error");
  });
}

}  // namespace rgx::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rgx::fuzz::read_once({data, size});
  return 0;
}
