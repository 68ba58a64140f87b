// Files that are no images, or not whole ones: each is told by a code and a sentence.
#include <algorithm>
#include <array>
#include <cstring>

#include "stdlib/imaging/itk_bridge.hpp"
#include "tests/stdlib/imaging/fixtures.hpp"

namespace sd = rgx::stdlib;
namespace en = rgx::engine;
using namespace rgx::test;

namespace {

// Noise, so that compressed files stay about as long as their voxels.
en::Image noise() {
  std::uint32_t state = 7;
  return image_of(plain_grid(20, 20, 20), [&](double, double, double) {
    state = state * 1664525u + 1013904223u;
    return static_cast<double>(state >> 8);
  });
}

template <typename T>
std::string with_field(std::string bytes, std::size_t at, T value) {
  std::array<char, sizeof(T)> raw{};
  std::memcpy(raw.data(), &value, sizeof(T));
  return bytes.replace(at, sizeof(T), raw.data(), sizeof(T));
}

std::string code_of(const std::filesystem::path& file) {
  return error_of([&] { sd::read_image(file); }).code();
}

}  // namespace

TEST_CASE("no file, a folder, an empty file, a file of another kind") {
  const TempFolder folder;
  CHECK(code_of(folder / "none.nii.gz") == "image-missing");
  CHECK(code_of(folder.path()) == "image-format");
  for (const char* name : {"e.nii", "e.nii.gz", "e.nrrd", "e.mha"}) {
    put_bytes(folder / name, "");
    const auto error = error_of([&] { sd::read_header(folder / name); });
    CHECK(error.code() == "image-empty");
    CHECK(says(error, "0 bytes"));
  }
  const std::string text(2000, 'x');
  for (const char* name : {"t.nii", "t.nii.gz", "t.nrrd", "t.mha", "t.mhd"}) {
    CAPTURE(std::string(name));
    put_bytes(folder / name, text);
    CHECK(code_of(folder / name) == "image-format");
  }
  put_bytes(folder / "picture.jpg", text);
  CHECK(says(error_of([&] { sd::read_image(folder / "picture.jpg"); }), ".nii, .nii.gz, .nrrd, .nhdr, .mha, .mhd"));
}

TEST_CASE("a truncated file is truncated wherever it ends") {
  const TempFolder folder;
  for (const char* name : {"a.nii", "a.nii.gz", "a.nrrd", "a.mha"}) {
    sd::write_image(folder / name, noise());
    const std::string whole = bytes_of(folder / name);
    for (const double share : {0.01, 0.5, 0.9, 0.999}) {
      CAPTURE(std::string(name));
      CAPTURE(share);
      put_bytes(folder / name, whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * share)));
      const auto error = error_of([&] { sd::read_image(folder / name); });
      CHECK(error.code() == "image-truncated");
      CHECK(error_of([&] { sd::read_header(folder / name); }).code() == "image-truncated");
      CHECK(error_of([&] { sd::read_labels(folder / name); }).code() == "image-truncated");
    }
    put_bytes(folder / name, whole.substr(0, whole.size() - 1));
    CHECK(code_of(folder / name) == "image-truncated");
    put_bytes(folder / name, whole + "behind");  // bytes behind the voxels do no harm
    CHECK(sd::read_image(folder / name).voxels == noise().voxels);
  }
  sd::write_image(folder / "b.nii", noise());
  put_bytes(folder / "b.nii", bytes_of(folder / "b.nii").substr(0, 352 + 16000));
  CHECK(says(error_of([&] { sd::read_image(folder / "b.nii"); }),
             "it holds 16000 of the 32000 bytes of voxels that its header gives"));
}

TEST_CASE("damaged compressed voxels are told, the checksum included") {
  const TempFolder folder;
  for (const char* name : {"d.nii.gz", "d.nrrd", "d.mha"}) {
    CAPTURE(std::string(name));
    sd::write_image(folder / name, noise());
    std::string bytes = bytes_of(folder / name);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x55);
    put_bytes(folder / name, bytes);
    CHECK(code_of(folder / name) == "image-damaged");
  }
}

TEST_CASE("a header that asks for more voxels than any memory is refused before they are allocated") {
  const TempFolder folder;
  sd::write_image(folder / "h.nii", noise());
  std::string bytes = bytes_of(folder / "h.nii");
  for (const std::size_t at : {42, 44, 46}) bytes = with_field<std::int16_t>(bytes, at, 32767);
  put_bytes(folder / "h.nii", bytes);
  CHECK(code_of(folder / "h.nii") == "image-truncated");
  put_bytes(folder / "h.nrrd",
            "NRRD0004\ntype: float\ndimension: 3\nsizes: 99999 99999 99999\nendian: little\nencoding: gzip\n\n" +
                std::string(100, 'x'));
  CHECK(code_of(folder / "h.nrrd") == "image-damaged");
  put_bytes(folder / "h.mha",
            "ObjectType = Image\nNDims = 3\nDimSize = 99999 99999 99999\nElementType = MET_FLOAT\nElementDataFile = "
            "LOCAL\n1234");
  CHECK(code_of(folder / "h.mha") == "image-truncated");
}

TEST_CASE("several volumes, one volume of four dimensions, colour, other NIfTI kinds") {
  const TempFolder folder;
  sd::write_image(folder / "v.nii", noise());
  const std::string whole = bytes_of(folder / "v.nii");
  const std::string volumes = with_field<std::int16_t>(with_field<std::int16_t>(whole, 40, 4), 48, 1);
  put_bytes(folder / "one.nii", volumes);
  CHECK(sd::read_image(folder / "one.nii").voxels == noise().voxels);
  CHECK(sd::read_header(folder / "one.nii").dimensions >= 3);

  // 20 x 20 x 10 x 2: as many bytes, two volumes.
  put_bytes(folder / "two.nii", with_field<std::int16_t>(with_field<std::int16_t>(volumes, 46, 10), 48, 2));
  const auto two = error_of([&] { sd::read_image(folder / "two.nii"); });
  CHECK(two.code() == "image-dimensions");
  CHECK(says(two, "4 dimensions (20 x 20 x 10 x 2)"));

  // 20 x 20 x 20 complex of 4 bytes does not exist; RGBA32 (2304) has 4 bytes.
  put_bytes(folder / "rgba.nii", with_field<std::int16_t>(whole, 70, 2304));
  CHECK(code_of(folder / "rgba.nii") == "image-pixel-type");
  put_bytes(folder / "rgb.nrrd",
            "NRRD0004\ntype: uint8\ndimension: 3\nsizes: 3 2 2\nkinds: RGB-color domain domain\nencoding: raw\n\n" +
                std::string(12, 'x'));
  CHECK(code_of(folder / "rgb.nrrd") == "image-pixel-type");

  put_bytes(folder / "pair.nii", std::string(whole).replace(344, 3, "ni1"));
  CHECK(says(error_of([&] { sd::read_image(folder / "pair.nii"); }), ".hdr and .img"));
  put_bytes(folder / "second.nii", with_field<std::int32_t>(whole, 0, 540));
  CHECK(says(error_of([&] { sd::read_image(folder / "second.nii"); }), "NIfTI-2"));
  put_bytes(folder / "zero.nii", with_field<std::int16_t>(whole, 44, 0));
  CHECK(code_of(folder / "zero.nii") == "image-dimensions");
}

TEST_CASE("a NIfTI scale is applied and told, and makes integers fractions") {
  const TempFolder folder;
  sd::LabelImage labels{plain_grid(2, 1, 1), {1, 2}};
  sd::write_labels(folder / "s.nii", labels);
  std::string bytes = with_field<float>(with_field<float>(bytes_of(folder / "s.nii"), 112, 0.25F), 116, 10.0F);
  put_bytes(folder / "s.nii", bytes);
  CHECK(sd::read_header(folder / "s.nii").scaled);
  CHECK(sd::read_header(folder / "s.nii").pixel_type == "int32");
  CHECK(sd::read_image(folder / "s.nii").voxels == std::vector<float>{10.25F, 10.5F});
  CHECK(error_of([&] { sd::read_labels(folder / "s.nii"); }).code() == "mask-values");
}

TEST_CASE("big-endian NIfTI") {
  const TempFolder folder;
  std::string bytes(352, '\0');
  const auto put = [&](std::size_t at, auto value) {
    bytes = with_field(bytes, at, value);
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + sizeof(value)));
  };
  put(0, std::int32_t{348});
  const std::int16_t dim[] = {3, 2, 1, 1, 1, 1, 1, 1};
  for (std::size_t d = 0; d < 8; ++d) put(40 + 2 * d, dim[d]);
  put(70, std::int16_t{4});
  put(72, std::int16_t{16});
  for (std::size_t d = 0; d < 4; ++d) put(76 + 4 * d, 2.5F);
  put(108, 352.0F);
  bytes.replace(344, 3, "n+1");
  put_bytes(folder / "b.nii", bytes + std::string("\1\0\0\2", 4));
  const en::Image image = sd::read_image(folder / "b.nii");
  CHECK(image.voxels == std::vector<float>{256, 2});
  CHECK(image.geometry.spacing[0] == 2.5);
  CHECK(sd::read_header(folder / "b.nii").pixel_type == "int16");
}

TEST_CASE("voxels in a file of their own") {
  const TempFolder folder;
  put_bytes(folder / "voxels.raw", std::string("\1\2\3\4\5\6\7\10", 8));
  put_bytes(folder / "d.mhd",
            "ObjectType = Image\nNDims = 3\nDimSize = 2 2 2\nElementSpacing = 1 2 3\nElementType = "
            "MET_UCHAR\nElementDataFile = voxels.raw\n");
  CHECK(sd::read_image(folder / "d.mhd").voxels == std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
  put_bytes(folder / "d.nhdr",
            "NRRD0004\ntype: uint8\ndimension: 3\nsizes: 2 2 2\nencoding: raw\ndata file: voxels.raw\n");
  CHECK(sd::read_image(folder / "d.nhdr").voxels == std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
  put_bytes(folder / "voxels.raw", "123");
  CHECK(code_of(folder / "d.mhd") == "image-truncated");
  CHECK(code_of(folder / "d.nhdr") == "image-truncated");
  std::filesystem::remove(folder / "voxels.raw");
  CHECK(code_of(folder / "d.mhd") == "image-missing");
  CHECK(says(error_of([&] { sd::read_image(folder / "d.nhdr"); }), "`voxels.raw`"));
}

TEST_CASE("a path that cannot be written") {
  const TempFolder folder;
  put_bytes(folder / "file", "x");
  for (const char* name : {"a.nii.gz", "a.nii", "a.nrrd", "a.mha"}) {
    CAPTURE(std::string(name));
    CHECK(error_of([&] { sd::write_image(folder / "file" / name, noise()); }).code() == "image-write");
    CHECK(error_of([&] { sd::write_image(folder / "absent" / name, noise()); }).code() == "image-write");
  }
  CHECK(error_of([&] { sd::write_image(folder / "a.png", noise()); }).code() == "image-write");
  en::Image short_of_voxels = noise();
  short_of_voxels.voxels.pop_back();
  CHECK(error_of([&] { sd::write_image(folder / "a.nii", short_of_voxels); }).code() == "image-write");
}
