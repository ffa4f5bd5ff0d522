#include <colonnade/ledger/column_operations.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace colonnade::ledger {

namespace {

constexpr std::uint64_t kSegmentBytes = 192 + 64;  // codes and geometry
constexpr std::uint64_t kGeometryBytes = 64;
constexpr std::uint64_t kPermanenceBytes = 192;
constexpr std::uint64_t kFeatureBriefBytes = 5;
constexpr std::uint64_t kSegmentBriefBytes = 16 + 4;  // with its number, in the bin
constexpr std::uint64_t kFamiliarityBytes = 4;
constexpr std::uint64_t kGistBytes = 34 * 4 + 64;
constexpr std::uint64_t kOutlineBytes = 4 * (2 + 1);  // of four cells: the surface, and how far beside it
constexpr std::uint64_t kPointBytes = 3 * 4;
constexpr std::uint64_t kBinBytes = 16;
constexpr std::uint64_t kPoseBytes = 52;
constexpr std::uint64_t kPairBytes = 8;
constexpr std::uint64_t kCandidateBytes = 12;
constexpr std::uint64_t kKeyBytes = 8;  // begin and end of a key's pairs

// Rows of the bytes of structures.
constexpr std::array<const char*, cortex::kStructures> kStructureNames{"bytes of codes",
                                                                       "bytes of geometry",
                                                                       "bytes of location bins",
                                                                       "bytes of bins' segments",
                                                                       "bytes of stored pairs",
                                                                       "bytes of anchors",
                                                                       "bytes of grid modules",
                                                                       "bytes of normal codes",
                                                                       "bytes of axis codes",
                                                                       "bytes of hypotheses",
                                                                       "bytes of working memory",
                                                                       "bytes of permanences learned",
                                                                       "bytes of geometry learned",
                                                                       "bytes of gists learned",
                                                                       "bytes of segments in brief",
                                                                       "bytes of features in brief",
                                                                       "bytes of familiarity",
                                                                       "bytes of gists",
                                                                       "bytes of pairs' keys",
                                                                       "bytes of index entries sorted",
                                                                       "bytes of learning bins",
                                                                       "bytes of candidates",
                                                                       "bytes of outlines",
                                                                       "bytes of the seen outline"};

/// Rows of events, filled one after the other.
class Rows {
 public:
  /// `count` events of so many operations each; bytes() goes on with it.
  Rows& add(const char* event, std::uint64_t count, std::uint64_t macs, std::uint64_t flops, std::uint64_t compares,
            std::uint64_t lookups) {
    Operations o;
    o.dense_macs = o.effective_macs = count * macs;
    o.flops = count * flops;
    o.byte_compares = count * compares;
    o.lookups = count * lookups;
    rows_.push_back({event, count, o});
    return *this;
  }
  /// Bytes that each of the newest row's events moves.
  Rows& bytes(MemoryLevel level, std::uint64_t each) {
    rows_.back().operations.add_bytes(level, rows_.back().count * each);
    return *this;
  }
  std::vector<EventCost>& get() { return rows_; }

 private:
  std::vector<EventCost> rows_;
};

}  // namespace

std::vector<EventCost> costs_by_event(const cortex::Statistics& s, std::uint64_t model_bytes,
                                      const std::optional<Traffic>& traffic, const ColumnCosts& c) {
  const MemoryLevel model = level_of(model_bytes);
  const std::uint64_t unobserved = traffic ? 0 : 1;
  Rows rows;
  rows.add("hypothesis steps", s.hypothesis_steps, c.step_macs, c.step_flops, 0, c.step_lookups)
      .bytes(MemoryLevel::sram_8k, unobserved * kPoseBytes)
      .bytes(model, unobserved * kBinBytes);
  rows.add("places coded", s.encodings, c.encoding_macs, c.encoding_flops, 0, c.encoding_lookups)
      .bytes(MemoryLevel::sram_8k, unobserved * kModuleTableBytes)
      .bytes(MemoryLevel::sram_1m, unobserved * 2 * kTexelBytes);
  rows.add("segments compared", s.overlaps, c.overlap_macs, c.overlap_flops, c.overlap_compares, 0)
      .bytes(model, unobserved * kSegmentBytes);
  rows.add("segments compared in brief", s.segments_in_brief, c.segment_brief_macs, 0, c.segment_brief_compares, 0)
      .bytes(model, unobserved * kSegmentBriefBytes);
  rows.add("features compared in brief", s.briefs_compared, c.brief_macs, 0, c.brief_compares, 0)
      .bytes(model, unobserved * kFeatureBriefBytes);
  rows.add("terms of familiarity", s.familiarity_terms, c.familiarity_macs, c.familiarity_flops, 0, 0)
      .bytes(model, unobserved * kFamiliarityBytes);
  rows.add("gists compared", s.gists_compared, c.gist_macs, c.gist_flops, c.gist_compares, 0)
      .bytes(model, unobserved * kGistBytes);
  rows.add("places in outlines", s.outline_places, c.outline_macs, c.outline_flops, 0, c.outline_lookups)
      .bytes(MemoryLevel::sram_8k, kPointBytes)
      .bytes(model, unobserved * kOutlineBytes);
  rows.add("cells of outlines", s.outline_cells, 0, 0, c.outline_cell_compares, 0)
      .bytes(model, unobserved * sizeof(std::uint16_t));
  rows.add("terms of outline fits", s.outline_terms, c.outline_term_macs, c.outline_term_flops, 0, 0);
  rows.add("outline fits", s.outline_fits, c.outline_fit_macs, c.fit_flops, 0, 0);
  rows.add("displacement codes", s.displacement_codes, c.displacement_macs, c.displacement_flops, 0,
           c.displacement_keys)
      .bytes(MemoryLevel::sram_1m, unobserved * c.displacement_keys * kKeyBytes);
  rows.add("stored pairs read", s.displacement_lookups, 0, 0, 0, 1).bytes(model, unobserved * kPairBytes);
  rows.add("candidates ordered", s.candidates, 0, c.candidate_flops, 0, 0)
      .bytes(MemoryLevel::sram_8k, unobserved * 2 * kCandidateBytes);
  rows.add("terms of pose fits", s.pose_fit_terms, c.fit_term_macs, 0, 0, 0)
      .bytes(MemoryLevel::sram_1m, kGeometryBytes);  // compared just before
  rows.add("pose fits", s.pose_fits, c.fit_macs, c.fit_flops, 0, 0);
  rows.add("poses compared", s.pose_comparisons, c.comparison_macs, 0, 0, 0).bytes(MemoryLevel::sram_32k, kPoseBytes);
  rows.add("sensations coded", s.sensations_coded, c.code_macs, c.code_flops, 0, c.code_lookups)
      .bytes(MemoryLevel::sram_8k, kModuleTableBytes)
      .bytes(MemoryLevel::sram_1m, 2 * kTexelBytes);
  rows.add("bins looked up while learning", s.learned_bins_read, 0, 0, 0, 1).bytes(model, unobserved * kBinBytes);
  rows.add("segments searched while learning", s.segments_searched, c.search_macs, c.search_flops, 0, 1)
      .bytes(model, unobserved * kGeometryBytes);
  rows.add("permanences updated", s.permanence_updates, 0, 0, 0, 0)
      .bytes(model, unobserved * 2 * 2);  // with the cell that each stands for, read and written
  rows.get().back().operations.permanence_updates = s.permanence_updates;
  rows.add("segments grown", s.segments_grown, 0, 0, 0, 0)
      .bytes(model, unobserved * (kSegmentBytes + kPermanenceBytes));
  rows.add("index entries written", s.index_entries, 0, 0, 0, 1).bytes(model, unobserved * kPairBytes);
  if (traffic) {
    for (std::size_t i = 0; i < cortex::kStructures; ++i) {
      EventCost& row = rows.add(kStructureNames[i], 0, 0, 0, 0, 0).get().back();
      row.operations.bytes = traffic->bytes[i];
      row.count = std::accumulate(row.operations.bytes.begin(), row.operations.bytes.end(), std::uint64_t{0});
    }
  }
  return std::move(rows.get());
}

void add(std::vector<EventCost>& to, const std::vector<EventCost>& costs) {
  for (const EventCost& cost : costs) {
    const auto known =
        std::find_if(to.begin(), to.end(), [&](const EventCost& e) { return std::string_view(e.event) == cost.event; });
    if (known == to.end()) {
      to.push_back(cost);
    } else {
      known->count += cost.count;
      known->operations += cost.operations;
    }
  }
}

Operations operations_of(const cortex::Statistics& statistics, std::uint64_t model_bytes,
                         const std::optional<Traffic>& traffic, const ColumnCosts& costs) {
  Operations sum;
  for (const EventCost& row : costs_by_event(statistics, model_bytes, traffic, costs)) sum += row.operations;
  return sum;
}

}  // namespace colonnade::ledger
