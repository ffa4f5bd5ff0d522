#pragma once

#include <optional>

#include "drawing.h"
#include "stage.h"

namespace colonnade::viewer {

/// What a cloud of hypotheses is coloured by.
enum class CloudColour { evidence, age, pose_error };

/// Makes the drawings of the three-dimensional panes. Keeps what does not change from step to step.
class Drawings {
 public:
  Drawings();
  /// The true object, the sensor and what it sees, its path, frames, the most likely hypothesis' model in its pose.
  [[nodiscard]] Drawing world(const Stage& stage);
  /// The hypotheses of one object as places of the sensor on its learned model.
  [[nodiscard]] Drawing hypotheses(const Stage& stage, CloudColour colour);
  /// The learned model of one object. @param segments only the first so many, as they grew; 0: all.
  [[nodiscard]] Drawing object(const Stage& stage, std::uint32_t id, std::uint32_t segments, bool normals);

 private:
  std::shared_ptr<const Mesh> surface(const Stage& stage, const std::string& name);
  /// An object's segments as discs, each in the colour that was felt, or all in one.
  /// @param segments only the first so many; 0: all.
  std::shared_ptr<const Mesh> model(const Stage& stage, const recording::ObjectRecord& object, float size,
                                    std::uint32_t segments, std::optional<Rgba> colour = std::nullopt);

  /// The path up to a step, in pieces that stay the same; only the last one is made anew.
  void add_path(Drawing& drawing, const Stage& stage, int end, float thin);

  Cache<std::string, std::shared_ptr<const Mesh>> meshes_;
  std::string sized_;  ///< the episode whose object's size is known ...
  Eigen::AlignedBox3f box_W_;
};

/// Geodesic distance between a hypothesis and the truth, radians; negative when the truth is not known or is another
/// object.
[[nodiscard]] float pose_error(const recording::HypothesisRecord& hypothesis, const recording::EpisodeRecord& episode,
                               const std::string& object_name);

}  // namespace colonnade::viewer
