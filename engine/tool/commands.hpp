#pragma once
// The commands of interface.md, each one function: arguments in, exit status out. main.cpp declares their options.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rgx::tool {

struct CheckArgs {
  std::string study;
  bool json = false, fix = false, without_data = false;
};
int check_command(const CheckArgs& args);

struct FmtArgs {
  std::vector<std::string> studies;
  bool check = false;
};
int fmt_command(const FmtArgs& args);

struct PlanArgs {
  std::string study, store, out;  // out: of `freeze`
  bool dot = false, json = false, freeze = false;
};
int plan_command(const PlanArgs& args);

struct RunArgs {
  std::string study, out, store, memory;
  unsigned threads = 0;
  bool locked = false;
};
int run_command(const RunArgs& args);

struct ReproduceArgs {
  std::string run;
  std::string data, key;
  bool json = false;
};
int reproduce_command(const ReproduceArgs& args);

struct PackArgs {
  std::string run, out, data, key;
  bool with_data = false, with_features = false;
};
int pack_command(const PackArgs& args);

int diff_command(const std::string& a, const std::string& b, bool json);
int report_command(const std::string& run);
int explain_command(const std::string& what, bool without_data);
int doc_command(const std::string& operation, const std::string& write_to);
int conform_command(const std::string& what, const std::string& data, bool markdown);

struct ExtractArgs {
  std::string image, mask, protocol, modality, out;
  std::optional<std::int32_t> label;
};
int extract_command(const ExtractArgs& args);

struct StoreArgs {
  std::string store = ".rgx";
  bool verify = false, prune = false, json = false;
};
int store_command(const StoreArgs& args);

struct NewArgs {
  std::string name, dir;
  std::uint64_t seed = 1;
  std::size_t subjects = 40;
  bool null = false;
};
int new_command(const NewArgs& args);

int data_get_command(const std::string& name, const std::string& from);

// A command of the contract that does not run yet: says so.
int not_built_command(const std::string& name);

}  // namespace rgx::tool
