#include "stats/map/map_finds.hpp"

#include <algorithm>
#include <utility>

namespace rgx::stats {

bool stronger(const MapRow& a, const MapRow& b) {
  if (a.p != b.p) return a.p < b.p;
  if (a.log10_p != b.log10_p) return a.log10_p < b.log10_p;
  return a.left != b.left ? a.left < b.left : a.right < b.right;
}

void Finds::p(double value, std::uint64_t count) {
  if (!found_.p.empty() && found_.p.back().p == value) {
    found_.p.back().count += count;
    return;
  }
  found_.p.push_back({value, count});
  if (found_.p.size() > 2 * joined_ + (1 << 18)) {
    join_equal(found_.p);
    joined_ = found_.p.size();
  }
}

void Finds::row(const MapRow& row) {
  found_.rows.push_back(row);
  if (found_.rows.size() > 2 * rows_at_most_ + (1 << 12)) prune();
}

MapFound Finds::take() {
  join_equal(found_.p);
  prune();
  return std::move(found_);
}

void Finds::prune() {
  if (found_.rows.size() <= rows_at_most_) return;
  std::nth_element(found_.rows.begin(), found_.rows.begin() + static_cast<std::ptrdiff_t>(rows_at_most_),
                   found_.rows.end(), stronger);
  found_.rows.resize(rows_at_most_);
}

}  // namespace rgx::stats
