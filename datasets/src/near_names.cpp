#include "near_names.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace colonnade::datasets {

namespace {

constexpr std::size_t kMostSuggested = 3;
constexpr std::size_t kMostListed = 24;

/// Levenshtein's edit distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

/// How unlike two names are; a name inside the other counts as near.
std::size_t unlikeness(std::string_view a, std::string_view b) {
  const bool contained =
      a.size() >= 3 && b.size() >= 3 && (a.find(b) != std::string_view::npos || b.find(a) != std::string_view::npos);
  return contained ? 1 : edit_distance(a, b);
}

std::string joined(std::span<const std::string> names, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? last : std::string_view(", ");
    text += names[i];
  }
  return text;
}

}  // namespace

std::string suggest(std::string_view name, std::span<const std::string> candidates) {
  const std::size_t limit = 1 + name.size() / 4;
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = unlikeness(name, candidate);
    if (distance <= limit) near.emplace_back(distance, candidate);
  }
  std::sort(near.begin(), near.end());
  if (near.size() > kMostSuggested) near.resize(kMostSuggested);
  if (!near.empty()) {
    std::vector<std::string> names;
    names.reserve(near.size());
    for (auto& [distance, candidate] : near) names.push_back(std::move(candidate));
    return "; did you mean " + joined(names, " or ") + "?";
  }
  if (candidates.empty() || candidates.size() > kMostListed) return {};
  return "; there are " + joined(candidates, ", ");
}

}  // namespace colonnade::datasets
