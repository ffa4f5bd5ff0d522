#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <colonnade/cortex/options.h>

namespace colonnade::datasets {

/// How the sensor meets the object: close to its surface and moving over it, or turning on the spot at a distance.
enum class Agent { surface, distant };

/// How the sensor moves when no column asks for a place. Each is for one agent, except automatic.
enum class Movement {
  automatic,    ///< surface: explore while learning, curvature while testing; distant: spiral and saccades
  explore,      ///< surface: covers the whole object in few steps
  random_walk,  ///< surface: random heading with momentum
  curvature,    ///< surface: the same, but sets out along a principal direction now and then
  spiral,       ///< distant: a scan over all that is visible
  saccades,     ///< distant: jumps between places in view
};

/// Where the rotations of the test episodes come from.
enum class TestRotations { learned, random };

/// Distribution of random rotations: each Euler angle uniform (Monty's), or uniform on SO(3) (stricter).
enum class RotationSampling { euler, so3 };

/// Names as written in files, one row per value.
inline constexpr std::array<std::pair<std::string_view, Agent>, 2> kAgentNames{
    {{"surface", Agent::surface}, {"distant", Agent::distant}}};
inline constexpr std::array<std::pair<std::string_view, Movement>, 6> kMovementNames{
    {{"automatic", Movement::automatic},
     {"explore", Movement::explore},
     {"random_walk", Movement::random_walk},
     {"curvature", Movement::curvature},
     {"spiral", Movement::spiral},
     {"saccades", Movement::saccades}}};
inline constexpr std::array<std::pair<std::string_view, TestRotations>, 2> kTestRotationsNames{
    {{"learned", TestRotations::learned}, {"random", TestRotations::random}}};
inline constexpr std::array<std::pair<std::string_view, RotationSampling>, 2> kRotationSamplingNames{
    {{"euler", RotationSampling::euler}, {"so3", RotationSampling::so3}}};

/// The name of a value in its table above.
template <class Enum, std::size_t N>
constexpr std::string_view name_of(Enum value, const std::array<std::pair<std::string_view, Enum>, N>& names) {
  for (const auto& [name, named] : names) {
    if (named == value) return name;
  }
  return {};
}

/// Euler angles xyz in degrees (intrinsic, see cortex::rotation_from_euler_xyz).
using EulerDegrees = std::array<double, 3>;

/// The 14 rotations in which Monty's protocol shows an object for learning: the faces and corners of a cube.
inline constexpr std::array<EulerDegrees, 14> kProtocolRotations{{{0, 0, 0},
                                                                  {0, 90, 0},
                                                                  {0, 180, 0},
                                                                  {0, 270, 0},
                                                                  {90, 0, 0},
                                                                  {90, 180, 0},
                                                                  {35, 45, 0},
                                                                  {325, 45, 0},
                                                                  {35, 315, 0},
                                                                  {325, 315, 0},
                                                                  {35, 135, 0},
                                                                  {325, 135, 0},
                                                                  {35, 225, 0},
                                                                  {325, 225, 0}}};

/// How objects are learned; object and pose are given.
struct Learning {
  /// Rotations of the object in the world, shown one after the other.
  std::vector<EulerDegrees> rotations{kProtocolRotations.begin(), kProtocolRotations.end()};
  /// Movements of the sensor in each rotation.
  int steps = 250;
  Movement movement = Movement::automatic;
};

/// How recognition is tested. The least number of sensations is `column.min_sensations`.
struct Test {
  TestRotations rotations = TestRotations::learned;
  /// Episodes per object: the first so many learned rotations (0: all of them), or so many random ones.
  int count = 0;
  RotationSampling sampling = RotationSampling::euler;
  Movement movement = Movement::automatic;
  /// Whether the columns' goals move the sensor to where the best hypotheses differ most.
  bool hypothesis_testing = true;
  /// Sensations after which an episode ends undecided.
  int max_sensations = 500;
};

/// Standard deviations of the noise on sensations while testing; learning has none. Zero: no noise.
struct Noise {
  double location_m = 0;        ///< of each coordinate
  double frame_deg = 0;         ///< of each Euler angle of a rotation of the surface frame
  double colour = 0;            ///< of each HSV channel
  double log_curvature = 0;     ///< of sign(k) log(1 + |k| / 5 m^-1)
  double flag_probability = 0;  ///< that frame_fully_defined is flipped
  double depth_m = 0;           ///< of each depth pixel, before the sensation is made
};

/// Everything that defines a run. `experiment_file.h` reads and writes it as YAML with the same names.
struct Experiment {
  /// Names the output folder: letters, digits, `_`, `-`, `.`. Defaults to the file's name.
  std::string name = "unnamed";
  std::string description;
  /// An object set (objects.h): builtin, distinct10, similar10, all77, ycb.
  std::string object_set = "builtin";
  /// Names from the set, in this order; empty: all of them.
  std::vector<std::string> objects;
  /// Only the first so many objects; 0: no limit.
  int max_objects = 0;
  /// Seed of the shapes and prints of the built-in objects.
  std::uint64_t object_seed = 1;
  Agent agent = Agent::surface;
  /// 1, or 5 for the protocol's cross of patches.
  int columns = 1;
  Learning learning;
  Test test;
  Noise noise;
  /// First test seed, and how many seeds are run one after the other.
  std::uint64_t seed = 1;
  int seeds = 1;
  /// Episodes run in parallel; 0: as many as the machine has cores.
  int threads = 0;
  cortex::ColumnOptions column;
};

/// How the sensor moves while learning and while testing; never automatic.
[[nodiscard]] Movement learning_movement(const Experiment& experiment);
[[nodiscard]] Movement test_movement(const Experiment& experiment);

}  // namespace colonnade::datasets
