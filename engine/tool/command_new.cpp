// new, data get.
#include <cstdio>
#include <filesystem>

#include "engine/data.hpp"
#include "engine/files.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"
#include "stdlib/sources/demo_cohort.hpp"

namespace rgx::tool {

int new_command(const NewArgs& args) {
  if (args.name != "demo") {
    std::fprintf(stderr, "there is no template `%s`; there is `demo`\n", args.name.c_str());
    return kUsage;
  }
  stdlib::write_demo(args.dir, {args.seed, args.subjects, args.null});
  std::printf("%s: a cohort of %zu subjects made from seed %llu, and study.rgx\n", args.dir.c_str(), args.subjects,
              static_cast<unsigned long long>(args.seed));
  std::printf("run it with: rgx run %s\n", (std::filesystem::path(args.dir) / "study.rgx").string().c_str());
  return kDone;
}

int data_get_command(const std::string& name, const std::string& from) {
  const auto files = engine::real_files();
  const auto all = engine::load_datasets(*files);
  const auto* dataset = engine::find_dataset(all, name);
  if (dataset == nullptr) {
    std::fprintf(stderr, "there is no dataset `%s`; the registry has", name.c_str());
    for (const auto& d : all) std::fprintf(stderr, " %s", d.name.c_str());
    std::fprintf(stderr, "\n");
    return kUsage;
  }
  if (from.empty()) {
    std::printf("%s: %s\nlicence: %s\nfrom: %s\n%zu files, %.1f MB\n", dataset->name.c_str(), dataset->title.c_str(),
                dataset->licence.c_str(), dataset->source.c_str(), dataset->files.size(),
                static_cast<double>(dataset->bytes()) / 1e6);
    std::fprintf(stderr, "say where to take it from: --from DIR or --from URL\n");
    return kUsage;
  }
  const std::string folder = engine::get_dataset(*dataset, from, engine::DataPlaces::of_environment(), *files);
  std::printf("%s: %zu files verified, in %s\nlicence: %s\ncite: %s\n", dataset->name.c_str(), dataset->files.size(),
              folder.c_str(), dataset->licence.c_str(), dataset->citation.c_str());
  return kDone;
}

}  // namespace rgx::tool
