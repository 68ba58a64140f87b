#pragma once
// The checker's view of the data on disk: tables as text with places, image headers, datasets by name.
#include <map>
#include <memory>
#include <string>

#include "lang/probe.hpp"
#include "lang/span.hpp"

namespace rgx::tool {

class DataProbe : public lang::Probe {
 public:
  // `data`: the folder of `--data`; empty: RGX_DATA_DIR, then what `rgx data get` filled.
  explicit DataProbe(lang::SourceMap& sources, std::string data = {}) : sources_(sources), data_(std::move(data)) {}

  std::string resolve(const std::string& written, std::uint32_t study_file, std::string& reason) override;
  bool exists(const std::string& path) override;
  std::shared_ptr<const lang::TableView> table(const lang::TableRequest& request, std::string& reason,
                                               std::optional<lang::Span>& where) override;
  std::shared_ptr<const lang::MatrixView> matrix(const lang::TableRequest& request, std::string& reason,
                                                 std::optional<lang::Span>& where) override;
  std::vector<lang::SourceFile> locate(const lang::TableRequest& request, const std::string& written,
                                       std::uint32_t study_file, std::string& reason) override;
  std::optional<lang::ImageHeader> image(const std::string& path, std::string& reason) override;
  std::string geometry_difference(const lang::ImageHeader& a, const lang::ImageHeader& b) override;

 private:
  lang::SourceMap& sources_;
  std::string data_;
  std::map<std::string, std::shared_ptr<const lang::TableView>> tables_;  // a table that several blocks read
  std::map<std::string, std::optional<lang::ImageHeader>> headers_;
  std::map<std::string, std::string> header_reasons_;
};

}  // namespace rgx::tool
