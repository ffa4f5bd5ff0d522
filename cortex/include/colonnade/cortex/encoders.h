#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/options.h>
#include <colonnade/cortex/sensation.h>

namespace colonnade::cortex {

/// A sparse block code cell: which of the block's cells is active. 0xFF never is: it marks a missing synapse.
using Cell = std::uint8_t;

/// Blocks of each code. All encoders obey one law: expected overlap / blocks is a decreasing function of distance.
inline constexpr std::size_t kLocationBlocks = 64;   ///< 32 coarse and 32 fine grid-cell modules
inline constexpr std::size_t kDirectionBlocks = 32;  ///< for directions and for axes
inline constexpr std::size_t kCurvatureBlocks = 16;  ///< for each of k1, k2
inline constexpr std::size_t kHueBlocks = 16;
inline constexpr std::size_t kToneBlocks = 8;  ///< for each of saturation, value
inline constexpr std::size_t kFeatureBlocks = 2 * kCurvatureBlocks + kHueBlocks + 2 * kToneBlocks;

using LocationCode = std::array<Cell, kLocationBlocks>;
using DirectionCode = std::array<Cell, kDirectionBlocks>;
using FeatureCode = std::array<Cell, kFeatureBlocks>;

/// Location -> grid-cell modules. Module i sees space through its own randomly rotated, shifted and scaled cubic
/// lattice with kPeriod bins a side; the active cell is the phase of the location in it. Path integration moves the
/// phase. (Hafting et al. 2005 for grid cells; 3-D modules as in Lewis et al. 2019.)
class LocationEncoder {
 public:
  static constexpr int kPeriod = 6;  ///< bins along each lattice axis before phases repeat; kPeriod^3 cells

  explicit LocationEncoder(const EncoderOptions& options);
  /// @param p location, metres, in the object's anchored frame (see anchor()).
  void encode(const Vector3& p, LocationCode& code) const;
  /// The shift that anchors an object's reference frame to the modules: added to locations before encoding, so that
  /// equal places on different objects have unrelated codes.
  [[nodiscard]] static Vector3 anchor(std::uint64_t seed, std::uint32_t object);

  /// Lattice rows, divided by the bin, and offsets: [row-major 3 x 3 element][module], for the kernels.
  using ModuleTable = std::array<std::array<float, kLocationBlocks>, 12>;
  [[nodiscard]] const ModuleTable& modules() const { return modules_; }

 private:
  ModuleTable modules_{};
};

/// Unit vector -> for each block the nearest of kPrototypes random directions, tabulated on an octahedral map
/// (Cigolle et al. 2014). With `axial` the sign of the vector does not matter (projective plane).
class DirectionEncoder {
 public:
  static constexpr int kMapSize = 96;  ///< texels a side; about 2 degrees each

  DirectionEncoder(std::uint64_t seed, bool axial);
  void encode(const Vector3& direction, DirectionCode& code) const;
  /// kMapSize x kMapSize codes, for the kernels.
  [[nodiscard]] std::span<const Cell> map() const { return map_; }

 private:
  std::vector<Cell> map_;
};

/// Scalar -> per block a bin of width `width` with its own random offset: overlap falls linearly to 0 at `width`.
void encode_scalar(double value, double width, std::uint64_t seed, std::span<Cell> code);
/// The same for values on the circle [0, 1), with `bins` bins around it.
void encode_circular(double value, int bins, std::uint64_t seed, std::span<Cell> code);

/// sign(k) log(1 + |k| / 5 m^-1): curvatures of household things, evenly spread.
[[nodiscard]] double log_curvature(double k);

inline constexpr double kCurvatureWidth = 1.2;  ///< of a bin of log curvature
inline constexpr double kToneWidth = 0.4;       ///< of a bin of saturation or value
inline constexpr int kHueBins = 3;              ///< around the circle

/// Curvatures and colour -> the code of what is sensed: [k1 | k2 | hue | saturation | value].
class FeatureEncoder {
 public:
  explicit FeatureEncoder(std::uint64_t seed) : seed_(seed) {}
  void encode(double k1, double k2, const Hsv& colour, FeatureCode& code) const;

 private:
  std::uint64_t seed_;
};

}  // namespace colonnade::cortex
