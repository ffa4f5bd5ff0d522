#pragma once

#include <cstddef>
#include <cstdint>

namespace colonnade::cortex {

/// What a column's memory traffic is about.
enum class Structure : std::uint8_t {
  codes,          ///< learned segments' codes, all objects in a row
  geometry,       ///< and their geometry
  bins,           ///< location index: buckets
  bin_segments,   ///< location index: segments by bucket
  pairs,          ///< displacement index: pairs of segments by key
  anchors,        ///< of the objects
  modules,        ///< grid-cell modules
  normal_map,     ///< codes of directions
  axis_map,       ///< codes of directions
  poses,          ///< hypotheses
  sensed,         ///< working memory
  learned_codes,  ///< of one object while it is learned: codes and permanences
  learned_geometry,
  learned_gists,
  briefs,         ///< learned segments in brief
  features,       ///< and their features alone
  familiarity,    ///< weights of feature cells onto objects' cells
  gists,          ///< of all objects' known views
  pair_keys,      ///< displacement index: where each key's pairs begin
  index_entries,  ///< what an index is sorted from while it is made
  learned_bins,   ///< of one object while it is learned: where segments lie
  candidates,     ///< stored pairs that fit two sensations, while the best are chosen
  outlines,       ///< of one object
  seen_outline,   ///< of the unknown one
};
inline constexpr std::size_t kStructures = 24;

/// Is told what a column reads and writes, for counting and cache models: the same calls on every machine.
class AccessObserver {
 public:
  virtual ~AccessObserver() = default;
  /// `bytes` at `offset` of a structure are read or written.
  /// @param instance tells structures of one kind apart: another content, or another object, has another one.
  virtual void accessed(Structure structure, std::uint64_t instance, std::size_t offset,
                        std::uint32_t bytes) noexcept = 0;
};

}  // namespace colonnade::cortex
