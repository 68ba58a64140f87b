#include "engine/schedule.hpp"

#include <sched.h>
#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/workers.hpp"

namespace rgx::engine {

struct Schedule::State {
  struct Item {
    std::uint64_t memory;
    std::function<void()> task;
    unsigned overtaken;
  };

  State(unsigned n, std::uint64_t memory, const std::atomic<bool>* stop_)
      : threads(std::max(1U, n)), budget(memory), stop(stop_), workers(threads) {}

  // The next task that may start, newest first. One that does not fit is overtaken by smaller ones, but not forever.
  bool take(Item& out) {
    constexpr unsigned patience = 64;
    if (running >= threads) return false;
    for (std::size_t i = ready.size(); i-- > 0;) {
      Item& item = ready[i];
      if (running == 0 || item.memory == 0 || item.memory <= budget - std::min(budget, used)) {
        out = std::move(item);
        ready.erase(ready.begin() + static_cast<std::ptrdiff_t>(i));
        ++running;
        used += out.memory;
        return true;
      }
      if (++item.overtaken > patience) return false;
    }
    return false;
  }

  void pump() {
    while (true) {
      auto item = std::make_shared<Item>();
      {
        const std::lock_guard lock(mutex);
        if (!take(*item)) return;
      }
      workers.run([this, item] {
        {
          const std::lock_guard lock(mutex);  // orders what the submitter wrote before what the task reads
        }
        item->task();
        item->task = nullptr;
        {
          const std::lock_guard lock(mutex);
          --running;
          used -= item->memory;
        }
        pump();
      });
    }
  }

  const unsigned threads;
  const std::uint64_t budget;
  const std::atomic<bool>* stop;
  std::mutex mutex;
  std::vector<Item> ready;
  unsigned running = 0;
  std::uint64_t used = 0;
  ParallelFor parallel;
  Workers workers;
};

namespace {

void run_parallel(std::size_t n, const std::function<void(std::size_t)>& body, const std::atomic<bool>* stop) {
  std::atomic<std::size_t> lowest{std::numeric_limits<std::size_t>::max()};
  std::atomic<std::size_t> finished{0};
  std::mutex mutex;
  std::exception_ptr error;
  std::atomic<bool> gate{false};
  gate.store(true, std::memory_order_release);
  const auto one = [&](std::size_t i) {
    (void)gate.load(std::memory_order_acquire);
    // Indices behind a failed one cannot change which failure is the first.
    if (i < lowest.load(std::memory_order_relaxed)) {
      try {
        if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw Interrupted{};
        body(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < lowest.load(std::memory_order_relaxed)) {
          lowest.store(i, std::memory_order_relaxed);
          error = std::current_exception();
        }
      }
    }
    finished.fetch_add(1, std::memory_order_release);
  };
  for_each_index(n, one);
  (void)finished.load(std::memory_order_acquire);
  if (error) std::rethrow_exception(error);
}

}  // namespace

Schedule::Schedule(unsigned threads, std::uint64_t memory, const std::atomic<bool>* stop)
    : state_(std::make_unique<State>(threads, memory, stop)) {
  state_->parallel = [stop](std::size_t n, const std::function<void(std::size_t)>& body) {
    run_parallel(n, body, stop);
  };
}

Schedule::~Schedule() { wait(); }

void Schedule::submit(std::uint64_t memory, std::function<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ready.push_back({memory, std::move(task), 0});
  }
  state_->pump();
}

void Schedule::wait() {
  state_->workers.wait();
  const std::lock_guard lock(state_->mutex);  // orders what tasks wrote before what the caller reads
}

const ParallelFor& Schedule::parallel() const { return state_->parallel; }

void keep_freed_memory() {
#if __has_include(<malloc.h>)
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

unsigned machine_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
  return std::max(1U, std::thread::hardware_concurrency());
}

std::uint64_t machine_memory() {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
                               : std::uint64_t{4} << 30;
}

}  // namespace rgx::engine
