#include "engine/report_literature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"
#include "engine/report_tests.hpp"
#include "engine/second_stage.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_molecules = 12;

// A variable or matrix row of this study that the field knows.
struct Known {
  std::string name;      // as the study calls it
  std::string molecule;  // as it is looked up: the name or its column
};

std::vector<Known> known_here(const ReportView& view, const Literature& literature) {
  std::vector<Known> out;
  std::set<std::string> taken, asked;
  // A number reported of some grade is no study of the covariate `grade`: only outcomes are looked up among numbers.
  const auto add = [&](const std::string& name, const std::string& as, bool outcome) {
    if (as.empty() || out.size() >= most_molecules || taken.contains(name)) return;
    if (!asked.insert(name + "\n" + as + (outcome ? "\n" : "")).second)
      return;  // a map names a column in thousands of rows
    if (literature.studies_of(as).empty() && (!outcome || literature.results_of(as).empty())) return;
    taken.insert(name);
    out.push_back({name, as});
  };
  for (const Json* cohort : view.blocks("cohort"))
    for (const auto& v : list_at(object_at(*cohort, "cohort"), "variables")) {
      if (text_at(v, "type") == "survival") continue;  // times are no molecules
      const bool classes = v.value("outcome", false) && text_at(v, "type") != "continuous";
      add(text_at(v, "name"), text_at(v, "column"), classes);
      add(text_at(v, "name"), text_at(v, "name"), classes);
    }
  for (const Json* block : view.blocks("associate")) {
    bool molecular = false;
    for (const char* side : {"left", "right"})
      if (block->contains("refs"))
        for (const auto& ref : list_at((*block)["refs"], side)) {
          const Json* from = view.block(text_at(ref, "block"));
          molecular = molecular || (from != nullptr && text_at(*from, "kind") == "matrix");
        }
    const Table* t = view.table(text_at(*block, "name") + ".csv");
    if (!molecular || t == nullptr || t->columns.size() < 2) continue;
    for (const std::size_t r : by_strength(*t))
      if (cell(*t, "rejected", r) == "true" && !is_second_stage(*t, r))
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}})
          add(t->columns[side].cell(r), t->columns[side].cell(r), true);
  }
  for (const Json* block : view.blocks("model"))
    for (const auto& stem : view.results_of_model(text_at(*block, "name")))
      if (const std::string name = text_at(*block, "name");
          stem != name && view.table(name + ".sources.csv") == nullptr)
        add(stem.substr(name.size() + 1), stem.substr(name.size() + 1), true);
  return out;
}

// The strongest test of each block that speaks of it, and the metrics of models that predict it.
std::vector<std::string> found_here(const ReportView& view, const std::string& name) {
  std::vector<std::string> out;
  for (const char* kind : {"compare", "associate"})
    for (const Json* block : view.blocks(kind)) {
      const Table* t = view.table(text_at(*block, "name") + ".csv");
      if (t == nullptr || t->columns.size() < 2) continue;
      std::size_t tested = 0, rejected = 0, best = t->rows();
      for (const std::size_t r : by_strength(*t)) {
        const bool of_it = t->columns[0].cell(r) == name || t->columns[1].cell(r) == name;
        if (!of_it || is_second_stage(*t, r) || std::isnan(number(*t, "p", r))) continue;
        if (best == t->rows()) best = r;
        ++tested;
        rejected += cell(*t, "rejected", r) == "true";
      }
      if (tested == 0) continue;
      const std::string other = t->columns[t->columns[0].cell(best) == name ? 1 : 0].cell(best);
      std::string said = fmt::format("{}: {} of {} rejected; the strongest {}", code(text_at(*block, "name")), rejected,
                                     counted(tested, "test"), code(other));
      if (const double estimate = number(*t, "estimate", best); !std::isnan(estimate))
        said += ", " + printed_name(cell(*t, "estimate_kind", best)) + " " +
                with_interval(estimate, number(*t, "ci_low", best), number(*t, "ci_high", best));
      out.push_back(said + ", p " + equals_p(number(*t, "p", best), number(*t, "log10_p", best)));
    }
  for (const Json* block : view.blocks("model")) {
    const std::string model = text_at(*block, "name");
    const auto predicts = names_in(*block, "predict");
    for (const auto& stem : view.results_of_model(model)) {
      const bool own = stem == model && std::find(predicts.begin(), predicts.end(), name) != predicts.end();
      if (!own && stem != model + "." + name) continue;
      const Table& metrics = *view.table(stem + ".metrics.csv");
      if (metrics.rows() == 0) continue;
      out.push_back(fmt::format(
          "{}: {} {}", code(stem), printed_name(cell(metrics, "metric", 0)),
          with_interval(number(metrics, "estimate", 0), number(metrics, "ci_low", 0), number(metrics, "ci_high", 0))));
    }
  }
  return out;
}

std::string tumours_text(const ReportView& view) {
  std::string out = text_at(view.study, "title") + " " + text_at(view.study, "question");
  for (const auto& input : view.run.lock.inputs) out += " " + input.path;
  for (const Json* cohort : view.blocks("cohort")) out += " " + text_at(*cohort, "name");
  return out;
}

std::string joined(const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, "; ")); }

// One row a study, with the results it reported of the molecule; then results of studies that the list lacks.
Table table_of(const std::string& molecule, const std::vector<const LiteratureStudy*>& studies,
               const std::vector<const LiteratureResult*>& results) {
  RowTable rows({"tumour", "study", "reference", "molecules", "modality", "method", "features", "reported"});
  std::set<const LiteratureResult*> told;
  const auto one = [](const LiteratureResult& r) {
    return fmt::format("{}, {}: {} {}", r.target, r.finding, r.statistic, r.value);
  };
  for (const auto* s : studies) {
    std::vector<std::string> reported;
    for (const auto* r : results)
      if (r->tumour == s->tumour && (";" + s->reference + ";").find(";" + r->reference + ";") != std::string::npos) {
        reported.push_back(one(*r));
        told.insert(r);
      }
    std::string method = s->feature_type;
    for (const auto* part : {&s->approach, &s->method})
      if (!part->empty()) method += (method.empty() ? "" : ", ") + *part;
    rows.add(
        {s->tumour, s->study, s->reference, joined(s->molecules), s->modality, method, s->features, joined(reported)});
  }
  for (const auto* r : results)
    if (!told.contains(r)) rows.add({r->tumour, r->study, r->reference, molecule, "", "", "", one(*r)});
  return rows.table();
}

}  // namespace

ReportSection literature_section(const ReportView& view, const Literature& literature) {
  ReportSection section{"literature", "Comparison with the literature", {}};
  const auto tumours = literature.tumours_in(tumours_text(view));
  const auto known = known_here(view, literature);
  std::vector<ReportPart> parts;
  for (const auto& [name, molecule] : known) {
    std::vector<const LiteratureStudy*> studies;
    std::vector<const LiteratureResult*> results;
    const auto wanted = tumours.empty() ? std::vector<std::string>{""} : tumours;
    for (const auto& tumour : wanted) {
      for (const auto* s : literature.studies_of(molecule, tumour)) studies.push_back(s);
      for (const auto* r : literature.results_of(molecule, tumour)) results.push_back(r);
    }
    const auto here = found_here(view, name);
    std::string text = fmt::format("### {}\n\n", plain(name));
    text += here.empty() ? "This study tests and predicts nothing of it."
                         : "Here: " + fmt::format("{}", fmt::join(here, ". ")) + ".";
    if (studies.empty() && results.empty()) {
      const std::size_t elsewhere = literature.studies_of(molecule).size();
      text += fmt::format(" The list has no study of it in this tumour, {} in others.", elsewhere);
      parts.push_back(ReportText{text});
      continue;
    }
    text += fmt::format(" Of the same molecule the list has {}{}.", counted(studies.size(), "study", "studies"),
                        results.empty() ? " and no number" : " and " + counted(results.size(), "reported number"));
    parts.push_back(ReportText{text});
    const Table table = table_of(molecule, studies, results);
    parts.push_back(ReportTable{"literature-" + stem_of(name), "Studies of " + name, table, table.rows(), "", 50});
  }
  if (parts.empty()) return section;
  std::vector<std::string> small;
  for (const auto& t : tumours) small.push_back(plain(t));
  section.parts.push_back(ReportText{
      "What others reported of the molecules of this study, from a list of " +
      counted(literature.studies().size(), "study", "studies") +
      (tumours.empty() ? "; neither title nor question names a tumour, so studies of every tumour are listed"
                       : " (" + listed(small) + ")") +
      ". Other features, cohorts and methods stand behind those numbers: they place a finding, they do not test it."});
  for (auto& part : parts) section.parts.push_back(std::move(part));
  return section;
}

}  // namespace rgx::engine
