#include "engine/csv_view.hpp"

namespace rgx::engine {

std::shared_ptr<const lang::TableView> table_view(const Csv& csv, const std::string& path, lang::SourceMap& sources) {
  auto view = std::make_shared<lang::TableView>();
  view->file = sources.add(path, csv.text());
  view->columns = csv.columns();
  const std::size_t columns = csv.columns().size();
  const auto span = [&](Csv::Place p) { return lang::Span{view->file, p.begin, p.end}; };
  for (std::size_t c = 0; c < columns; ++c) view->column_spans.push_back(span(csv.column_place(c)));
  // Places of a very large table would outweigh it; messages then name the column only.
  const bool places = csv.rows() * columns <= 4'000'000;
  view->rows.resize(csv.rows());
  if (places) view->spans.resize(csv.rows());
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    view->rows[r].reserve(columns);
    for (std::size_t c = 0; c < columns; ++c) view->rows[r].push_back(csv.cell(r, c));
    if (!places) continue;
    view->spans[r].reserve(columns);
    for (std::size_t c = 0; c < columns; ++c) view->spans[r].push_back(span(csv.place(r, c)));
  }
  return view;
}

}  // namespace rgx::engine
