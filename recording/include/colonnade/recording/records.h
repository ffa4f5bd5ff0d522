#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Geometry>

#include <colonnade/cortex/encoders.h>
#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/options.h>
#include <colonnade/cortex/sensation.h>

/// What a recording holds (docs/format.md). Frames and units as everywhere: metres, radians, X_WO.
namespace colonnade::recording {

inline constexpr std::uint32_t kNoIndex = 0xFFFFFFFFu;

/// Rotations as recorded. Unlike Eigen::Quaternionf they are laid out the same whatever a program is compiled with.
using Quaternion = Eigen::Quaternion<float, Eigen::DontAlign>;

/// One live hypothesis of a column.
struct HypothesisRecord {
  std::uint32_t id = 0;      ///< the same for as long as it lives
  std::uint32_t born = 0;    ///< step of the episode at which it joined
  std::uint32_t object = 0;  ///< of the column's memory
  Quaternion R_WO = Quaternion::Identity();
  Eigen::Vector3f p_WO = Eigen::Vector3f::Zero();
  float evidence = 0;
  std::uint32_t segment = kNoIndex;  ///< the object's segment that fits the sensation best
  float match = 0;                   ///< evidence that it gives; > 0: the cell is active, otherwise only predicted
};

/// One column after a step.
struct ColumnRecord {
  std::optional<cortex::Sensation> sensation;  ///< empty: its sensor had none
  cortex::FeatureCode feature{};               ///< proximal input of L4
  cortex::LocationCode location{};             ///< L6 under the best hypothesis
  std::uint32_t population = 0;                ///< live hypotheses
  std::uint32_t born = 0;                      ///< hypotheses that joined at this step
  std::uint32_t gone = 0;                      ///< hypotheses that left at this step
  std::vector<HypothesisRecord> hypotheses;    ///< the best ones, best first
  std::vector<float> evidence;                 ///< by object; NaN: it has no hypothesis
};

/// An object as ranked by the region.
struct RankedRecord {
  std::uint32_t object = 0;
  float evidence = 0;
  float probability = 0;
  Quaternion R_WO = Quaternion::Identity();
  Eigen::Vector3f p_WO = Eigen::Vector3f::Zero();
};

struct VoteRecord {
  std::uint32_t column = 0;
  std::uint32_t object = 0;
  float evidence = 0;
  Eigen::Vector3f p_W = Eigen::Vector3f::Zero();  ///< where the sender's sensor is
};

struct GoalRecord {
  Eigen::Vector3f p_W = Eigen::Vector3f::Zero();
  Eigen::Vector3f normal_W = Eigen::Vector3f::UnitZ();
  float expected_gain = 0;
};

/// What the middle sensor saw, at the resolution that the recording keeps.
struct PatchRecord {
  int width = 0;
  int height = 0;
  float half_width = 0;  ///< of the view at unit distance: tan of half the opening angle
  std::vector<std::array<std::uint8_t, 3>> rgb;
  std::vector<float> depth;  ///< metres; no reading: 0, and until it is recorded also what is negative or not finite

  friend bool operator==(const PatchRecord&, const PatchRecord&) = default;
};

/// What happened at a step, for the strip of glyphs.
enum StepFlag : std::uint32_t {
  kSensed = 1,     ///< some sensor felt a surface
  kNothing = 2,    ///< a goal's place turned out empty
  kBurst = 4,      ///< no cell was predicted: segments burst and proposed
  kGoal = 8,       ///< the next movement goes where the columns asked
  kVoted = 16,     ///< columns exchanged votes
  kDecided = 32,   ///< the terminal condition holds
  kLearned = 64,   ///< the sensation was learned
  kReset = 128,    ///< first of its episode
  kSteered = 256,  ///< the movement to here was a person's
};

struct StepRecord {
  std::uint32_t flags = 0;
  double time = 0;  ///< seconds since the recording began
  cortex::Pose X_WS = cortex::Pose::Identity();
  std::vector<RankedRecord> ranked;  ///< best first
  std::uint32_t poses = 0;           ///< poses that the sensations cannot tell apart
  bool pose_settled = false;
  std::optional<GoalRecord> goal;
  std::vector<VoteRecord> votes;
  std::vector<ColumnRecord> columns;
};

/// The part of a step that whole-episode plots need.
struct StepSummary {
  std::uint32_t flags = 0;
  double time = 0;
  std::vector<float> evidence;  ///< by object, of one column or of the region; NaN: none
};

struct EpisodeRecord {
  int number = 0;
  std::string object;  ///< the true one; empty: not known
  cortex::Pose X_WO = cortex::Pose::Identity();
  bool learning = false;
  int steps = 0;
  bool finished = false;
  bool decided = false;
  std::string result;  ///< the object reported; empty: no idea

  [[nodiscard]] bool correct() const { return !object.empty() && result == object; }
};

/// One learned L4 segment.
struct SegmentRecord {
  Eigen::Vector3f p_O = Eigen::Vector3f::Zero();
  Eigen::Vector3f normal_O = Eigen::Vector3f::UnitZ();
  float k1 = 0;
  float k2 = 0;
  cortex::Hsv colour;
  std::uint32_t observations = 0;
  std::array<cortex::Cell, 192> cells{};  ///< connected synapses, as `codes` in docs/format.md
};

/// A learned object of one column. Segments stand in the order in which they grew.
struct ObjectRecord {
  std::uint32_t column = 0;
  std::uint32_t id = 0;
  std::string name;
  std::vector<SegmentRecord> segments;
  std::vector<std::uint32_t> growth;  ///< segments after each showing, while learning
};

/// The surface of a true object, for pictures.
struct ShapeRecord {
  std::string name;
  std::vector<Eigen::Vector3f> positions_O;
  std::vector<std::array<std::uint8_t, 3>> colours;  ///< one a position
  std::vector<std::array<std::uint32_t, 3>> triangles;
};

/// What a recording is of.
struct RecordingInfo {
  std::string experiment;
  std::string configuration;  ///< YAML
  std::string program;        ///< name and version of the writer
  int columns = 1;
  cortex::EncoderOptions encoders;
  /// Seconds since the epoch at which the times of the steps begin. Noted by the writer; 0: not known.
  double began = 0;
};

}  // namespace colonnade::recording
