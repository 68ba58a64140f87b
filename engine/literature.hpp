#pragma once
// What is known of radiogenomics by molecule: studies and the results they reported, facts with their source
// (stdlib/literature).
#include <string>
#include <string_view>
#include <vector>

namespace rgx::engine {

struct LiteratureStudy {
  std::string tumour, study, reference;  // reference: number or numbers in the review the facts were read from
  std::vector<std::string> molecules;
  std::string method, feature_type, approach, features, modality;
};

struct LiteratureResult {
  std::string tumour, study, reference, target, finding, statistic, value;  // study: "" where it is not in the list
};

class Literature {
 public:
  // Throws Failure of engine/csv.hpp, or "unknown-column".
  static Literature parse(const std::string& studies_csv, const std::string& results_csv);
  // From the installed files; throws Failure "missing-asset" where they are not.
  static Literature installed();

  const std::vector<LiteratureStudy>& studies() const { return studies_; }
  const std::vector<LiteratureResult>& results() const { return results_; }

  // Of a molecule as people and columns write it: IDH1, idh, 1p_19q_co_del_status, EGFR_mutation. `tumour` empty: of
  // any.
  std::vector<const LiteratureStudy*> studies_of(std::string_view molecule, std::string_view tumour = {}) const;
  std::vector<const LiteratureResult*> results_of(std::string_view molecule, std::string_view tumour = {}) const;

  std::vector<std::string> molecules() const;  // each once, sorted
  std::vector<std::string> tumours() const;    // each once, in the order of the list
  // The tumours of the list that words of a title or question speak of: "glioma" → Brain.
  std::vector<std::string> tumours_in(std::string_view text) const;

 private:
  std::vector<LiteratureStudy> studies_;
  std::vector<LiteratureResult> results_;
};

// Whether a written name means the molecule of the list.
bool names_molecule(std::string_view written, std::string_view molecule);

}  // namespace rgx::engine
