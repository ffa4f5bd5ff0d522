#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <colonnade/cortex/statistics.h>
#include <colonnade/ledger/cache_model.h>
#include <colonnade/ledger/operations.h>

namespace colonnade::ledger {

/// What one event that a column counts costs, from its code; docs/ledger.md derives each figure. Where a step may end
/// early (no segment near, a pose turned away at first sight), the whole step is charged.
struct ColumnCosts {
  // One sensation under one hypothesis: the point is moved and its location bin looked up; normal and axis are turned,
  // and all three put in brief.
  std::uint64_t step_macs = 9 + 2 * 9 + 9;
  std::uint64_t step_flops = 9;
  std::uint64_t step_lookups = 1;
  // Where a segment's codes are compared: the 64 grid-cell modules' code of the place, two texels.
  std::uint64_t encoding_macs = 64 * 9;
  std::uint64_t encoding_flops = 64 * 3 * 4;
  std::uint64_t encoding_lookups = 2;
  // One segment compared: offset along the normal, weighing of seven terms.
  std::uint64_t overlap_macs = 3 + 7;
  std::uint64_t overlap_flops = 12;
  std::uint64_t overlap_compares = 192;
  // One segment compared in brief, in integers. Each product is charged as a MAC; sums, magnitudes and shifts of 16
  // bits as two 8-bit additions each, which is what a compare is. Five distances of features, weighing of four terms
  // and of the colourful one:
  std::uint64_t brief_macs = 5;
  std::uint64_t brief_compares = 2 * (5 * 6 + 10);
  // And where it is: offset along the normal, three overlaps squared and weighed; six lengths and differences.
  std::uint64_t segment_brief_macs = 5 + (5 + 3 * 2);
  std::uint64_t segment_brief_compares = 2 * (5 * 6 + 10) + 2 * (4 * 17 + 3 * 6 + 8);
  std::uint64_t familiarity_macs = 1;
  std::uint64_t familiarity_flops = 1;  ///< the share of a sensation's active cells
  // Two gists: 34 differences and their magnitudes, and 64 of whole numbers that are summed up, too; six parts are
  // weighed.
  std::uint64_t gist_macs = 6;
  std::uint64_t gist_flops = 34 * 3;
  std::uint64_t gist_compares = 64 * 4;
  // One place in an outline: moved into the view and projected, between four cells, compared and squared; all four are
  // read. And where it pulls at a pose: the surface's slope and which way, its row of a 6 x 6 system, and what it adds
  // to that.
  std::uint64_t outline_macs = 9 + 9 + 2 + 3 + 1;
  std::uint64_t outline_flops = 2 + 4 + 4;
  std::uint64_t outline_lookups = 4;
  std::uint64_t outline_cell_compares = 2;  ///< 16 bits
  std::uint64_t outline_term_macs = 8 + 9 + 4 + 6 + 21 + 6;
  std::uint64_t outline_term_flops = 35;
  // A round: 96 places that would rather stay, and the system solved.
  std::uint64_t outline_fit_macs = 96 * 20 + 6 * 6 * 6;
  // Two points turned into a displacement code, and its 16 keys.
  std::uint64_t displacement_macs = 4 * 3;
  std::uint64_t displacement_flops = 4 * 20;  ///< a square root, a logarithm, three arc cosines; 20 each for four
  std::uint64_t displacement_keys = 16;
  // One candidate put in its place among a few hundred: comparisons until the best are known, and those in order.
  std::uint64_t candidate_flops = 5;
  // One sensation in a pose fit: where it lies on the model; what its offset, its place along the surface, its normal
  // and its axis add to a 6 x 6 system (PoseFit::add). And solving that system.
  std::uint64_t fit_term_macs = 65 + 49 + 51 + 30 + 45;
  std::uint64_t fit_macs = 6 * 6 * 6;
  std::uint64_t fit_flops = 200;  ///< the new rotation
  // Two poses compared: distance and relative rotation.
  std::uint64_t comparison_macs = 3 + 9;
  // One sensation turned into codes.
  std::uint64_t code_macs = 64 * 9 + 2 * 9;
  std::uint64_t code_flops = 64 * 3 * 4 + 64 * 4;
  std::uint64_t code_lookups = 2;
  // One segment looked at while learning: distance, angle, colour and curvature.
  std::uint64_t search_macs = 3 + 3;
  std::uint64_t search_flops = 12;
};

/// Bytes of the tables that every encoding reads: grid-cell modules, and one texel of a direction map.
inline constexpr std::uint64_t kModuleTableBytes = 12 * 64 * 4;
inline constexpr std::uint64_t kTexelBytes = 32;

/// What one kind of event has cost.
struct EventCost {
  const char* event;
  std::uint64_t count;
  Operations operations;
};

/// Adds costs to those of the same events; others are put at the end.
void add(std::vector<EventCost>& to, const std::vector<EventCost>& costs);

/// All operations behind a column's (or a memory's) counters, event by event. With `traffic`, the bytes of what an
/// AccessObserver is told of are those, in a row for each structure; without, they are priced as if there were no
/// caches: what is read of the model by the level that holds `model_bytes`, each time.
[[nodiscard]] std::vector<EventCost> costs_by_event(const cortex::Statistics& statistics, std::uint64_t model_bytes,
                                                    const std::optional<Traffic>& traffic = std::nullopt,
                                                    const ColumnCosts& costs = {});
/// The sum of costs_by_event().
[[nodiscard]] Operations operations_of(const cortex::Statistics& statistics, std::uint64_t model_bytes,
                                       const std::optional<Traffic>& traffic = std::nullopt,
                                       const ColumnCosts& costs = {});

}  // namespace colonnade::ledger
