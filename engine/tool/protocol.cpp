#include "engine/tool/protocol.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "engine/assets.hpp"
#include "engine/files.hpp"
#include "engine/lower.hpp"
#include "engine/tool/session.hpp"
#include "lang/expand.hpp"
#include "lang/parse.hpp"
#include "lang/render.hpp"
#include "stdlib/register.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

namespace {

// What the command gives without a protocol.
constexpr const char* kEveryFamily =
    "  discretise(bins: 32)\n"
    "  families: [shape, local_intensity, intensity, histogram, glcm, glrlm, glszm, gldzm, ngtdm, ngldm]\n";

// Names of the definitions in a file; parse errors show again, with their place, when the study is checked.
std::vector<std::string> definitions_in(const std::string& text) {
  lang::SourceMap sources;
  lang::Diagnostics ignored;
  const auto file = lang::parse(sources, sources.add("protocol", text), ignored);
  std::vector<std::string> out;
  for (const auto& entry : file.entries)
    if (const auto* define = entry.as<lang::ast::Define>()) out.push_back(define->name.text);
  return out;
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "`" : ", `") + n + "`";
  return out;
}

// The smallest study that holds the protocol's entries. Nothing of it is read but them.
std::string study_around(const std::string& use, const std::string& preprocess, const std::string& features,
                         const std::string& modality) {
  std::string out = "rgx 1\n" + use + "study \"one case\" { design: retrospective; seed: 1 }\n";
  out += "cohort one { table: csv(\"case.csv\"); id: subject }\n";
  out += "images case { cohort: one; image: nifti(\"{id}\"" + (modality.empty() ? "" : ", modality: " + modality) +
         "); roi: mask(\"{id}\") }\n";
  if (!preprocess.empty()) out += "preprocess prepared { from: case; " + preprocess + " }\n";
  out += std::string("features extracted {\n  from: ") + (preprocess.empty() ? "case" : "prepared") +
         "; scans: image; regions: roi\n" + features + "}\n";
  return out;
}

}  // namespace

std::vector<std::string> shipped_protocols() {
  std::vector<std::string> out;
  if (const auto folder = engine::asset("definitions"))
    for (const auto& entry : fs::directory_iterator(*folder))
      if (entry.path().extension() == ".rgx") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

Protocol read_protocol(const std::string& name, const std::string& modality) {
  std::string use, preprocess, features = kEveryFamily;
  if (!name.empty()) {
    const bool own = fs::path(name).extension() == ".rgx";
    const std::string word = own ? fs::path(name).stem().string() : name;
    const auto text = read_used(own ? name : std::string(lang::kShippedDefinitions) + name + ".rgx");
    if (!text)
      throw engine::Failure("no-such-file",
                            own ? "`" + name + "` cannot be read" : "there is no protocol `" + name + "`",
                            "protocols that come with rgx: " + listed(shipped_protocols()) +
                                "; one of your own is a file that ends in `.rgx`");
    const auto defined = definitions_in(*text);
    const auto has = [&](const std::string& d) {
      return std::find(defined.begin(), defined.end(), d) != defined.end();
    };
    if (!has(word))
      throw engine::Failure("unknown-name", "`" + name + "` has no definition `" + word + "`",
                            defined.empty() ? "" : "it has " + listed(defined));
    use = own ? "use \"" + fs::absolute(name).string() + "\"\n" : "use " + name + "\n";
    features = "  " + word + "()\n";
    if (has(word + "_preprocess")) preprocess = word + "_preprocess()";
  }
  const auto loaded = load_text("protocol", study_around(use, preprocess, features, modality));
  if (!loaded->ok()) {
    print_diagnostics(*loaded);
    throw engine::Failure("protocol", "the protocol `" + name + "` cannot be used on one case");
  }
  Protocol out;
  for (const auto& block : loaded->study.blocks) {
    if (block.kind == "preprocess")
      for (const auto& step : block.steps)
        out.preprocess.push_back(
            {stdlib::registry().find_in("preprocess", step.signature->name, step.signature->version),
             engine::step_parameters(step)});
    if (block.kind == "features") {
      out.extraction = engine::extraction_parameters(loaded->study, block);
      out.conventions = block.features->conventions;
    }
  }
  return out;
}

}  // namespace rgx::tool
