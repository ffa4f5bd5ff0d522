#include "objects.h"

#include <colonnade/datasets/objects.h>
#include <colonnade/sensors/simulated_world.h>
#include <colonnade/sensors/textured_mesh.h>
#include <fmt/core.h>

#include "parallel.h"
#include "progress.h"

namespace colonnade::runner {

namespace {

constexpr std::size_t kReferencePoints = 1000;

ReferencePoints sample_reference(const sensors::TexturedMesh& mesh) {
  std::vector<Eigen::Vector3f> points;
  for (const cortex::Vector3& p_O : sensors::sample_surface(mesh, kReferencePoints, 1))
    points.push_back(p_O.cast<float>());
  return reference_points(std::move(points));
}

}  // namespace

std::vector<Object> load_objects(const datasets::Experiment& experiment, const std::filesystem::path& data,
                                 int threads) {
  const datasets::ObjectSet set = datasets::open_objects(experiment.object_set, data, experiment.object_seed);
  std::vector<Object> objects;
  for (const std::string& name : datasets::select_objects(set, experiment.objects, experiment.max_objects)) {
    objects.push_back({name, nullptr, {}});
  }
  const int count = static_cast<int>(objects.size());
  {
    Progress progress("Loading", count, 0);
    parallel_for(0, count, threads, [&](int index, int) {
      Object& object = objects[static_cast<std::size_t>(index)];
      sensors::TexturedMesh mesh = set.load(object.name);
      object.reference = sample_reference(mesh);
      object.scene = std::make_shared<const sensors::MeshScene>(std::move(mesh), object.name);
      progress.advance(object.name);
    });
  }
  for (const Object& object : objects) {
    for (const std::string& warning : object.scene->mesh().warnings) fmt::print(stderr, "warning: {}\n", warning);
  }
  return objects;
}

}  // namespace colonnade::runner
