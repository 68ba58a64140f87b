#pragma once
// What the parts of Methods share: sentences of operations with their values and numbered references. Internal to
// engine/methods*.
#include <string>
#include <vector>

#include "engine/references.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

class MethodsWords {
 public:
  MethodsWords(const ReportView& v, References& references) : view(v), references_(references) {}
  const ReportView& view;

  // " [3, 4]", with the blank in front; empty for none.
  std::string cite(const std::vector<std::string>& keys);
  // The operation's own sentence with its values, cited at its end.
  std::string sentence(const Json& use, const std::vector<std::string>& keys);
  std::string sentence(const Json& use);

 private:
  References& references_;
};

// Paragraphs in the order of the study; none where it has no such block.
std::vector<std::string> participant_paragraphs(MethodsWords& words);
std::vector<std::string> variable_paragraphs(MethodsWords& words);
std::vector<std::string> image_paragraphs(MethodsWords& words);
std::vector<std::string> preprocess_paragraphs(MethodsWords& words);
std::vector<std::string> feature_paragraphs(MethodsWords& words);
std::vector<std::string> molecular_paragraphs(MethodsWords& words);
std::vector<std::string> missing_paragraphs(MethodsWords& words);
std::vector<std::string> model_paragraphs(MethodsWords& words);
std::vector<std::string> evaluation_paragraphs(MethodsWords& words);
// Blocks that are tested alike are told together; then how each family was corrected.
std::vector<std::string> test_paragraphs(MethodsWords& words);

}  // namespace rgx::engine
