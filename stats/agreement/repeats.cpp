#include "stats/agreement/repeats.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace rgx::stats {

using Eigen::Index;

RepeatLayout repeat_layout(std::span<const int> subject, std::span<const int> repeat) {
  if (subject.size() != repeat.size()) throw std::invalid_argument("one code of subject and of repeat a row");
  int subjects = 0, repeats = 0;
  for (std::size_t r = 0; r < subject.size(); ++r) {
    if (subject[r] < 0 || repeat[r] < 0) continue;
    subjects = std::max(subjects, subject[r] + 1);
    repeats = std::max(repeats, repeat[r] + 1);
  }
  RepeatLayout layout = RepeatLayout::Constant(subjects, repeats, -1);
  for (std::size_t r = 0; r < subject.size(); ++r) {
    if (subject[r] < 0 || repeat[r] < 0) continue;
    int& place = layout(subject[r], repeat[r]);
    if (place >= 0) throw std::invalid_argument("two rows of one subject and repeat");
    place = static_cast<int>(r);
  }
  return layout;
}

Eigen::MatrixXd complete_block(ConstVector column, const RepeatLayout& layout) {
  Eigen::MatrixXd block(layout.rows(), layout.cols());
  Index n = 0;
  for (Index i = 0; i < layout.rows(); ++i) {
    bool complete = true;
    for (Index j = 0; j < layout.cols() && complete; ++j) {
      const int row = layout(i, j);
      complete = row >= 0 && std::isfinite(column[row]);
      if (complete) block(n, j) = column[row];
    }
    n += complete ? 1 : 0;
  }
  block.conservativeResize(n, Eigen::NoChange);
  return block;
}

bool repeats_equal(ConstMatrix block) {
  for (Index j = 1; j < block.cols(); ++j)
    if (block.col(j) != block.col(0)) return false;
  return true;
}

bool all_equal(ConstMatrix block) { return block.size() == 0 || (block.array() == block(0, 0)).all(); }

}  // namespace rgx::stats
