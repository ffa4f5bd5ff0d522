// Bodies of the proposal kernels: the poses that put learned segments under what was sensed. A textual header as
// hypothesis_impl.h is. Sums of three run x + (y + z), so that every compilation gives the same bits.

COLONNADE_HD inline float dot3(const float* a, const float* b) { return a[0] * b[0] + (a[1] * b[1] + a[2] * b[2]); }

COLONNADE_HD inline float norm3(const float* v) { return std::sqrt(dot3(v, v)); }

COLONNADE_HD inline void normalize3(float* v) {
  const float squared = dot3(v, v);
  if (!(squared > 0)) return;
  const float length = std::sqrt(squared);
  for (int i = 0; i < 3; ++i) v[i] /= length;
}

COLONNADE_HD inline void cross3(const float* a, const float* b, float* out) {
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

/// The part of v across the unit vector u.
COLONNADE_HD inline void across3(const float* v, const float* u, float* out) {
  const float along = dot3(v, u);
  for (int i = 0; i < 3; ++i) out[i] = v[i] - along * u[i];
}

/// R v, for a row-major R.
COLONNADE_HD inline void turn3(const float* R, const float* v, float* out) {
  for (int r = 0; r < 3; ++r) out[r] = dot3(R + 3 * r, v);
}

/// The frame with z = z, and x = x made perpendicular; its axes are the rows.
COLONNADE_HD inline void frame_rows(const float* z, const float* x, float rows[9]) {
  for (int i = 0; i < 3; ++i) rows[6 + i] = z[i];
  normalize3(rows + 6);
  across3(x, rows + 6, rows);
  normalize3(rows);
  cross3(rows + 6, rows, rows + 3);
}

/// Rotation that takes the frame (z_W, x_W) to the frame (z_O, x_O); row-major.
COLONNADE_HD inline void align_frames(const float* z_W, const float* x_W, const float* z_O, const float* x_O,
                                      float R_OW[9]) {
  float F_W[9], F_O[9];
  frame_rows(z_W, x_W, F_W);
  frame_rows(z_O, x_O, F_O);
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) {
      R_OW[3 * r + c] = F_O[r] * F_W[c] + (F_O[3 + r] * F_W[3 + c] + F_O[6 + r] * F_W[6 + c]);
    }
  }
}

/// v turned about the unit axis n by the angle whose sine and cosine are given (Rodrigues).
COLONNADE_HD inline void turn_about(const float* n, float sine, float cosine, const float* v, float* out) {
  const float s[3] = {sine * n[0], sine * n[1], sine * n[2]};
  const float c[3] = {(1 - cosine) * n[0], (1 - cosine) * n[1], (1 - cosine) * n[2]};
  const float xy = c[0] * n[1], xz = c[0] * n[2], yz = c[1] * n[2];
  const float R[9] = {c[0] * n[0] + cosine, xy - s[2], xz + s[1], xy + s[2],
                      c[1] * n[1] + cosine, yz - s[0], xz - s[1], yz + s[0],
                      c[2] * n[2] + cosine};
  turn3(R, v, out);
}

/// A bursting segment's proposal: the pose that puts the segment under the sensor, its frame on the sensed one after a
/// turn about the normal.
COLONNADE_HD inline PoseView burst_pose(const SensedView& sensed, const SegmentGeometry& g, std::uint32_t object,
                                        float sine, float cosine) {
  PoseView pose{};
  float direction[3], moved[3];
  turn_about(g.n, sine, cosine, g.a, direction);
  align_frames(sensed.n, sensed.a, g.n, direction, pose.R);
  turn3(pose.R, sensed.p, moved);
  for (int i = 0; i < 3; ++i) pose.t[i] = g.p[i] - moved[i];
  pose.object = object;
  return pose;
}

/// What two sensations and two segments that they may be have in common: the pose that puts one pair onto the other.
/// @return false when the pair leaves the turn about the displacement open, or is a mirror image.
COLONNADE_HD inline bool pair_pose(const SensedView& s1, const SensedView& s2, const SegmentGeometry& g1,
                                   const SegmentGeometry& g2, std::uint32_t object, PoseView& pose) {
  float u_W[3], u_O[3], sum_W[3], sum_O[3], x_W[3], x_O[3];
  for (int i = 0; i < 3; ++i) {
    u_W[i] = s2.p[i] - s1.p[i];
    u_O[i] = g2.p[i] - g1.p[i];
    sum_W[i] = s1.n[i] + s2.n[i];
    sum_O[i] = g1.n[i] + g2.n[i];
  }
  normalize3(u_W);
  normalize3(u_O);
  // The displacement is the firmer direction; what both normals share across it fixes the turn about it.
  across3(sum_W, u_W, x_W);
  across3(sum_O, u_O, x_O);
  if (norm3(x_W) < 0.3f || norm3(x_O) < 0.3f) {
    for (int i = 0; i < 3; ++i) {
      sum_W[i] = s1.n[i] - s2.n[i];
      sum_O[i] = g1.n[i] - g2.n[i];
    }
    across3(sum_W, u_W, x_W);
    across3(sum_O, u_O, x_O);
  }
  if (norm3(x_W) < 0.1f || norm3(x_O) < 0.1f) return false;
  align_frames(u_W, x_W, u_O, x_O, pose.R);
  // Point-pair features are blind to handedness: the normals must still meet.
  float turned[3];
  turn3(pose.R, s1.n, turned);
  if (dot3(turned, g1.n) < 0.6f) return false;
  turn3(pose.R, s2.n, turned);
  if (dot3(turned, g2.n) < 0.6f) return false;
  float middle_W[3];
  for (int i = 0; i < 3; ++i) middle_W[i] = 0.5f * (s1.p[i] + s2.p[i]);
  turn3(pose.R, middle_W, turned);
  for (int i = 0; i < 3; ++i) pose.t[i] = 0.5f * (g1.p[i] + g2.p[i]) - turned[i];
  pose.object = object;
  return true;
}
