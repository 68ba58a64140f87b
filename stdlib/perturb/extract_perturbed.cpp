// `extract_perturbed`: what one subject's features are after one chain of changes.
#include <limits>
#include <set>

#include "stdlib/features/feature_row.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/step.hpp"
#include "stdlib/perturb/operations.hpp"
#include "stdlib/perturb/perturbation.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

// A change may take the whole region away: that is no fault of the study, and the reading is missing for the subject.
bool lost_region(const std::string& code) {
  static const std::set<std::string> codes{"mask-empty", "mask-room", "resegment-empty"};
  return codes.contains(code);
}

void apply_chain(engine::Case& subject, const Context& context, const engine::Registry& registry) {
  const auto scans = context.params.at("extract").at("scans").get<std::vector<std::string>>();
  std::uint64_t link = 0;
  for (const Json& change : context.params.at("chain")) {
    const auto name = change.at("op").get<std::string>();
    const auto* op = registry.find_in("robust", name, change.at("version").get<unsigned>());
    const auto* perturbation = op != nullptr ? std::any_cast<perturb::Perturbation>(&op->part) : nullptr;
    if (perturbation == nullptr) throw Failure("unknown-operation", "there is no perturbation `" + name + "`");
    perturbation->apply(subject,
                        {change.at("params"), stats::Stream(context.stream + link++), scans, context.parallel});
  }
}

// The steps of the features' preprocessing, as their own nodes run them.
engine::Case prepared(engine::Case subject, const Context& context, const engine::Registry& registry) {
  static const std::vector<std::string> no_files;
  for (const Json& step : context.params.at("steps")) {
    const auto name = step.at("op").get<std::string>();
    const auto* op = registry.find_in("preprocess", name, step.at("version").get<unsigned>());
    if (op == nullptr || !op->kernel) throw Failure("unknown-operation", "there is no step `" + name + "`");
    // A value that goes no further needs no digest.
    const std::vector<std::pair<std::string, engine::Artifact>> inputs{
        {"case", engine::Artifact(engine::Payload(std::move(subject)), std::string())}};
    const Context inner{step.at("params"), inputs, no_files, context.subject, context.stream, context.parallel};
    subject = std::get<engine::Case>(op->kernel(inner).value);
  }
  return subject;
}

}  // namespace

engine::Operation extract_perturbed_operation(const engine::Registry& registry) {
  return engine::Declare<Json>("extract_perturbed", 1)
      .in("engine")
      .random("perturbation")
      .platform_sensitive()
      .summary("radiomic features of one subject after its images and regions were changed")
      .run([&registry](const Json&, const Context& context) -> engine::Output {
        const auto wanted = features::request_of(context.params.at("extract"), registry);
        std::string lost;
        try {
          engine::Case subject = context.input("case").as<engine::Case>();
          apply_chain(subject, context, registry);
          subject = prepared(std::move(subject), context, registry);
          engine::Table row = features::row_of(features::extract(subject, wanted, context.parallel), subject.subject);
          row.meta["dictionary"] = features::dictionary_json(wanted);
          return {std::move(row), {}};
        } catch (const ImageError& error) {
          if (!lost_region(error.code())) rethrow(error);
          lost = error.message();
        } catch (const Failure& failure) {
          if (!lost_region(failure.code)) throw;
          lost = failure.what();
        } catch (const std::invalid_argument& error) {
          throw Failure("extraction", error.what());
        }
        engine::Table row = features::lost_row(wanted, context.subject);
        row.meta["lost"] = lost;
        return {std::move(row), {}};
      });
}

}  // namespace rgx::stdlib
