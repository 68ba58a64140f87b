#pragma once
// The sections of the report, each made from the run directory alone. Internal to engine/report*.
#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

ReportSection summary_section(const ReportView& view);
ReportSection participants_section(const ReportView& view);
ReportSection results_section(const ReportView& view);
ReportSection ledger_section(const ReportView& view);
ReportSection audit_section(const ReportView& view);
ReportSection published_section(const ReportView& view);  // without parts where nothing was published
ReportSection provenance_section(const ReportView& view);

// What the results of a block have to say, for results and summary alike, with at most so many single findings.
std::vector<std::string> sentences_of(const ReportView& view, const Json& block, std::size_t findings);

// The blocks that the report shows, in order: those its `show` names, else every analysis.
std::vector<const Json*> shown_blocks(const ReportView& view);

// Whether the study's report block asks for the section (all, when it does not say).
bool has_section(const ReportView& view, std::string_view id);

// A table from rows of texts.
class RowTable {
 public:
  explicit RowTable(std::vector<std::string> columns);  // `#name`: a column of numbers
  void add(std::vector<std::string> row);
  Table table() const;
  std::size_t rows() const { return rows_.size(); }

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Letters, digits, `.`, `-`, `_`: what may stand in a file name and an id.
std::string stem_of(std::string_view name);

}  // namespace rgx::engine
