// Runs a fuzz target without libFuzzer: inputs drawn from a seed, and files of earlier findings. Takes libFuzzer's
// options of the same names.
//   fuzz_x [-runs=N] [-seed=N] [-max_len=N] [FILE or FOLDER …]
// The input that ends the program is written to `crash-SEED-RUN` in the working directory.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "stats/base/random.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Of the sanitizers' runtime, where there is one.
extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> input;
char crash_file[64];

// Only what is allowed in a signal handler.
void keep_input() {
  static volatile std::sig_atomic_t done = 0;
  if (done != 0) return;
  done = 1;
  const int out = ::open(crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (out < 0) return;
  std::size_t at = 0;
  while (at < input.size()) {
    const ssize_t n = ::write(out, input.data() + at, input.size() - at);
    if (n <= 0) break;
    at += static_cast<std::size_t>(n);
  }
  ::close(out);
  constexpr char words[] = "fuzz: the input is kept in ";
  (void)!::write(2, words, sizeof words - 1);
  (void)!::write(2, crash_file, std::strlen(crash_file));
  (void)!::write(2, "\n", 1);
}

extern "C" void on_signal(int number) {
  keep_input();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void run_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  input.assign(std::istreambuf_iterator<char>(in), {});
  std::snprintf(crash_file, sizeof crash_file, "crash-of-a-file");
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

// Half of the inputs are wild bytes, half are made of few values: long runs of the same choice reach other places.
void draw(rgx::stats::Stream& stream, std::size_t longest) {
  input.resize(static_cast<std::size_t>(stream.below(longest + 1)));
  const bool wild = stream.bernoulli(0.5);
  const std::uint64_t values = wild ? 256 : 1 + stream.below(8);
  for (std::uint8_t& b : input) b = static_cast<std::uint8_t>(stream.below(values));
  // The first bytes are the choices that matter most.
  for (std::size_t i = 0; i < std::min<std::size_t>(input.size(), 24); ++i) {
    input[i] = static_cast<std::uint8_t>(stream.below(256));
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 0, seed = 1, longest = 4096;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto number = [&word] { return std::stoull(word.substr(word.find('=') + 1)); };
    if (word.rfind("-runs=", 0) == 0) {
      runs = number();
    } else if (word.rfind("-seed=", 0) == 0) {
      seed = number();
    } else if (word.rfind("-max_len=", 0) == 0) {
      longest = number();
    } else if (fs::is_directory(word)) {
      for (const auto& entry : fs::recursive_directory_iterator(word)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
      }
    } else if (fs::is_regular_file(word)) {
      files.emplace_back(word);
    } else {
      std::fprintf(stderr, "usage: %s [-runs=N] [-seed=N] [-max_len=N] [FILE or FOLDER ...]\n", argv[0]);
      return 2;
    }
  }
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(keep_input);
  std::signal(SIGABRT, on_signal);
  if (__sanitizer_set_death_callback == nullptr) std::signal(SIGSEGV, on_signal);

  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) run_file(file);
  for (std::uint64_t run = 0; run < runs; ++run) {
    std::snprintf(crash_file, sizeof crash_file, "crash-%llu-%llu", static_cast<unsigned long long>(seed),
                  static_cast<unsigned long long>(run));
    rgx::stats::Stream stream(seed, static_cast<std::uint32_t>(run), static_cast<std::uint32_t>(run >> 32));
    draw(stream, static_cast<std::size_t>(longest));
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  if (files.empty() && runs == 0) {
    std::fprintf(stderr, "nothing was run: give -runs=N or files\n");
    return 2;
  }
  std::printf("%zu files and %llu inputs, no finding\n", files.size(), static_cast<unsigned long long>(runs));
  return 0;
}
