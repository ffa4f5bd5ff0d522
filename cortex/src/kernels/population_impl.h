// Bodies about a population of hypotheses: which are the same, which survive, and where survivors go. A textual header
// as hypothesis_impl.h is.

/// True when two poses of one object are the same for all practical purposes: within 7 degrees and 6 mm.
COLONNADE_HD inline bool alike_poses(const PoseView& a, const PoseView& b) {
  if (a.object != b.object) return false;
  const float d[3] = {a.t[0] - b.t[0], a.t[1] - b.t[1], a.t[2] - b.t[2]};
  if (!(d[0] * d[0] + (d[1] * d[1] + d[2] * d[2]) < 0.006f * 0.006f)) return false;
  float trace = 0;
  for (int i = 0; i < 9; ++i) trace += a.R[i] * b.R[i];
  return (trace - 1.0f) * 0.5f > 0.9925f;
}

/// Whether a hypothesis stays: not more than `range` below the best, an object's own best one half as much again.
COLONNADE_HD inline bool survives(float evidence, bool leads_object, float best, float range) {
  return !(evidence < best - (leads_object ? 1.5f * range : range));
}

/// Where the hypothesis comes from that stands in `slot` after all that do not survive were taken out, from the last to
/// the first, each replaced by the last one left. gone_up_to[i] counts those among 0 .. i that do not survive. Every
/// slot below the new size can be asked for on its own, in any order, and the answers never overlap the slots.
COLONNADE_HD inline std::uint32_t compaction_source(std::uint32_t slot, std::uint32_t size,
                                                    const std::uint32_t* gone_up_to) {
  const std::uint32_t gone = gone_up_to[size - 1];
  while (gone_up_to[slot] != (slot == 0 ? 0 : gone_up_to[slot - 1])) slot = size - 1 - (gone - gone_up_to[slot]);
  return slot;
}
