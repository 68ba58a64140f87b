// Fuzz target over filters, their arguments and images: whatever the declaration allows gives a response that is finite
// where it is wanted, the same whatever box is wanted and at any number of threads; or it is refused in words.
#include <cmath>
#include <exception>
#include <stdexcept>
#include <vector>

#include "engine/failure.hpp"
#include "engine/schedule.hpp"
#include "stdlib/filters/operations.hpp"
#include "stdlib/filters/operations_fourier.hpp"
#include "stdlib/filters/parameters.hpp"
#include "tests/fuzz/bytes.hpp"

namespace rgx::fuzz {

namespace {

const std::vector<engine::Operation>& operations() {
  static const std::vector<engine::Operation> all = [] {
    std::vector<engine::Operation> out = stdlib::convolution_filters();
    for (auto& more : {filters::fourier_filters(), filters::pyradiomics_filters()})
      out.insert(out.end(), more.begin(), more.end());
    return out;
  }();
  return all;
}

// Within the declared range, and no longer than a few voxels: what is legal but huge costs time and finds nothing.
engine::Json number(Bytes& bytes, const lang::Param& param) {
  const double low = std::isfinite(param.low) ? param.low : -8, high = std::min(param.high, std::max(low, 0.0) + 6);
  const double part = static_cast<double>(bytes.byte()) / 255;
  if (param.type == lang::ParamType::integer) return std::round(low + part * (high - low));
  return low + part * (high - low);
}

engine::Json value(Bytes& bytes, const lang::Param& param) {
  switch (param.type) {
    case lang::ParamType::number:
    case lang::ParamType::integer:
    case lang::ParamType::fraction:
      return number(bytes, param);
    case lang::ParamType::boolean:
      return bytes.flip();
    case lang::ParamType::choice:
      return param.choices.at(bytes.below(param.choices.size()));
    case lang::ParamType::text:  // kernels of Laws, good ones and bad
      return bytes.one_of(std::array{"L5E5S5", "E3W5R5", "L3S3", "S5", "L5L5L5L5", "X9", ""});
    default:
      return nullptr;
  }
}

engine::Json arguments(Bytes& bytes, const lang::Signature& signature) {
  engine::Json out = engine::Json::object();
  for (const lang::Param& param : signature.params) {
    if (!param.required && bytes.below(3) == 0) continue;
    engine::Json given = value(bytes, param);
    if (given.is_null()) continue;
    if (param.list && bytes.flip()) given = engine::Json::array({given, value(bytes, param)});
    out[param.name] = given;
  }
  return out;
}

engine::Image image(Bytes& bytes) {
  constexpr std::array spacing{1.0, 0.5, 3.27, 0.9765625};
  engine::Image out;
  for (auto& size : out.geometry.size) size = 1 + static_cast<std::int64_t>(bytes.below(bytes.flip() ? 4 : 14));
  for (auto& s : out.geometry.spacing) s = bytes.one_of(spacing);
  out.voxels.resize(out.geometry.voxels());
  const float scale = bytes.one_of(std::array{1.0F, 0.01F, 1e-20F, 1e6F, -3.0F, 0.0F});
  const float shift = bytes.one_of(std::array{0.0F, -1000.0F, 0.5F, 1e6F});
  for (float& v : out.voxels) v = static_cast<float>(bytes.byte()) * scale + shift;
  return out;
}

filters::Box part_of(Bytes& bytes, const filters::Box& whole) {
  filters::Box out;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto n = static_cast<std::size_t>(whole.high[a]);
    out.low[a] = static_cast<std::int64_t>(bytes.below(n));
    out.high[a] = out.low[a] + 1 + static_cast<std::int64_t>(bytes.below(n - static_cast<std::size_t>(out.low[a])));
  }
  return out;
}

void agree(const engine::Image& a, const engine::Image& b, const filters::Box& box, const std::string& what) {
  for (std::int64_t k = box.low[2]; k < box.high[2]; ++k) {
    for (std::int64_t j = box.low[1]; j < box.high[1]; ++j) {
      for (std::int64_t i = box.low[0]; i < box.high[0]; ++i) {
        const std::size_t v = a.geometry.index(i, j, k);
        require(std::memcmp(&a.voxels[v], &b.voxels[v], sizeof(float)) == 0, what);
        require(std::isfinite(a.voxels[v]), what + ": not finite");
      }
    }
  }
}

}  // namespace

void filter_once(Bytes bytes) {
  const auto& all = operations();
  const engine::Operation& operation = all[bytes.below(all.size())];
  const std::string& name = operation.signature.name;
  const auto* filter = std::any_cast<filters::Filter>(&operation.part);
  require(filter != nullptr, "`" + name + "` carries no filter");
  const bool by_slice = bytes.flip();
  const engine::Json given = arguments(bytes, operation.signature);
  const engine::Image from = image(bytes);
  const filters::Box whole = filters::whole(from.geometry), part = part_of(bytes, whole);
  static const engine::Schedule two(2, std::uint64_t{1} << 30, nullptr);
  const engine::ParallelFor serial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = 0; i < n; ++i) body(i);
  };
  std::string said = "`" + name + "` " + given.dump() + (by_slice ? " by slice" : "");
  try {
    const engine::Json params = filters::with_defaults(operation.signature, given);
    const auto names = filter->names(params, by_slice);
    require(!names.empty(), said + ": no response");
    const std::size_t response = bytes.below(names.size());
    said += ", response " + names[response];
    const auto apply = [&](const filters::Box& wanted, const engine::ParallelFor& parallel) {
      engine::Image out = filter->apply({from, params, by_slice, response, wanted, parallel});
      require(out.geometry.size == from.geometry.size && out.voxels.size() == from.voxels.size(),
              said + ": another grid than the image's");
      return out;
    };
    const engine::Image everything = apply(whole, serial);
    agree(everything, apply(whole, two.parallel()), whole, said + ": two threads and one differ");
    agree(everything, apply(part, serial), part, said + ": a box and the whole differ");
  } catch (const std::invalid_argument& e) {
    require(*e.what() != 0, said + ": refused without words");
  } catch (const engine::Failure& e) {
    require(*e.what() != 0, said + ": refused without words");
  } catch (const std::exception& e) {
    require(false, said + " threw: " + e.what());
  }
}

}  // namespace rgx::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rgx::fuzz::filter_once({data, size});
  return 0;
}
