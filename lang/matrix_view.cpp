// A matrix made from a table of text cells, for probes that have no faster way.
#include <algorithm>

#include "lang/probe.hpp"
#include "lang/table_cells.hpp"

namespace rgx::lang {

std::shared_ptr<const MatrixView> Probe::matrix(const TableRequest& request, std::string& reason,
                                                std::optional<Span>& where) {
  const auto table = this->table(request, reason, where);
  if (table == nullptr) return nullptr;
  auto out = std::make_shared<MatrixView>();
  out->header = table->columns;
  std::size_t id = 0;
  if (!request.id.empty()) {
    const auto at = std::find(table->columns.begin(), table->columns.end(), request.id);
    out->id_found = at != table->columns.end();
    if (!out->id_found) return out;
    id = static_cast<std::size_t>(at - table->columns.begin());
  }
  for (std::size_t c = 0; c < table->columns.size(); ++c)
    if (c != id)
      out->columns.push_back({table->columns[c], c < table->column_spans.size() ? table->column_spans[c] : Span{}});
  for (std::size_t r = 0; r < table->rows.size(); ++r) {
    out->rows.push_back({table->rows[r][id], cell_span(*table, r, id)});
    for (std::size_t c = 0; c < table->columns.size(); ++c) {
      const std::string& cell = table->rows[r][c];
      if (c == id || cell.empty() || cell_number(cell) || out->odd++ != 0) continue;
      out->odd_cell = cell;
      out->odd_span = cell_span(*table, r, c);
    }
  }
  return out;
}

std::vector<SourceFile> Probe::locate(const TableRequest& request, const std::string& written, std::uint32_t,
                                      std::string&) {
  return {{request.path, written}};
}

}  // namespace rgx::lang
