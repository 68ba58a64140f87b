#pragma once
// Looking at the images: every region that was read, those furthest from their cohort first, so that a wrong mask is
// seen at once. Internal to engine/report*.
#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// Of NAME.segmentation.csv and NAME.pictures.csv of every `images` block; without parts where there are none.
ReportSection pictures_section(const ReportView& view);

}  // namespace rgx::engine
