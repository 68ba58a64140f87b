// The `rgx` program: options in, one command out. Every failure of the outside is a sentence and an exit status.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "engine/failure.hpp"
#include "engine/schedule.hpp"
#include "engine/tool/command_literature.hpp"
#include "engine/tool/commands.hpp"
#include "engine/tool/session.hpp"

namespace {

using namespace rgx::tool;

// Release builds use AVX2 and FMA; an older processor gets a sentence instead of an illegal instruction.
bool processor_fits() {
#if defined(__x86_64__) && defined(__AVX2__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
#else
  return true;
#endif
}

int run_program(int argc, char** argv) {
  CLI::App app("rgx: statistical radiogenomics, from a study file to a report that reruns exactly");
  app.set_version_flag("--version", std::string("rgx ") + RGX_VERSION + " (" + RGX_ISA + ")");
  app.require_subcommand(1);
  int status = kDone;

  CheckArgs check;
  auto* c = app.add_subcommand("check", "parse, type and design rules; runs nothing");
  c->add_option("STUDY", check.study)->required();
  c->add_flag("--json", check.json, "one array of messages");
  c->add_flag("--fix", check.fix, "apply the fixes that messages offer");
  c->add_flag("--without-data", check.without_data, "take columns and files on trust");
  c->callback([&] { status = check_command(check); });

  FmtArgs fmt;
  c = app.add_subcommand("fmt", "canonical layout, comments kept");
  c->add_option("STUDY", fmt.studies)->required();
  c->add_flag("--check", fmt.check, "change nothing; status 1 when a file would change");
  c->callback([&] { status = fmt_command(fmt); });

  PlanArgs plan;
  c = app.add_subcommand("plan", "the graph: what is cached, what will run and why");
  c->add_option("STUDY", plan.study)->required();
  c->add_option("--store", plan.store);
  c->add_flag("--dot", plan.dot);
  c->add_flag("--json", plan.json);
  auto* freeze = c->add_flag("--freeze", plan.freeze, "write the analysis (everything but data) with its digest");
  c->add_option("-o,--out", plan.out, "file of --freeze (default: STUDY.plan)")->needs(freeze);
  c->callback([&] { status = plan_command(plan); });

  RunArgs run;
  c = app.add_subcommand("run", "run a study and write its run directory; resumes by itself");
  c->add_option("STUDY", run.study)->required();
  c->add_option("-o,--out", run.out, "run directory (default: run/ beside the study)");
  c->add_option("-j,--threads", run.threads, "threads (default: all)");
  c->add_option("--memory", run.memory, "memory budget, as 8G");
  c->add_option("--store", run.store, "store (default: .rgx beside the study)");
  c->add_flag("--locked", run.locked, "refuse to run when anything differs from the run directory's study.lock");
  c->callback([&] { status = run_command(run); });

  ReproduceArgs reproduce;
  c = app.add_subcommand("reproduce", "run again from the lock; identical, equivalent or different");
  c->add_option("RUN_DIR|PACK", reproduce.run)->required();
  c->add_option("--data", reproduce.data, "where the data lies: looked into by path, then by content");
  c->add_option("--key", reproduce.key, "key of a pack made --with-features: runs from its feature tables on");
  c->add_flag("--json", reproduce.json);
  c->callback([&] { status = reproduce_command(reproduce); });

  PackArgs pack;
  c = app.add_subcommand("pack", "study, lock, tables and expected numbers as one RO-Crate archive");
  c->add_option("RUN_DIR", pack.run)->required();
  c->add_option("-o,--out", pack.out, "FILE.zip or FILE.tar.zst")->required();
  c->add_flag("--with-data", pack.with_data, "with every input file and the tables that have a row a subject");
  c->add_flag("--with-features", pack.with_features, "with the tables that have a row a subject, under pseudonyms");
  c->add_option("--key", pack.key, "where the key of the pseudonyms lies, or is written (default: FILE.key)");
  c->add_option("--data", pack.data, "where the data lies now, for --with-data");
  c->callback([&] { status = pack_command(pack); });

  std::string a, b;
  bool diff_json = false;
  c = app.add_subcommand("diff", "which inputs, parameters, versions and numbers of two runs differ");
  c->add_option("RUN_A", a)->required();
  c->add_option("RUN_B", b)->required();
  c->add_flag("--json", diff_json);
  c->callback([&] { status = diff_command(a, b, diff_json); });

  std::string report;
  c = app.add_subcommand("report", "write the report of a run again");
  c->add_option("RUN_DIR", report)->required();
  c->callback([&] { status = report_command(report); });

  std::string explain;
  bool explain_trust = false;
  c = app.add_subcommand("explain", "a study in words, every resolved parameter; or a message's code in a paragraph");
  c->add_option("STUDY[:NAME]|CODE", explain)->required();
  c->add_flag("--without-data", explain_trust);
  c->callback([&] { status = explain_command(explain, explain_trust); });

  std::string doc, doc_folder, molecule;
  bool doc_json = false;
  c = app.add_subcommand("doc",
                         "the operation catalogue; `doc literature [MOLECULE]`: studies and results of the field");
  c->add_option("OPERATION", doc, "an operation, or `literature`");
  c->add_option("MOLECULE", molecule, "of literature: IDH1, 1p/19q, EGFR …");
  c->add_flag("--json", doc_json, "of literature: studies and results as JSON");
  c->add_option("--write", doc_folder, "write the catalogue and the messages as Markdown pages into this folder");
  c->callback([&] {
    if (doc == "literature")
      status = literature_command(molecule, doc_json);
    else if (!molecule.empty() || doc_json)
      throw CLI::ValidationError("MOLECULE and --json belong to `rgx doc literature`");
    else
      status = doc_command(doc, doc_folder);
  });

  std::string conform = "ibsi1", conform_data;
  c = app.add_subcommand("conform", "the conformance table of this build");
  c->add_option("WHAT", conform, "ibsi1, ibsi2 or stats");
  c->add_option("--data", conform_data, "folder that holds reference/");
  bool conform_page = false;
  c->add_flag("--markdown", conform_page, "stats: the table as a page in Markdown");
  c->callback([&] { status = conform_command(conform, conform_data, conform_page); });

  ExtractArgs extract;
  c = app.add_subcommand("extract", "features of one image and mask, as CSV");
  c->add_option("IMAGE", extract.image)->required();
  c->add_option("MASK", extract.mask)->required();
  c->add_option("--label", extract.label);
  c->add_option("--protocol", extract.protocol, "pyradiomics, ibsi_a … ibsi_e, or a file of your own (NAME.rgx)");
  c->add_option("--modality", extract.modality, "CT, MR or PET: CT is rounded to whole HU where a protocol resamples");
  c->add_option("-o,--out", extract.out, "file (default: standard output)");
  c->callback([&] { status = extract_command(extract); });

  StoreArgs store;
  c = app.add_subcommand("store", "size and age of what is kept");
  c->add_option("--store", store.store);
  c->add_flag("--verify", store.verify, "verify every digest");
  c->add_flag("--prune", store.prune, "remove what no lock refers to");
  c->add_flag("--json", store.json);
  c->callback([&] { status = store_command(store); });

  NewArgs fresh;
  c = app.add_subcommand("new", "a study to start from");
  c->add_option("TEMPLATE", fresh.name, "demo")->required();
  c->add_option("DIR", fresh.dir)->required();
  c->add_option("--seed", fresh.seed);
  c->add_option("--subjects", fresh.subjects);
  c->add_flag("--null", fresh.null, "no planted effects");
  c->callback([&] { status = new_command(fresh); });

  std::string dataset, from;
  auto* data = app.add_subcommand("data", "public datasets, found as @NAME/ in a study");
  data->require_subcommand(1);
  c = data->add_subcommand("get", "copy or download a dataset, checked against its digests");
  c->add_option("NAME", dataset)->required();
  c->add_option("--from", from, "folder or URL");
  c->callback([&] { status = data_get_command(dataset, from); });

  // In the contract, not built: said plainly, never misread.
  for (const char* later : {"import", "lsp"}) {
    c = app.add_subcommand(later, "not built yet");
    c->allow_extras();
    c->callback([&status, later] { status = not_built_command(later); });
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kDone : kUsage;
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  rgx::engine::keep_freed_memory();
  if (!processor_fits()) {
    std::fputs("rgx: this build needs a processor with AVX2 and FMA; build with -DRGX_ISA=baseline for this one\n",
               stderr);
    return kFailed;
  }
  try {
    return run_program(argc, argv);
  } catch (const rgx::engine::Failure& e) {
    std::fprintf(stderr, "error[%s]: %s\n", e.code.c_str(), e.what());
    if (!e.help.empty()) std::fprintf(stderr, "help: %s\n", e.help.c_str());
    if (e.code == "usage") return kUsage;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "error: %s\n", e.what());
  }
  return kFailed;
}
