#include "stdlib/imaging/stored_voxels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/inflate.hpp"

namespace rgx::stdlib {
namespace {

namespace fs = std::filesystem;

struct Place {
  fs::path file;
  std::uint64_t offset = 0;
  bool compressed = false;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

[[noreturn]] void broken_header(const fs::path& file, const char* format, const char* wanted) {
  throw ImageError("image-truncated", file, fmt::format("the {} header ends before {}", format, wanted));
}

// Nothing where the voxels are text, spread over several files or skipped into: those are left to ITK.
std::optional<Place> nrrd_place(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  Place place{file, 0, false};
  bool detached = false, readable = true;
  std::string line;
  while (std::getline(in, line)) {
    if (trimmed(line).empty()) {
      if (!detached) place.offset = static_cast<std::uint64_t>(in.tellg());
      return readable ? std::optional(place) : std::nullopt;
    }
    const auto colon = line.find(':');
    if (line[0] == '#' || colon == std::string::npos) continue;
    const std::string key = lower(trimmed(line.substr(0, colon))), value = trimmed(line.substr(colon + 1));
    if (key == "encoding") {
      const std::string how = lower(value);
      place.compressed = how == "gzip" || how == "gz";
      readable = readable && (place.compressed || how == "raw");
    } else if (key == "data file" || key == "datafile") {
      detached = true;
      place.file = file.parent_path() / value;
      readable = readable && value.rfind("LIST", 0) != 0 && value.find('%') == std::string::npos;
    } else if (key == "line skip" || key == "lineskip" || key == "byte skip" || key == "byteskip") {
      readable = readable && value == "0";
    }
  }
  if (detached && readable) return place;
  broken_header(file, "NRRD", "the empty line that closes it");
}

std::optional<Place> meta_place(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  Place place{file, 0, false};
  bool readable = true;
  std::string line;
  while (std::getline(in, line)) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string key = lower(trimmed(line.substr(0, equals))), value = trimmed(line.substr(equals + 1));
    const bool yes = !value.empty() && (value[0] == 'T' || value[0] == 't' || value[0] == '1');
    if (key == "compresseddata") place.compressed = yes;
    if (key == "binarydata" && !yes) readable = false;
    if (key == "headersize" && value != "0") readable = false;
    if (key != "elementdatafile") continue;
    if (lower(value) == "local") {
      place.offset = static_cast<std::uint64_t>(in.tellg());
    } else {
      place.file = file.parent_path() / value;
      readable = readable && value.rfind("LIST", 0) != 0 && value.find('%') == std::string::npos;
    }
    return readable ? std::optional(place) : std::nullopt;
  }
  broken_header(file, "MetaImage", "ElementDataFile");
}

void missing_bytes(const fs::path& file, std::uint64_t found, std::uint64_t expected) {
  throw ImageError("image-truncated", file,
                   fmt::format("the file is truncated: it holds {} of the {} bytes of voxels that its header gives",
                               found, expected));
}

// Inflated data that should hold `bytes`, of which the first `ahead` are no voxels.
void require_whole(const fs::path& file, const Inflated& data, std::uint64_t bytes, std::uint64_t ahead) {
  const std::uint64_t found = data.bytes - std::min(data.bytes, ahead);
  if (data.end == Inflated::End::damaged)
    throw ImageError("image-damaged", file,
                     fmt::format("the compressed voxels are damaged: {} of {} bytes could be read",
                                 std::min(found, bytes - ahead), bytes - ahead));
  if (data.bytes < bytes) missing_bytes(file, found, bytes - ahead);
  if (data.end == Inflated::End::breaks_off)
    throw ImageError("image-truncated", file, "the file is truncated: the compressed voxels have no closing checksum");
}

// gzip's last four bytes: the length of what was compressed, modulo 2^32. Several members or bytes behind the last make
// it another number, so a mismatch only asks for a closer look.
bool gzip_length_is(const fs::path& file, std::uint64_t expected) {
  std::ifstream in(file, std::ios::binary);
  std::array<unsigned char, 4> last{};
  in.seekg(-4, std::ios::end);
  if (!in.read(reinterpret_cast<char*>(last.data()), 4)) return false;
  const std::uint64_t length = last[0] | (last[1] << 8) | (last[2] << 16) | (static_cast<std::uint64_t>(last[3]) << 24);
  return length == (expected & 0xffffffffU);
}

}  // namespace

const char* format_name(Format format) {
  return format == Format::nifti ? "NIfTI" : format == Format::nrrd ? "NRRD" : "MetaImage";
}

Format format_of(const fs::path& file) {
  std::error_code failed;
  if (!fs::exists(file, failed)) throw ImageError("image-missing", file, "there is no such file");
  if (!fs::is_regular_file(file, failed)) throw ImageError("image-format", file, "this is a folder, not an image file");
  if (fs::file_size(file, failed) == 0) throw ImageError("image-empty", file, "the file is empty (0 bytes)");
  const std::string name = lower(file.filename().string());
  std::ifstream in(file, std::ios::binary);
  if (!in) throw ImageError("image-missing", file, "the file cannot be opened for reading");
  if (ends_with(name, ".nii") || ends_with(name, ".nii.gz")) return Format::nifti;
  if (ends_with(name, ".nrrd") || ends_with(name, ".nhdr")) {
    std::string mark(4, '\0');
    in.read(mark.data(), 4);
    if (mark != "NRRD")
      throw ImageError("image-format", file, "the file does not begin with `NRRD` as an NRRD file does");
    return Format::nrrd;
  }
  if (ends_with(name, ".mha") || ends_with(name, ".mhd")) {
    std::string start(256, '\0');
    in.read(start.data(), 256);
    start.resize(static_cast<std::size_t>(in.gcount()));
    if (start.find('=') == std::string::npos || start.find('\0') < start.find('='))
      throw ImageError("image-format", file, "the file does not begin with `Key = value` lines as a MetaImage does");
    return Format::meta;
  }
  throw ImageError("image-format", file,
                   fmt::format("`{}` is none of the endings that are read: .nii, .nii.gz, .nrrd, .nhdr, .mha, .mhd",
                               file.filename().string()));
}

void require_voxels(const fs::path& file, Format format, std::uint64_t bytes, Depth depth) {
  std::optional<Place> place;
  if (format == Format::nifti) {
    if (bytes == 0) return;
    const NiftiHeader header = nifti_header(file);
    place = Place{file, header.compressed ? 0 : header.data_offset, header.compressed};
    bytes = header.data_bytes + (header.compressed ? header.data_offset : 0);
  } else {
    place = format == Format::nrrd ? nrrd_place(file) : meta_place(file);
  }
  if (!place) return;
  std::error_code failed;
  if (!fs::is_regular_file(place->file, failed))
    throw ImageError(
        "image-missing", file,
        fmt::format("its voxels should be in `{}`, and there is no such file", place->file.filename().string()));
  if (bytes == 0) return;
  if (!place->compressed) {
    const std::uint64_t size = fs::file_size(place->file);
    const std::uint64_t found = size > place->offset ? size - place->offset : 0;
    if (found < bytes) missing_bytes(file, found, bytes);
    return;
  }
  if (depth == Depth::length && format == Format::nifti && gzip_length_is(file, bytes)) return;
  require_whole(file, inflate(place->file, place->offset), bytes,
                format == Format::nifti ? nifti_header(file).data_offset : 0);
}

std::string nifti_voxels(const fs::path& file, const NiftiHeader& header) {
  const std::uint64_t all = header.data_offset + header.data_bytes;
  std::string bytes;
  if (header.compressed) {
    Inflated data = inflate(file, 0, static_cast<std::size_t>(all));
    require_whole(file, data, all, header.data_offset);
    bytes = std::move(data.head);
    bytes.erase(0, static_cast<std::size_t>(header.data_offset));
  } else {
    require_voxels(file, Format::nifti, header.data_bytes, Depth::length);  // before memory is asked for
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(header.data_offset));
    bytes.resize(static_cast<std::size_t>(header.data_bytes));
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (static_cast<std::uint64_t>(in.gcount()) < header.data_bytes)
      missing_bytes(file, static_cast<std::uint64_t>(in.gcount()), header.data_bytes);
  }
  if (header.swapped)
    for (std::size_t at = 0; at + header.voxel_bytes <= bytes.size(); at += header.voxel_bytes)
      std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                   bytes.begin() + static_cast<std::ptrdiff_t>(at + header.voxel_bytes));
  return bytes;
}

}  // namespace rgx::stdlib
