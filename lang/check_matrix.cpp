// Matrices: read, their subjects joined by id, their genes known by name.
#include <algorithm>
#include <map>
#include <set>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"
#include "lang/table_cells.hpp"

namespace rgx::lang {

std::shared_ptr<const MatrixView> Checker::read_matrix(TableSource& source) {
  TableRequest request;
  if (!locate(source, request)) return nullptr;
  std::string reason;
  std::optional<Span> where;
  auto view = options_.probe->matrix(request, reason, where);
  if (view == nullptr) {
    auto& d = error("unreadable-file", source.span, "`" + source.written + "` cannot be read: " + reason);
    if (where) d.related.push_back({*where, "here"});
    return nullptr;
  }
  if (!view->id_found) {
    auto& d = error("unknown-column", source.span, "`" + source.written + "` has no column `" + source.id + "`");
    const auto near = nearest(source.id, view->header);
    d.help = near.empty() ? "its columns are " + first_few(view->header) : "did you mean `" + near + "`";
    return nullptr;
  }
  if (view->rows.empty() || view->columns.empty()) {
    error("unreadable-file", source.span,
          "`" + source.written + "` has no " + (view->rows.empty() ? "rows" : "columns of numbers"));
    return nullptr;
  }
  return view;
}

// False, and said, when a name stands twice. `texts`: as compared; empty ones name nothing.
bool Checker::check_matrix_names(const TableSource& source, const std::vector<MatrixView::Name>& names,
                                 const std::vector<std::string>& texts, const std::string& help) {
  std::map<std::string, std::size_t> seen;
  std::set<std::string> doubled;
  std::optional<std::pair<std::size_t, std::size_t>> first;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].empty()) continue;
    const auto [at, fresh] = seen.emplace(texts[i], i);
    if (fresh) continue;
    doubled.insert(texts[i]);
    if (!first) first = {at->second, i};
  }
  if (!first) return true;
  auto& d =
      error("doubled-key", source.span, "`" + texts[first->second] + "` stands twice in `" + source.written + "`");
  d.related.push_back({names[first->first].span, "here first"});
  d.related.push_back({names[first->second].span, "and here"});
  if (doubled.size() > 1) d.notes.push_back("doubled: " + first_few({doubled.begin(), doubled.end()}));
  d.help = help;
  return false;
}

// The id column is named, or the first. Rows are subjects if its cells are; else the header names them.
void Checker::check_matrix_data(Block& here) {
  MatrixSpec& matrix = *here.matrix;
  const auto view = read_matrix(matrix.source);
  if (!view) return;
  const TableSource& source = matrix.source;
  const TrimIds trim(source);
  const auto compared = [&](const std::string& id) { return source.ids_case_insensitive ? lower_case(id) : id; };
  const auto met = [&](const std::vector<MatrixView::Name>& names) {
    std::set<std::string> ids;
    for (const auto& name : names) ids.insert(compared(trim(name.text)));
    std::size_t n = 0;
    for (const auto& c : matrix.cohorts)
      if (const Block* b = block(c); b != nullptr && b->cohort)
        for (const auto& s : b->cohort->subjects) n += ids.count(compared(s));
    return n;
  };
  const bool genes_are_rows = view->genes_are_rows || met(view->columns) >= met(view->rows);
  const auto& genes = genes_are_rows ? view->rows : view->columns;
  const auto& subjects = genes_are_rows ? view->columns : view->rows;
  std::vector<std::string> ids, joined, names;
  for (const auto& s : subjects) ids.push_back(trim(s.text));
  check_join(source, matrix.cohorts, ids, joined, view->absent_is_known);
  const bool merged = std::any_of(source.options.begin(), source.options.end(),
                                  [](const auto& option) { return option.name == "doubled"; });
  std::vector<Span> nameless;
  std::set<std::string> known;
  for (const auto& g : genes) {
    names.push_back(g.text);
    if (g.text.empty())
      nameless.push_back(g.span);
    else if (known.insert(g.text).second)
      matrix.known_rows.push_back(g.text);
  }
  const bool single =
      (merged || check_matrix_names(source, genes, names,
                                    "several rows of one name become one by `doubled: mean`, `doubled: max` or "
                                    "`doubled: first`")) &&
      (view->columns_unite ||
       check_matrix_names(source, subjects, joined, "a narrower `trim:` takes one sample of each subject"));
  if (!nameless.empty())
    warning("nameless-rows", source.span,
            count_of(nameless.size(), "row") + " of `" + source.written + "` " +
                (nameless.size() == 1 ? "has no name and is left out" : "have no name and are left out"))
        .related.push_back({nameless.front(), nameless.size() == 1 ? "here" : "the first"});
  if (!single) return;
  if (view->odd == 0) return;
  auto& d = error("not-numeric", source.span, "`" + view->odd_cell + "` in `" + source.written + "` is no number");
  d.related.push_back({view->odd_span, count_of(view->odd, "such cell") + " in all"});
  d.help =
      "a code for missing is named in the table: `" + source.format + "(…, missing: [\"" + view->odd_cell + "\"])`";
}

}  // namespace rgx::lang
