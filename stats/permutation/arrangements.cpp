#include "stats/permutation/arrangements.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace rgx::stats {

Arrangements::Arrangements(std::vector<int> labels, std::span<const int> strata) : labels_(std::move(labels)) {
  if (!strata.empty() && strata.size() != labels_.size()) throw std::invalid_argument("strata of another length");
  std::map<int, std::vector<std::size_t>> by_stratum;
  for (std::size_t i = 0; i < labels_.size(); ++i) by_stratum[strata.empty() ? 0 : strata[i]].push_back(i);
  for (auto& [code, cases] : by_stratum) {
    Stratum stratum;
    // Sorted by label, the labels as given are the first of all in lexicographic order.
    std::stable_sort(cases.begin(), cases.end(), [&](auto a, auto b) { return labels_[a] < labels_[b]; });
    stratum.cases = std::move(cases);
    std::uint64_t placed = 0;
    for (const std::size_t i : stratum.cases) {
      if (stratum.values.empty() || stratum.values.back() != labels_[i]) {
        stratum.values.push_back(labels_[i]);
        stratum.counts.push_back(0);
      }
      // The multinomial coefficient grows case by case; every step is a whole number.
      stratum.total = stratum.total * static_cast<double>(++placed) / static_cast<double>(++stratum.counts.back());
    }
    strata_.push_back(std::move(stratum));
  }
}

double Arrangements::total() const {
  double product = 1;
  for (const auto& stratum : strata_) product *= stratum.total;
  return product;
}

std::vector<int> Arrangements::draw(Stream stream) const {
  std::vector<int> dealt(labels_.size());
  for (const auto& stratum : strata_) {
    std::vector<int> hand;
    hand.reserve(stratum.cases.size());
    for (const std::size_t i : stratum.cases) hand.push_back(labels_[i]);
    stream.shuffle(std::span(hand));
    for (std::size_t k = 0; k < hand.size(); ++k) dealt[stratum.cases[k]] = hand[k];
  }
  return dealt;
}

std::vector<int> Arrangements::at(std::uint64_t index) const {
  std::vector<int> dealt(labels_.size());
  for (const auto& stratum : strata_) {
    auto ways = static_cast<std::uint64_t>(stratum.total);
    std::uint64_t place = index % ways;
    index /= ways;
    auto counts = stratum.counts;
    std::uint64_t left = stratum.cases.size();
    for (const std::size_t i : stratum.cases) {
      for (std::size_t v = 0; v < counts.size(); ++v) {
        // Of the arrangements of what is left, counts/left begin with this label.
        const std::uint64_t beginning = ways * counts[v] / left;
        if (place < beginning) {
          dealt[i] = stratum.values[v];
          ways = beginning;
          --counts[v];
          break;
        }
        place -= beginning;
      }
      --left;
    }
  }
  return dealt;
}

}  // namespace rgx::stats
