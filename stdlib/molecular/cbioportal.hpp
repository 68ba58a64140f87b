#pragma once
// A study folder of cBioPortal: data_*.txt beside meta_*.txt, and lists of cases.
#include <string>

namespace rgx::stdlib {

// The data file of a profile, named by its file (`data_mrna_seq_v2_rsem`) or by the stable id in its meta file
// (`rna_seq_v2_mrna`). "": there is none, and `reason` lists the profiles that there are.
std::string cbioportal_file(const std::string& folder, const std::string& profile, std::string& reason);

// The list of the samples that were sequenced; "": the study has none.
std::string cbioportal_sequenced(const std::string& folder);

// Comment lines at the head of a clinical file become blank ones, so that places and line numbers stay.
void blank_comments(std::string& text);

}  // namespace rgx::stdlib
