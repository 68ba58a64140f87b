#pragma once
// Fresh memory comes from the system page by page, and the first touch of each costs more than the copying: for tens of
// megabytes that will be written at once, large pages make the difference.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace rgx::engine {

// Of memory that is reserved and not yet touched. Advice: where the system does not take it nothing changes.
inline void advise_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::uintptr_t page = std::uintptr_t{1} << 21;
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  if (end > begin) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

}  // namespace rgx::engine
