#include <ostream>

#include <colonnade/cortex/column.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "bench/ellipsoids.h"
#include "bench/section.h"
#include "bench/timing.h"
#include "kernels/hypothesis.h"
#include "pose_view.h"
#include "working_memory.h"

namespace colonnade::bench {
namespace {

using cortex::Pose;
using cortex::Vector3;

constexpr std::uint32_t kObjects = 40;
constexpr std::size_t kSensations = 1300;
constexpr std::uint32_t kHypotheses = 2000;

std::shared_ptr<cortex::Memory> learned_ellipsoids() {
  cortex::Column column;
  for (std::uint32_t o = 0; o < kObjects; ++o) {
    const auto object = column.learn_object(fmt::format("ellipsoid {}", o));
    for (std::size_t i = 0; i < kSensations; ++i) {
      column.learn(Ellipsoid(o).sensation(i, kSensations), object, Pose::Identity());
    }
  }
  column.reset();
  return column.shared_memory();
}

}  // namespace

nlohmann::ordered_json bench_hypotheses(const Effort& effort, std::ostream& out) {
  const auto memory = learned_ellipsoids();
  const auto model = memory->impl().view();

  // One sensation under hypotheses that each put it on the surface of some object, in some orientation.
  cortex::WorkingMemory sensed;
  sensed.reserve(8);
  sensed.add(Ellipsoid(0).sensation(0, kSensations), memory->impl(), cortex::ColumnOptions{}.evidence);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> angle(-3.1, 3.1);
  std::vector<cortex::kernels::PoseView> poses;
  for (std::uint32_t h = 0; h < kHypotheses; ++h) {
    const std::uint32_t object = static_cast<std::uint32_t>(random()) % kObjects;
    const Vector3 p_O = Ellipsoid(object).sensation(random() % kSensations, kSensations).p_W;
    const auto R_OW = cortex::rotation_from_euler_xyz(angle(random), angle(random), angle(random));
    poses.push_back(cortex::pose_view(R_OW.cast<float>(), p_O.cast<float>(), object));
  }
  std::vector<cortex::kernels::Match> matches(kHypotheses);

  auto levels = cortex::kernels::all_hypothesis_kernels();
  levels.insert(levels.begin(), cortex::kernels::hypothesis_kernels_reference());
  std::vector<Contender> contenders;
  for (const auto& level : levels) {
    contenders.push_back({level.name, [&, level] {
                            cortex::kernels::Work work{};
                            level.step(model, sensed.newest(), poses.data(), kHypotheses, matches.data(), work);
                            keep(matches[0]);
                          }});
  }
  const auto times = time_interleaved(contenders, effort.rounds, effort.seconds);
  fmt::print(out, "\nHypothesis-steps, {} objects, {} segments, {} hypotheses, one core\n{:<18}{:>14}{:>12}{:>14}\n",
             kObjects, memory->segment_count(), kHypotheses, "", "Msteps/s", "ns/step", "vs reference");
  auto rows = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double seconds = times[i].median() / kHypotheses;
    const double speedup = times[0].over(times[i]);
    fmt::print(out, "{:<18}{:>14.2f}{:>12.0f}{:>13.1f}x\n", levels[i].name, 1e-6 / seconds, seconds * 1e9, speedup);
    rows.push_back({{"instruction_set", levels[i].name},
                    {"hypothesis_steps_per_second_per_core", 1 / seconds},
                    {"speedup_over_reference", speedup}});
  }
  return rows;
}

}  // namespace colonnade::bench
