#include "engine/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/assets.hpp"
#include "engine/checklist.hpp"
#include "engine/figure.hpp"
#include "engine/methods.hpp"
#include "engine/picture_sheet.hpp"
#include "engine/report_features.hpp"
#include "engine/report_literature.hpp"
#include "engine/report_pictures.hpp"
#include "engine/report_sections.hpp"
#include "engine/workflow_drawing.hpp"

namespace rgx::engine {

namespace {

std::string read_asset(const std::string& name) {
  const auto file = asset(name);
  if (!file)
    throw Failure("missing-asset", fmt::format("`{}` is not installed, so the report cannot be written", name),
                  "install rgx anew, or point RGX_ASSETS at its share/rgx folder");
  return real_files()->read(file->string());
}

std::vector<std::string> sections_wanted(const ReportView& view) {
  for (const Json* report : view.blocks("report"))
    if (const Json* said = setting(*report, "sections")) return texts_of(*said);
  return {"participants", "methods", "results", "checklist", "provenance"};
}

struct Sink {
  std::string format, file, up;
};

// Files as the report block says. One outside the run directory would not be part of it: its name is kept, inside.
std::vector<Sink> sinks_of(const ReportView& view, ReportRemarks& remarks) {
  std::vector<Sink> out;
  for (const Json* report : view.blocks("report"))
    for (const auto& sink : list_at(*report, "sinks")) {
      std::string file = text_at(sink, "file");
      const std::filesystem::path path(file);
      const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
      if (path.is_absolute() || climbs) {
        remarks.push_back(
            fmt::format("`{}` lies outside the run directory: written there as `{}`", file, path.filename().string()));
        file = path.filename().string();
      }
      std::string up;
      for (const auto& part : std::filesystem::path(file).parent_path())
        if (part != ".") up += "../";
      out.push_back({text_at(sink, "format"), file, up});
    }
  if (out.empty()) out = {{"html", "report.html", ""}, {"markdown", "report.md", ""}};
  return out;
}

ReportDocument document_of(const ReportView& view, ReportRemarks& remarks) {
  ReportDocument document;
  document.title = text_at(view.study, "title");
  if (document.title.empty()) document.title = "Study without a title";
  std::string design = text_at(view.study, "design");
  const auto guidelines = texts_of(list_at(view.study, "guidelines"));
  std::string subtitle = design.empty() ? "Study" : plain(design) + " study";
  subtitle[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(subtitle[0])));
  if (!guidelines.empty()) {
    std::vector<std::string> names;
    for (const auto& g : guidelines) names.push_back(plain(guideline_name(g)));
    subtitle += ", reported after " + listed(names);
  }
  document.subtitle =
      subtitle + fmt::format(". Written by rgx {} from the run's study, lock and tables.", plain(view.run.lock.rgx));

  const auto wanted = sections_wanted(view);
  const auto asked = [&](const char* name) { return std::find(wanted.begin(), wanted.end(), name) != wanted.end(); };
  References references = References::parse(read_asset("references.bib"));
  auto& sections = document.sections;
  sections.push_back(summary_section(view));
  // In the order the study names them; what it does not name is left out, but for ledger, audit and published numbers.
  for (const auto& name : wanted) {
    if (name == "participants") {
      sections.push_back(participants_section(view));
      if (auto looked = pictures_section(view); !looked.parts.empty()) sections.push_back(std::move(looked));
      if (auto features = features_section(view); !features.parts.empty()) sections.push_back(std::move(features));
    }
    if (name == "methods") {
      sections.push_back(methods_section(view, references));
      if (auto workflow = workflow_drawing(view)) sections.back().parts.emplace_back(std::move(*workflow));
    }
    if (name == "results") sections.push_back(results_section(view));
  }
  sections.push_back(ledger_section(view));
  sections.push_back(audit_section(view));
  if (auto published = published_section(view); !published.parts.empty()) sections.push_back(std::move(published));
  if (asset("literature/studies.csv"))
    if (auto literature = literature_section(view, Literature::installed()); !literature.parts.empty())
      sections.push_back(std::move(literature));
  if (asked("checklist") && !guidelines.empty()) sections.push_back(checklist_section(view, remarks));
  if (asked("provenance")) sections.push_back(provenance_section(view));
  if (const std::string cited = references.list(); !cited.empty())
    sections.push_back({"references", "References", {ReportText{cited}}});
  return document;
}

}  // namespace

ReportRemarks write_report(Files& files, const RunDirectory& run) {
  const ReportView view(run);
  ReportRemarks remarks;
  const ReportDocument document = document_of(view, remarks);

  std::vector<const ReportFigure*> figures;
  const std::string folder = join(run.path, "figures");
  for (const auto& section : document.sections)
    for (const auto& part : section.parts) {
      if (const auto* figure = std::get_if<ReportFigure>(&part)) {
        figures.push_back(figure);
        files.mkdirs(folder);
        files.write_atomic(join(folder, figure->name + ".vl.json"), readable(figure->spec));
      } else if (const auto* drawing = std::get_if<ReportDrawing>(&part)) {
        files.mkdirs(folder);
        files.write_atomic(join(folder, drawing->name + ".svg"), one_drawing(drawing->svg));
      }
    }
  const DrawnFigures drawn = draw_figures(figures);
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < figures.size(); ++i)
    if (!drawn.svg[i].empty())
      files.write_atomic(join(folder, figures[i]->name + ".svg"), drawn.svg[i]);
    else
      missing.push_back(figures[i]->name + ".svg");
  if (!missing.empty()) {
    for (const auto& name : missing) files.remove(join(folder, name));  // of an earlier report
    remarks.push_back(fmt::format("{} in figures/: {} ({}); the HTML report and the .vl.json files are complete",
                                  missing.size() == 1 ? "this SVG is missing" : "these SVGs are missing",
                                  listed(missing), drawn.why));
  }

  std::vector<std::string> libraries;
  for (const char* name : {"web/vega.min.js", "web/vega-lite.min.js", "web/vega-embed.min.js"})
    if (const auto file = asset(name)) libraries.push_back(real_files()->read(file->string()));
  if (libraries.size() != 3) {
    libraries.clear();
    remarks.emplace_back("vega is not installed, so the HTML report has no figures; the .vl.json files are complete");
  }
  for (const auto& sink : sinks_of(view, remarks)) {
    const std::string path = join(run.path, sink.file);
    files.mkdirs(parent_of(path));
    if (sink.format == "markdown")
      files.write_atomic(path, to_markdown(document, sink.up));
    else
      files.write_atomic(path, to_html(document, read_asset("web/report.mustache"), read_asset("web/report.css"),
                                       read_asset("web/report.js"), libraries, sink.up));
  }
  return remarks;
}

}  // namespace rgx::engine
