#pragma once
// Columns of numbers and of categories side by side in one matrix: codes of categories from 0, missing NaN.
namespace rgx::stats {

enum class ColumnType { number, category };

}  // namespace rgx::stats
