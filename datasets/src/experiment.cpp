#include <colonnade/datasets/experiment.h>

namespace colonnade::datasets {

Movement learning_movement(const Experiment& experiment) {
  if (experiment.learning.movement != Movement::automatic) return experiment.learning.movement;
  return experiment.agent == Agent::surface ? Movement::explore : Movement::spiral;
}

Movement test_movement(const Experiment& experiment) {
  if (experiment.test.movement != Movement::automatic) return experiment.test.movement;
  return experiment.agent == Agent::surface ? Movement::curvature : Movement::saccades;
}

}  // namespace colonnade::datasets
