#pragma once
// What a fitted part knows, as a value that can be written down and read back to the same bits: integers, texts,
// doubles and matrices (little-endian bytes). A type says what it is made of once, and both directions follow:
//
//   template <class Visit, class Self>
//   static void fields(Visit& visit, Self& self) { visit("coefficient", self.coefficient_); … }
//
// in the class, or `of` of a specialisation of Fields for a type that knows nothing of this room (kept_stats.hpp).
#include <Eigen/Core>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/bytes.hpp"
#include "engine/failure.hpp"
#include "engine/value.hpp"

namespace rgx::stdlib {

template <class T>
struct Fields {
  template <class Visit, class Self>
  static void of(Visit& visit, Self& self) {
    T::fields(visit, self);
  }
};

namespace kept_detail {

using engine::Json;

template <class T>
inline constexpr bool is_matrix = std::is_base_of_v<Eigen::PlainObjectBase<std::remove_cv_t<T>>, T>;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_number = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

[[noreturn]] inline void damaged(const std::string& what) {
  throw engine::Failure("damaged", "a fitted model holds no such value: " + what);
}

// How numbers lie in bytes: "double", "int4", "uint8". Who compares two models reads it.
template <class T>
std::string layout() {
  if constexpr (std::is_floating_point_v<T>)
    return sizeof(T) == 8 ? "double" : "single";
  else
    return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(sizeof(T));
}

template <class T>
Json bytes_of(const T* from, std::size_t count) {
  std::string packed;
  engine::ByteWriter writer([&](std::string_view more) { packed.append(more); });
  for (std::size_t i = 0; i < count; ++i) writer.number(from[i]);
  writer.flush();
  return {{"of", layout<T>()}, {"values", Json::binary(Json::binary_t::container_type(packed.begin(), packed.end()))}};
}

template <class T>
std::size_t count_in(const Json& in) {
  if (!in.is_object() || in.value("of", std::string()) != layout<T>() || !in.contains("values") ||
      !in.at("values").is_binary() || in.at("values").get_binary().size() % sizeof(T) != 0)
    damaged("numbers");
  return in.at("values").get_binary().size() / sizeof(T);
}

template <class T>
void numbers_from(const Json& in, T* to, std::size_t count) {
  if (count_in<T>(in) != count) damaged("numbers");
  const auto& raw = in.at("values").get_binary();
  engine::ByteReader reader({reinterpret_cast<const char*>(raw.data()), raw.size()});
  for (std::size_t i = 0; i < count; ++i) to[i] = reader.number<T>();
}

class Writer;
class Reader;

template <class T>
Json write(const T& value);
template <class T>
void read(const Json& in, T& value);

class Writer {
 public:
  template <class T>
  void operator()(const char* name, const T& value) {
    out[name] = write(value);
  }
  Json out = Json::object();
};

class Reader {
 public:
  explicit Reader(const Json& in) : in_(in) {}
  template <class T>
  void operator()(const char* name, T& value) {
    const auto at = in_.find(name);
    if (at == in_.end()) damaged(std::string("`") + name + "` is not there");
    read(*at, value);
  }

 private:
  const Json& in_;
};

template <class T>
Json write(const T& value) {
  if constexpr (std::is_same_v<T, Json> || std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (is_number<T>) {
    return value;
  } else if constexpr (is_matrix<T>) {
    Json out = bytes_of(value.data(), static_cast<std::size_t>(value.size()));
    out["rows"] = value.rows();
    out["columns"] = value.cols();
    return out;
  } else if constexpr (is_optional<T>) {
    return value ? write(*value) : Json();
  } else if constexpr (is_list<T>) {
    using Item = typename T::value_type;
    if constexpr (is_number<Item>) {
      return bytes_of(value.data(), value.size());
    } else {
      Json out = Json::array();
      for (const auto& item : value) out.push_back(write<Item>(item));
      return out;
    }
  } else {
    Writer writer;
    Fields<T>::of(writer, value);
    return std::move(writer.out);
  }
}

template <class T>
void read(const Json& in, T& value) {
  if constexpr (std::is_same_v<T, Json>) {
    value = in;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!in.is_boolean()) damaged("yes or no");
    value = in.get<bool>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!in.is_string()) damaged("text");
    value = in.get<std::string>();
  } else if constexpr (std::is_enum_v<T>) {
    if (!in.is_number_integer()) damaged("choice");
    value = static_cast<T>(in.get<std::int64_t>());
  } else if constexpr (is_number<T>) {
    if (!in.is_number()) damaged("number");
    value = in.get<T>();
  } else if constexpr (is_matrix<T>) {
    const auto held = static_cast<Eigen::Index>(count_in<typename T::Scalar>(in));
    if (!in.contains("rows") || !in.contains("columns")) damaged("matrix");
    const auto rows = in.at("rows").get<Eigen::Index>(), columns = in.at("columns").get<Eigen::Index>();
    if (rows < 0 || columns < 0 || (rows > 0 ? held / rows != columns || held % rows != 0 : held != 0))
      damaged("matrix");
    if ((T::ColsAtCompileTime == 1 && columns != 1) || (T::RowsAtCompileTime == 1 && rows != 1)) damaged("vector");
    value.resize(rows, columns);
    numbers_from(in, value.data(), static_cast<std::size_t>(value.size()));
  } else if constexpr (is_optional<T>) {
    value.reset();
    if (!in.is_null()) read(in, value.emplace());
  } else if constexpr (is_list<T>) {
    using Item = typename T::value_type;
    if constexpr (is_number<Item>) {
      value.resize(count_in<Item>(in));
      numbers_from(in, value.data(), value.size());
    } else {
      if (!in.is_array()) damaged("list");
      value.clear();
      for (const auto& each : in) {
        Item item{};
        read(each, item);
        value.push_back(std::move(item));
      }
    }
  } else {
    if (!in.is_object()) damaged("record");
    Reader reader(in);
    Fields<T>::of(reader, value);
  }
}

}  // namespace kept_detail

// The fields alone.
template <class T>
engine::Json kept_fields(const T& value) {
  return kept_detail::write(value);
}
// Throws Failure "damaged" where the value is none of this type's.
template <class T>
T from_fields(const engine::Json& in) {
  T out{};
  kept_detail::read(in, out);
  return out;
}

// A fitted part: its fields, and `T::kind`, by which `loads` finds the type again.
template <class T>
engine::Json kept(const T& part) {
  engine::Json out = kept_detail::write(part);
  out["kind"] = T::kind;
  return out;
}

// A loader of parts of one base (FittedStep, FittedLearner) that are of one of these types: null where the kind is
// none of theirs.
template <class Base, class... Types>
std::shared_ptr<const Base> load_one_of(const engine::Json& in) {
  std::shared_ptr<const Base> out;
  const std::string kind = in.is_object() ? in.value("kind", std::string()) : std::string();
  const auto attempt = [&]<class T>(std::type_identity<T>) {
    if (out != nullptr || kind != T::kind) return;
    auto made = std::make_shared<T>();
    kept_detail::read(in, *made);
    out = std::move(made);
  };
  (attempt(std::type_identity<Types>{}), ...);
  return out;
}

}  // namespace rgx::stdlib
