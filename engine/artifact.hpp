#pragma once
// One immutable typed value that moves between nodes, with the digest of its content:
// SHA-256(kind | canonical bytes). For an image that is its geometry and voxels, not its file.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "engine/cohort.hpp"
#include "engine/image.hpp"
#include "engine/table.hpp"
#include "engine/value.hpp"

namespace rgx::engine {

// Several tables of one result: a model's metrics, predictions, coefficients, tuning.
struct Bundle {
  std::map<std::string, Table> tables;
  Json meta = Json::object();
};

// Kinds: "document", "table", "matrix", "cohort", "case", "bundle".
using Payload = std::variant<Json, Table, Matrix, Cohort, Case, Bundle>;

class Artifact {
 public:
  Artifact() = default;
  explicit Artifact(Payload payload);             // computes bytes and digest
  Artifact(Payload payload, std::string digest);  // when the digest is known: of bytes just written or verified

  template <class T>
  const T& as() const;  // throws Failure "wrong-artifact" with both kinds
  const Payload& payload() const { return *payload_; }
  const std::string& digest() const { return digest_; }  // hex SHA-256
  std::size_t memory_bytes() const { return memory_bytes_; }
  bool empty() const { return payload_ == nullptr; }

 private:
  std::shared_ptr<const Payload> payload_;
  std::string digest_;
  std::size_t memory_bytes_ = 0;
};

std::string_view kind_of(const Payload& payload);
std::string serialise(const Payload& payload);  // canonical bytes
Payload deserialise(std::string_view bytes);    // throws Failure "damaged" when the bytes are not whole
// JSON parts as they would come back from the store, so that a fresh value and a kept one are the same to who reads it.
Payload normalised(Payload payload);
std::size_t memory_of(const Payload& payload);  // bytes it takes in memory, about

}  // namespace rgx::engine

#include "engine/failure.hpp"

namespace rgx::engine {
template <class T>
const T& Artifact::as() const {
  if (payload_ == nullptr || !std::holds_alternative<T>(*payload_))
    throw Failure("wrong-artifact", std::string("expected another kind of value, found ") +
                                        std::string(payload_ ? kind_of(*payload_) : "nothing"));
  return std::get<T>(*payload_);
}
}  // namespace rgx::engine
