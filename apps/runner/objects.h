#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <colonnade/datasets/experiment.h>

#include "pose_error.h"

namespace colonnade::sensors {
class MeshScene;
}

namespace colonnade::runner {

/// One object of an experiment, ready to be put into a world.
struct Object {
  std::string name;
  std::shared_ptr<const sensors::MeshScene> scene;
  ReferencePoints reference;
};

/// Loads the experiment's objects, in its order, on several threads.
/// @param data the data directory; the built-in objects need none.
/// @throws InputError when the set, an object or a file is missing or broken.
[[nodiscard]] std::vector<Object> load_objects(const datasets::Experiment& experiment,
                                               const std::filesystem::path& data, int threads);

}  // namespace colonnade::runner
