#include "stdlib/imaging/inflate.hpp"

#include <itk_zlib.h>

#include <algorithm>
#include <fstream>
#include <vector>

namespace rgx::stdlib {
namespace {

struct Stream {
  z_stream z{};
  bool ready = false;
  // 32 + 15: gzip or zlib, whichever the header says.
  Stream() { ready = inflateInit2(&z, 47) == Z_OK; }
  ~Stream() { inflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

}  // namespace

Inflated inflate(const std::filesystem::path& file, std::uint64_t offset, std::size_t keep, std::uint64_t limit) {
  constexpr std::size_t kChunk = 1 << 18;
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  std::vector<char> packed(kChunk), plain(kChunk);
  Inflated out;
  Stream stream;
  bool between = false;  // a member has ended
  if (!stream.ready || !in) {
    out.end = Inflated::End::damaged;
    return out;
  }
  while (true) {
    if (stream.z.avail_in == 0) {
      in.read(packed.data(), static_cast<std::streamsize>(packed.size()));
      stream.z.avail_in = static_cast<uInt>(in.gcount());
      stream.z.next_in = reinterpret_cast<Bytef*>(packed.data());
      if (stream.z.avail_in == 0) {
        out.end = between ? Inflated::End::whole : Inflated::End::breaks_off;
        return out;
      }
    }
    if (between) {
      // Bytes after a member that are no further member are padding, as gzip itself takes them.
      if (*stream.z.next_in != 0x1f) return out;
      inflateReset(&stream.z);
      between = false;
    }
    stream.z.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.z.avail_out = static_cast<uInt>(plain.size());
    const int state = ::inflate(&stream.z, Z_NO_FLUSH);
    const std::size_t got = plain.size() - stream.z.avail_out;
    if (out.head.size() < keep) out.head.append(plain.data(), std::min(got, keep - out.head.size()));
    out.bytes += got;
    if (state == Z_STREAM_END) {
      between = true;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      out.end = Inflated::End::damaged;
      return out;
    }
    if (limit > 0 && out.bytes >= limit) {
      out.end = Inflated::End::limit;
      return out;
    }
  }
}

}  // namespace rgx::stdlib
