#include "engine/tool/data_probe.hpp"

#include <filesystem>

#include "engine/archive.hpp"
#include "engine/csv_view.hpp"
#include "engine/data.hpp"
#include "engine/files.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/molecular/cbioportal.hpp"
#include "stdlib/molecular/matrix_view.hpp"

namespace rgx::tool {

namespace fs = std::filesystem;

std::string DataProbe::resolve(const std::string& written, std::uint32_t study_file, std::string& reason) {
  if (written.starts_with('@'))
    return engine::resolve_dataset_path(*engine::real_files(), engine::DataPlaces::of_environment(data_), written,
                                        reason)
        .value_or("");
  const fs::path path(written);
  return path.is_absolute() ? written : (fs::path(sources_.path(study_file)).parent_path() / path).string();
}

bool DataProbe::exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

std::shared_ptr<const lang::TableView> DataProbe::table(const lang::TableRequest& request, std::string& reason,
                                                        std::optional<lang::Span>& where) {
  std::string key = request.format + '\n' + request.path;
  for (const auto& code : request.missing) key += '\n' + code;
  if (const auto known = tables_.find(key); known != tables_.end()) return known->second;
  engine::CsvOptions options;
  options.delimiter = request.format == "csv" ? ',' : '\t';
  options.missing = request.missing;
  options.path = request.path;
  std::string text;
  try {
    text = engine::read_unpacked(*engine::real_files(), request.path);
    if (request.format == "cbioportal") stdlib::blank_comments(text);
    const engine::Csv csv(text, options);
    return tables_[key] = engine::table_view(csv, request.path, sources_);
  } catch (const engine::CsvFailure& e) {
    reason = e.what();
    where = lang::Span{sources_.add(request.path, std::move(text)), e.begin, e.end};
  } catch (const engine::Failure& e) {
    reason = e.what();
  }
  return nullptr;
}

std::shared_ptr<const lang::MatrixView> DataProbe::matrix(const lang::TableRequest& request, std::string& reason,
                                                          std::optional<lang::Span>& where) {
  try {
    return stdlib::matrix_view(request, sources_);
  } catch (const engine::CsvFailure& e) {
    reason = e.what();
    if (e.end > e.begin)
      where = lang::Span{sources_.add(request.path, engine::read_unpacked(*engine::real_files(), request.path)),
                         e.begin, e.end};
  } catch (const engine::Failure& e) {
    reason = e.what();
  }
  return nullptr;
}

std::vector<lang::SourceFile> DataProbe::locate(const lang::TableRequest& request, const std::string& written,
                                                std::uint32_t study_file, std::string& reason) {
  auto out = stdlib::matrix_files(request, written, reason);
  for (const auto& [name, value] : request.options) {
    const auto* list = name == "sequenced" ? value.as<std::string>() : nullptr;
    if (list == nullptr || out.empty()) continue;
    const std::string path = resolve(*list, study_file, reason);
    if (path.empty() || !exists(path)) {
      reason = "there is no file `" + *list + "`";
      return {};
    }
    out.push_back({path, *list});
  }
  return out;
}

std::optional<lang::ImageHeader> DataProbe::image(const std::string& path, std::string& reason) {
  if (const auto known = headers_.find(path); known != headers_.end()) {
    reason = header_reasons_[path];
    return known->second;
  }
  auto& header = headers_[path];
  try {
    const auto g = stdlib::read_header(path).geometry;
    header = lang::ImageHeader{g.size, g.spacing, g.origin, g.direction};
  } catch (const stdlib::ImageError& e) {
    reason = header_reasons_[path] = e.message();
  }
  return header;
}

std::string DataProbe::geometry_difference(const lang::ImageHeader& a, const lang::ImageHeader& b) {
  const auto grid = [](const lang::ImageHeader& h) {
    return engine::Geometry{h.size, h.spacing, h.origin, h.direction};
  };
  return stdlib::explain_difference(grid(a), grid(b)).value_or("");
}

}  // namespace rgx::tool
