#include "stdlib/molecular/matrix_file.hpp"

#include "engine/archive.hpp"
#include "engine/files.hpp"
#include "stdlib/molecular/layouts.hpp"

namespace rgx::stdlib {

using engine::Json;

MatrixFile::MatrixFile(const MatrixRequest& request, const engine::ParallelFor& parallel)
    : text_(engine::read_unpacked(*engine::real_files(), request.path)) {
  const std::string& format = request.format;
  const Json options = request.options.is_object() ? request.options : Json::object();
  if (format == "maf" || (format == "cbioportal" && looks_like_maf(text_))) {
    MafOptions wanted;
    wanted.classes = options.value("classes", non_silent_classes());
    wanted.by_class = options.value("by", "gene") == "class";
    if (!request.id.empty()) wanted.id = request.id;
    maf_.emplace(text_, wanted, request.path);
    absent_is_known_ = options.value("absent", "missing") == "wild_type";
    for (const auto& path : request.further) {
      list_text_ = engine::read_unpacked(*engine::real_files(), path);
      listed_ = ids_of_list(list_text_);
    }
    return;
  }
  GridLayout layout;
  std::optional<GctLayout> gct;
  std::vector<std::string> names;
  if (format == "gct") {
    gct = gct_layout(text_, request.path);
    layout = gct->grid;
  } else if (format == "geo") {
    auto geo = geo_layout(text_, options.value("id", ""), request.path);
    layout = std::move(geo.grid);
    names = std::move(geo.names);
  } else if (format == "cbioportal") {
    layout = cbioportal_layout(text_);
  } else {
    layout.delimiter = format == "tsv" ? '\t' : ',';
    layout.id = request.id;
    genes_are_rows_ = false;
  }
  layout.missing.insert(layout.missing.end(), request.missing.begin(), request.missing.end());
  grid_.emplace(text_, std::move(layout), request.path, parallel);
  if (gct) require_promised(*gct, *grid_, request.path);
  if (names.empty()) return;
  names.resize(grid_->columns().size());
  grid_->rename_columns(names);
}

}  // namespace rgx::stdlib
