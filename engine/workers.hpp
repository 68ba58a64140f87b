#pragma once
// Where tasks run: oneTBB; in a build under ThreadSanitizer plain threads, because the distribution's libtbb is not
// instrumented, and to suppress what goes through it hides every race within a task. Internal to engine/.
#include <cstddef>
#include <exception>
#include <functional>

#ifdef RGX_PLAIN_THREADS
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>
#else
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#endif

namespace rgx::engine {

#ifdef RGX_PLAIN_THREADS

// The caller starts no more tasks at once than it wants threads. A task lets no exception out.
class Workers {
 public:
  explicit Workers(unsigned) {}
  void run(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    threads_.emplace_back(std::move(task));
  }
  void wait() {
    while (true) {
      std::vector<std::thread> started;
      {
        const std::lock_guard lock(mutex_);
        started.swap(threads_);
      }
      if (started.empty()) return;
      for (auto& t : started) t.join();
    }
  }

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

// body(0) … body(n - 1); the first exception is thrown again.
template <typename Body>
void for_each_index(std::size_t n, const Body& body) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr error;
  const auto work = [&] {
    for (std::size_t i; (i = next.fetch_add(1)) < n;) try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!error) error = std::current_exception();
      }
  };
  std::vector<std::thread> others;
  for (std::size_t k = 1; k < 4 && k < n; ++k) others.emplace_back(work);
  work();
  for (auto& t : others) t.join();
  if (error) std::rethrow_exception(error);
}

#else

class Workers {
 public:
  explicit Workers(unsigned threads)
      : control_(tbb::global_control::max_allowed_parallelism, threads), arena_(static_cast<int>(threads)) {}
  template <typename Task>
  void run(Task task) {
    arena_.execute([&] { group_.run(std::move(task)); });
  }
  void wait() {
    arena_.execute([&] { group_.wait(); });
  }

 private:
  tbb::global_control control_;
  tbb::task_arena arena_;
  tbb::task_group group_;
};

// Isolated: while it waits for its last indices, a thread must not start another node inside this one.
template <typename Body>
void for_each_index(std::size_t n, const Body& body) {
  tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::size_t{0}, n, body); });
}

#endif

}  // namespace rgx::engine
