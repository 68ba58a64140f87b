// Lowering of `robust` blocks.
#include "engine/lower_builder.hpp"

namespace rgx::engine {

void lower_robust(Builder&, const lang::Block& block) {
  throw Failure("not-built", "blocks of kind `" + block.kind + "` are not built yet");
}

}  // namespace rgx::engine
