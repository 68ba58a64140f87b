#include "stdlib/molecular/matrix_view.hpp"

#include <filesystem>
#include <utility>

#include "engine/value.hpp"
#include "stdlib/molecular/cbioportal.hpp"
#include "stdlib/molecular/matrix_file.hpp"

namespace rgx::stdlib {

namespace fs = std::filesystem;

namespace {

std::string text_option(const lang::TableRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.options)
    if (const auto* text = value.as<std::string>(); text != nullptr && key == name) return *text;
  return {};
}

lang::Span span_of(std::uint32_t file, std::size_t begin, std::size_t end) {
  return {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace

std::shared_ptr<const lang::MatrixView> matrix_view(const lang::TableRequest& request, lang::SourceMap& sources) {
  MatrixRequest wanted;
  wanted.format = request.format;
  wanted.path = request.path;
  wanted.missing = request.missing;
  wanted.further = request.further;
  wanted.options = engine::Json::object();
  for (const auto& [name, value] : request.options) wanted.options[name] = engine::to_json(value);
  wanted.id = request.id;
  const engine::ParallelFor alone = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = 0; i < n; ++i) body(i);
  };
  auto out = std::make_shared<lang::MatrixView>();
  std::optional<MatrixFile> opened;
  try {
    opened.emplace(wanted, alone);
  } catch (const UnknownId& e) {
    out->header = e.header;
    out->id_found = false;
    return out;
  }
  MatrixFile& file = *opened;
  Grid::Odd odd;
  if (file.grid() != nullptr) {
    out->header = file.grid()->header();
    odd = file.grid()->odd(alone);
  }
  out->genes_are_rows = file.genes_are_rows();
  out->columns_unite = file.maf() != nullptr;
  out->absent_is_known = file.absent_is_known();
  const auto rows = file.rows(), columns = file.columns(), listed = file.listed();
  const std::uint32_t list = listed.empty() ? 0 : sources.add(request.further.back(), std::move(file).take_list_text());
  const std::uint32_t text = sources.add(request.path, std::move(file).take_text());
  for (const auto& n : rows) out->rows.push_back({n.text, span_of(text, n.begin, n.end)});
  for (const auto& n : columns) out->columns.push_back({n.text, span_of(text, n.begin, n.end)});
  for (const auto& n : listed) out->columns.push_back({n.text, span_of(list, n.begin, n.end)});
  out->odd = odd.count;
  out->odd_cell = odd.cell;
  out->odd_span = span_of(text, odd.begin, odd.end);
  return out;
}

std::vector<lang::SourceFile> matrix_files(const lang::TableRequest& request, const std::string& written,
                                           std::string& reason) {
  if (request.format != "cbioportal") return {{request.path, written}};
  const std::string profile = text_option(request, "profile");
  const std::string data = cbioportal_file(request.path, profile, reason);
  if (data.empty()) return {};
  const auto named = [&](const std::string& path) {
    return (fs::path(written) / fs::path(path).lexically_relative(request.path)).generic_string();
  };
  std::vector<lang::SourceFile> out{{data, named(data)}};
  // Who was sequenced is the study's own list, unless another is named.
  const bool mutations = fs::path(data).filename().string().starts_with("data_mutations");
  if (!mutations || !text_option(request, "sequenced").empty()) return out;
  if (const auto list = cbioportal_sequenced(request.path); !list.empty()) out.push_back({list, named(list)});
  return out;
}

}  // namespace rgx::stdlib
