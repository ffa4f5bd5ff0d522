#include <colonnade/ledger/column_operations.h>

namespace colonnade::ledger {

Operations operations_of(const cortex::Statistics& s, std::uint64_t model_bytes, const ColumnCosts& c) {
  constexpr std::uint64_t kSegmentBytes = 192 + 64;  // codes and geometry
  constexpr std::uint64_t kBinBytes = 16;
  constexpr std::uint64_t kPoseBytes = 52;
  constexpr std::uint64_t kPairBytes = 8;
  const std::uint64_t full_overlaps = s.overlaps - s.feature_overlaps;
  Operations o;
  o.dense_macs =
      s.hypothesis_steps * c.step_macs + full_overlaps * c.overlap_macs + s.feature_overlaps * c.feature_macs +
      s.displacement_codes * c.displacement_macs + s.pose_fit_terms * c.fit_term_macs + s.pose_fits * c.fit_macs +
      s.pose_comparisons * c.comparison_macs + s.sensations_coded * c.code_macs + s.segments_searched * c.search_macs;
  o.effective_macs = o.dense_macs;
  o.flops = s.hypothesis_steps * c.step_flops + full_overlaps * c.overlap_flops + s.feature_overlaps * c.feature_flops +
            s.displacement_codes * c.displacement_flops + s.pose_fits * c.fit_flops +
            s.sensations_coded * c.code_flops + s.segments_searched * c.search_flops;
  o.byte_compares = full_overlaps * c.overlap_compares + s.feature_overlaps * c.feature_compares;
  o.lookups = s.hypothesis_steps * c.step_lookups + s.displacement_codes * c.displacement_keys +
              s.displacement_lookups + s.sensations_coded * c.code_lookups + s.segments_searched + s.index_entries;
  o.permanence_updates = s.permanence_updates;

  const std::uint64_t encodings = s.hypothesis_steps + s.sensations_coded;
  o.add_bytes(MemoryLevel::sram_8k,
              encodings * kModuleTableBytes + (s.hypothesis_steps + s.pose_comparisons) * kPoseBytes);
  o.add_bytes(MemoryLevel::sram_1m, 2 * encodings * kTexelBytes);
  o.add_bytes(level_of(model_bytes), s.hypothesis_steps * kBinBytes + full_overlaps * kSegmentBytes +
                                         s.feature_overlaps * (c.feature_compares + sizeof(float)) +
                                         s.displacement_lookups * kPairBytes + s.segments_searched * kSegmentBytes +
                                         s.index_entries * kPairBytes + 2 * s.permanence_updates +
                                         s.segments_grown * kSegmentBytes);
  return o;
}

}  // namespace colonnade::ledger
