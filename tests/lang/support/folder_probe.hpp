#pragma once
// A probe for small data in a folder: comma-separated tables without quotes, images described by a text of four lines
// (size, spacing, origin, direction), and fitted models by a text of lines: `outcome NAME TYPE LEVEL…`, `number NAME`,
// `category NAME`, `beside NAME`, `over_time`, `training SUBJECT…`.
#include <filesystem>

#include "lang/model_view.hpp"
#include "lang/probe.hpp"
#include "lang/span.hpp"

namespace rgx::test {

class FolderProbe : public lang::Probe, public lang::ModelProbe {
 public:
  FolderProbe(lang::SourceMap& sources, std::filesystem::path folder) : sources_(sources), folder_(std::move(folder)) {}
  std::string resolve(const std::string& written, std::uint32_t study_file, std::string& reason) override;
  bool exists(const std::string& path) override;
  std::shared_ptr<const lang::TableView> table(const lang::TableRequest& request, std::string& reason,
                                               std::optional<lang::Span>& where) override;
  std::optional<lang::ImageHeader> image(const std::string& path, std::string& reason) override;
  std::shared_ptr<const lang::ModelView> model(const std::string& path, std::string& reason) override;
  std::string geometry_difference(const lang::ImageHeader& a, const lang::ImageHeader& b) override;

 private:
  lang::SourceMap& sources_;
  std::filesystem::path folder_;
};

}  // namespace rgx::test
