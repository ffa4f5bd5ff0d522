// Bodies of the comparison in brief: about how much evidence a segment's codes would give, from the 16 bytes of its
// SegmentBrief. All of it is done in integers, so that every compilation chooses the same segment. A textual header as
// hypothesis_impl.h is, which includes it.

COLONNADE_HD inline int floor_to_int(float x) {
  const int i = static_cast<int>(x);
  return i - (static_cast<float>(i) > x ? 1 : 0);
}

/// A place's phases in a lattice whose period is 256 steps: the difference of two tells their distance along each axis
/// while it is less than half a period (25 mm), wherever they are.
COLONNADE_HD inline void place_in_brief(const float* p, std::int8_t* brief) {
  for (int i = 0; i < 3; ++i) {
    brief[i] = static_cast<std::int8_t>(static_cast<std::uint8_t>(floor_to_int(p[i] * kBriefStepsPerM)));
  }
}

/// A unit vector in steps of 1 / 127.
COLONNADE_HD inline void direction_in_brief(const float* v, std::int8_t* brief) {
  for (int i = 0; i < 3; ++i) brief[i] = static_cast<std::int8_t>(floor_to_int(v[i] * 127.0f + 0.5f));
}

COLONNADE_HD inline int magnitude(int x) { return x < 0 ? -x : x; }

/// The length of a vector from sums alone: up to a seventh more.
COLONNADE_HD inline int about_length(int x, int y, int z) {
  x = magnitude(x);
  y = magnitude(y);
  z = magnitude(z);
  const int most = x > y ? (x > z ? x : z) : (y > z ? y : z);
  return (5 * most + 3 * (x + y + z)) >> 3;
}

/// Overlap of two graded codes, of kBriefOverlap: falls linearly until the distance is that.
COLONNADE_HD inline int linear_overlap(int distance) { return distance < kBriefOverlap ? kBriefOverlap - distance : 0; }

/// The same for codes in space: steep at first, then slowly.
COLONNADE_HD inline int spatial_overlap(int distance) {
  const int rest = linear_overlap(distance);
  return (rest * rest) >> 7;
}

/// Of two directions, in the steps of direction_in_brief(): what is 46 degrees apart has nothing in common.
COLONNADE_HD inline int direction_overlap(int chord) { return spatial_overlap(chord + (chord >> 2)); }

/// How far apart two phases of a cycle of 256 are, one way or the other.
COLONNADE_HD inline int phase_step(int a, int b) { return ((a - b + 128) & 0xFF) - 128; }

/// The numbers of a segment in brief.
struct BriefNumbers {
  int p[3], n[3], a[3];
  int k1, k2, hue, saturation, value;
  int frame_defined;
};

COLONNADE_HD inline BriefNumbers numbers_of(const SegmentBrief& s) {
  return {{s.p[0], s.p[1], s.p[2]}, {s.n[0], s.n[1], s.n[2]}, {s.a[0], s.a[1], s.a[2]}, s.features.k1,  s.features.k2,
          s.features.hue,           s.features.saturation,    s.features.value,         s.frame_defined};
}

/// The same of a SegmentBrief whose bytes are in four words: lanes of a vector take those of several segments.
COLONNADE_HD inline BriefNumbers numbers_of(std::uint32_t w0, std::uint32_t w1, std::uint32_t w2, std::uint32_t w3) {
  const auto number = [](std::uint32_t word, int at) { return static_cast<int>((word >> (8 * at)) & 0xFF); };
  const auto whole = [&](std::uint32_t word, int at) { return (number(word, at) ^ 0x80) - 0x80; };
  return {{whole(w0, 0), whole(w0, 1), whole(w0, 2)},
          {whole(w0, 3), whole(w1, 0), whole(w1, 1)},
          {whole(w1, 2), whole(w1, 3), whole(w2, 0)},
          number(w2, 1),
          number(w2, 2),
          number(w2, 3),
          number(w3, 0),
          number(w3, 1),
          number(w3, 2)};
}

/// Evidence of features alone (see feature_evidence) that the codes would give on average, in 1 / kBriefUnit.
COLONNADE_HD inline int features_in_brief(const BriefWeights& w, const BriefNumbers& sensed,
                                          const BriefNumbers& learned) {
  const auto curvature = [](int a, int b) { return linear_overlap((magnitude(a - b) * 43) >> 3); };  // 1.2 of log
  const auto tone = [](int a, int b) { return linear_overlap((magnitude(a - b) * 5) >> 2); };        // 0.4
  const int hues = linear_overlap((magnitude(phase_step(sensed.hue, learned.hue)) * 3) >> 1);        // a third
  const int colourful = kBriefOverlap - linear_overlap((learned.saturation * 5) >> 2);
  return w.curvature * (curvature(sensed.k1, learned.k1) + curvature(sensed.k2, learned.k2)) +
         (((w.hue * hues - w.hue_chance * kBriefOverlap) * colourful) >> 7) +
         w.tone * (tone(sensed.saturation, learned.saturation) + tone(sensed.value, learned.value)) -
         (w.curvature_chance + w.tone_chance) * kBriefOverlap;
}

/// Evidence that the codes of a segment would give on average for what is sensed, in 1 / kBriefUnit. Without branches,
/// for several segments at a time.
COLONNADE_HD inline int evidence_in_brief(const BriefWeights& w, const BriefNumbers& sensed,
                                          const BriefNumbers& learned) {
  const int dx = phase_step(sensed.p[0], learned.p[0]);
  const int dy = phase_step(sensed.p[1], learned.p[1]);
  const int dz = phase_step(sensed.p[2], learned.p[2]);
  const int nx = learned.n[0], ny = learned.n[1], nz = learned.n[2];
  const int ax = learned.a[0], ay = learned.a[1], az = learned.a[2];
  const int offset = (dx * nx + dy * ny + dz * nz) >> 5;  // along the learned normal, in quarters of a step
  const int off = (((offset * offset) >> 4) * w.offset) >> 4;
  const int most = w.offset_most * kBriefOverlap;
  const int normal = direction_overlap(about_length(sensed.n[0] - nx, sensed.n[1] - ny, sensed.n[2] - nz));
  const int ahead = about_length(sensed.a[0] - ax, sensed.a[1] - ay, sensed.a[2] - az);
  const int back = about_length(sensed.a[0] + ax, sensed.a[1] + ay, sensed.a[2] + az);
  const int axis = w.axis * direction_overlap(ahead < back ? ahead : back) - w.axis_chance * kBriefOverlap;
  const int framed = sensed.frame_defined & learned.frame_defined;
  return w.location * spatial_overlap(about_length(dx, dy, dz)) + w.normal * normal - w.normal_chance * kBriefOverlap -
         (off < most ? off : most) + (framed != 0 ? axis : 0) + features_in_brief(w, sensed, learned);
}

/// Whether a segment lies closer to the place than sampling and noise can explain, if nothing was sensed there.
COLONNADE_HD inline bool surface_expected(const std::int8_t* p, const SegmentBrief& learned) {
  constexpr auto kNear = static_cast<int>(0.005f * kBriefStepsPerM);
  int squared = 0;
  for (int i = 0; i < 3; ++i) {
    const int d = phase_step(p[i], learned.p[i]);
    squared += d * d;
  }
  return squared < kNear * kNear;
}
