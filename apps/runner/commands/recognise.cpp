#include <memory>

#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/image_agent.h>
#include <fmt/core.h>

#include "agents.h"
#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "learning.h"
#include "recognition.h"
#include "testing.h"

namespace colonnade::runner {

namespace {

namespace fs = std::filesystem;

/// What a region believes, best first, and the pose of the best.
void print_percept(const cortex::Percept& percept, const cortex::Memory& memory) {
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    const cortex::RankedObject& ranked = percept.ranked[i];
    print_out("  {}. {:<26} {:>6.2f} %   evidence {:>8.2f}\n", i + 1, memory.name(ranked.object),
              100 * ranked.probability, ranked.evidence);
  }
  if (percept.ranked_count == 0) {
    print_out("  no idea\n");
    return;
  }
  const cortex::Pose& X_WO = percept.ranked[0].X_WO;
  const Eigen::Quaterniond q(X_WO.linear());
  print_out("  pose: position {:.4f} {:.4f} {:.4f} m, quaternion (w x y z) {:.4f} {:.4f} {:.4f} {:.4f}\n",
            X_WO.translation().x(), X_WO.translation().y(), X_WO.translation().z(), q.w(), q.x(), q.y(), q.z());
}

cortex::Region make_region(const Memories& memories, const cortex::ColumnOptions& options, Compute& compute) {
  compute.prepare(memories, options);
  return cortex::Region(compute.columns(memories, options));
}

/// The experiment's objects in new rotations.
void recognise_objects(const ExperimentOptions& options, const fs::path& first_file) {
  const datasets::Experiment experiment = options.load();
  Compute compute(cuda::parse_backend(options.backend));
  Memories memories;
  for (const fs::path& file : memory_files(first_file, experiment.columns))
    memories.push_back(cortex::Memory::load(file));
  const cortex::Memory& memory = *memories.front();
  const std::vector<std::string> names = object_names(memory);
  const std::vector<Object> objects = load_objects(experiment, options.data_directory(), 1);
  cortex::Region region = make_region(memories, experiment.column, compute);
  const auto agent = make_agent(experiment, Task::recognise);
  for (const EpisodeTask& task : test_tasks(experiment, objects)) {
    if (interrupted()) throw Interrupted{};
    const EpisodeRow row = run_episode(experiment, task, *agent, region, names, false).row;
    print_out("{}, rotation {} of seed {}: {} after {} sensations, {:.1f} ms of column time{}\n", row.object,
              task.rotation, row.seed, row.timeout ? "undecided" : "decided", row.steps, row.column_ms,
              knows(memories, row.object) ? "" : " (this memory has not learned it)");
    print_percept(region.percept(), memory);
  }
}

/// The thing in a recorded RGB-D image, with one column: an image shows one view, for one sensor.
void recognise_image(const ExperimentOptions& options, const fs::path& file, const fs::path& image_folder) {
  const datasets::Experiment experiment = options.load();
  Compute compute(cuda::parse_backend(options.backend));
  const std::shared_ptr<cortex::Memory> memory = cortex::Memory::load(file);
  std::vector<std::string> warnings;
  const sensors::RgbdImage image = sensors::load_rgbd(image_folder, &warnings);
  for (const std::string& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
  const auto here = [&](const auto& act) {
    try {
      return act();
    } catch (const InputError& error) {
      throw InputError(image_folder.string() + ": " + error.what());
    }
  };
  const sensors::ObjectRegion shown = here([&] { return sensors::find_object(image, experiment.seed); });
  sensors::ImageAgent agent(image, shown);
  here([&] { agent.begin(experiment.seed); });
  cortex::Region region = make_region({memory}, experiment.column, compute);
  region.reset();
  const Effort effort = recognise(experiment.test, agent, region, [](const auto&) {});
  print_out("{} ({} pixels): {} after {} sensations, {:.1f} ms of column time\n", image_folder.string(),
            shown.pixels.size(), region.percept().decided ? "decided" : "undecided", effort.steps, effort.column_ms);
  print_percept(region.percept(), *memory);
}

}  // namespace

void add_recognise_command(CLI::App& program) {
  struct Options {
    ExperimentOptions experiment;
    fs::path memory;
    fs::path image;
  };
  auto options = std::make_shared<Options>();
  options->experiment.name_or_file = "builtin_demo";
  CLI::App* command = program.add_subcommand("recognise", "Recognise objects with a learned memory");
  command->add_option("memory", options->memory, "A *.colonnade file")->required();
  command
      ->add_option("--experiment", options->experiment.name_or_file,
                   "Objects, agent and noise are those of this experiment")
      ->capture_default_str();
  options->experiment.add_to(*command);
  options->experiment.add_backend_to(*command);
  command->add_option("--image", options->image,
                      "Recognise what this RGB-D image shows: a folder with color.png, depth.png and camera.json");
  command->callback([options] {
    if (options->image.empty()) {
      recognise_objects(options->experiment, options->memory);
    } else {
      recognise_image(options->experiment, options->memory, options->image);
    }
  });
}

}  // namespace colonnade::runner
