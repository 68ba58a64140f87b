#include "engine/schedule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <vector>

using namespace rgx::engine;

TEST_CASE("schedule: tasks that submit tasks all run, never more at once than allowed, within the memory") {
  for (const unsigned threads : {1U, 2U, 7U}) {
    Schedule schedule(threads, 100, nullptr);
    std::mutex mutex;
    unsigned running = 0, most = 0;
    std::uint64_t memory = 0, most_memory = 0;
    int done = 0;
    const auto work = [&](std::uint64_t m) {
      {
        const std::lock_guard lock(mutex);
        most = std::max(most, ++running);
        most_memory = std::max(most_memory, memory += m);
      }
      std::atomic<long> sum{0};
      schedule.parallel()(100, [&](std::size_t i) { sum += static_cast<long>(i); });
      const std::lock_guard lock(mutex);
      CHECK(sum == 4950);
      --running;
      memory -= m;
      ++done;
    };
    for (int i = 0; i < 20; ++i)
      schedule.submit(40, [&] {
        work(40);
        schedule.submit(30, [&] { work(30); });
      });
    schedule.submit(1000, [&] { work(1000); });  // alone
    schedule.wait();
    CHECK(done == 41);
    CHECK(most <= threads);
    CHECK((most_memory <= 100 || most_memory == 1000));
  }
}

TEST_CASE("schedule: the failure of the lowest index is reported at any thread count") {
  for (const unsigned threads : {1U, 2U, 7U, 16U}) {
    Schedule schedule(threads, 100, nullptr);
    std::string message;
    schedule.submit(0, [&] {
      try {
        schedule.parallel()(1000, [](std::size_t i) {
          if (i % 100 == 37) throw std::runtime_error("at " + std::to_string(i));
        });
      } catch (const std::exception& e) {
        message = e.what();
      }
    });
    schedule.wait();
    CHECK(message == "at 37");
  }
}

TEST_CASE("schedule: an interruption ends a parallel loop") {
  std::atomic<bool> stop{false};
  Schedule schedule(2, 100, &stop);
  std::atomic<int> ran{0};
  bool interrupted = false;
  schedule.submit(0, [&] {
    try {
      schedule.parallel()(1'000'000, [&](std::size_t) {
        if (++ran == 10) stop = true;
      });
    } catch (const Interrupted&) {
      interrupted = true;
    }
  });
  schedule.wait();
  CHECK(interrupted);
  CHECK(ran < 1'000'000);
}
