#pragma once
// Runs tasks on so many threads and within so much memory. What becomes ready last starts first: a subject is taken
// through all of its steps before the next one is loaded.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "engine/operation.hpp"

namespace rgx::engine {

// Thrown out of a ParallelFor when the run is interrupted.
struct Interrupted {};

class Schedule {
 public:
  // memory in bytes; a task that asks for more than all of it runs alone. `stop` may be null.
  Schedule(unsigned threads, std::uint64_t memory, const std::atomic<bool>* stop);
  ~Schedule();
  Schedule(const Schedule&) = delete;
  Schedule& operator=(const Schedule&) = delete;

  // From any thread, also from within a task. A task must not throw.
  void submit(std::uint64_t memory, std::function<void()> task);
  void wait();  // until nothing is left; the calling thread works as well

  // For kernels: body(0) … body(n-1) in any order, on idle threads too. When several throw, the one of the lowest index
  // is reported, as if they had run in order.
  const ParallelFor& parallel() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Has the C library keep what is freed instead of giving it back: images of tens of megabytes come and go, and as fresh
// pages from the system each costs more than the filter that fills it. For a program to call once, where it starts.
void keep_freed_memory();

// Threads of this machine that we may use, and bytes of its memory.
unsigned machine_threads();
std::uint64_t machine_memory();

}  // namespace rgx::engine
