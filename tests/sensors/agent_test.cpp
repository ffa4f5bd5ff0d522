#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/distant_agent.h>
#include <colonnade/sensors/mesh_loader.h>
#include <colonnade/sensors/surface_agent.h>

#include "shapes.h"

namespace colonnade::sensors {
namespace {

using cortex::Goal;
using cortex::Sensation;
using cortex::Vector3;

/// A thin-walled cup: outside radius 3 cm, inside 2.7 cm, 6 cm high.
TexturedMesh cup() {
  return revolve(
      [](double t) {
        const double s = 5 * t;
        if (s < 1) return Eigen::Vector2d(0.03 * s, -0.03);
        if (s < 2) return Eigen::Vector2d(0.03, -0.03 + 0.06 * (s - 1));
        if (s < 3) return Eigen::Vector2d(0.03 - 0.003 * (s - 2), 0.03);
        if (s < 4) return Eigen::Vector2d(0.027, 0.03 - 0.057 * (s - 3));
        return Eigen::Vector2d(0.027 * (5 - s), -0.027);
      },
      60, 120);
}

std::vector<Sensation> run(Agent& agent, const SimulatedWorld& world, std::uint64_t seed, int steps) {
  std::vector<Sensation> sensations;
  agent.begin(world, seed);
  for (int i = 0; i < steps && !agent.finished(); ++i) {
    for (const auto& sensation : agent.observe()) {
      if (sensation) sensations.push_back(*sensation);
    }
    agent.move(std::nullopt);
  }
  return sensations;
}

SurfaceAgentOptions exploring() {
  SurfaceAgentOptions options;
  options.policy = SurfacePolicy::explore;
  return options;
}

/// Share of the surface's area with a sensation within `reach`, of all poses of an exploration.
double coverage(const SimulatedWorld& world, const std::vector<Vector3>& sensed_O, double reach) {
  const std::vector<Vector3> samples = sample_surface(world.scene->mesh(), 2000, 1);
  const auto covered = std::count_if(samples.begin(), samples.end(), [&](const Vector3& p) {
    return std::any_of(sensed_O.begin(), sensed_O.end(), [&](const Vector3& q) { return (p - q).norm() < reach; });
  });
  return static_cast<double>(covered) / static_cast<double>(samples.size());
}

// A tenth of a micrometre thick: no ray of floats meets it.
TEST(Agents, NameAnObjectThatTheyCannotFind) {
  TexturedMesh needle = box(0.1, 1e-7, 1e-7);
  const SimulatedWorld world{std::make_shared<const MeshScene>(std::move(needle), "needle")};
  const auto error_of = [&](Agent&& agent) {
    try {
      agent.begin(world, 1);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(error_of(SurfaceAgent()).substr(0, 8), "needle: ");
  EXPECT_EQ(error_of(DistantAgent()).substr(0, 8), "needle: ");
}

TEST(SurfaceAgent, StaysOnTheSurfaceOfASphere) {
  const SimulatedWorld world = world_of(sphere(0.04));
  SurfaceAgent agent;
  agent.begin(world, 5);
  Vector3 last = agent.observe()[0]->p_W;
  for (int i = 0; i < 100; ++i) {
    agent.move(std::nullopt);
    ASSERT_TRUE(agent.observe()[0]) << "step " << i;
    const Sensation& sensation = *agent.observe()[0];
    EXPECT_NEAR(sensation.p_W.norm(), 0.04, 1e-4);
    EXPECT_GT(sensation.normal_W().dot(sensation.p_W.normalized()), 0.999);
    EXPECT_NEAR((sensation.p_W - last).norm(), 0.01, 0.002) << "a step is about a centimetre";
    last = sensation.p_W;
  }
}

TEST(SurfaceAgent, WalksAroundTheEdgesOfThinThings) {
  const SimulatedWorld world = world_of(box(0.1, 0.06, 0.002), cortex::rotation_from_euler_xyz(0.3, 1.0, -0.4));
  SurfaceAgent agent;
  std::array<int, 2> sides{};
  for (const Sensation& s : run(agent, world, 3, 150)) {
    const Vector3 p_O = world.X_WO.inverse() * s.p_W;
    EXPECT_LT((p_O.cwiseAbs() - Vector3(0.05, 0.03, 0.001)).maxCoeff(), 3e-4) << p_O.transpose();
    if (std::abs(p_O.z()) > 9e-4) ++sides[p_O.z() > 0 ? 1 : 0];
  }
  EXPECT_GT(sides[0], 20);
  EXPECT_GT(sides[1], 20);
}

TEST(SurfaceAgent, ExploresAllSidesOfACupInsideAndOut) {
  const SimulatedWorld world = world_of(cup());
  SurfaceAgent agent(exploring());
  std::vector<Vector3> outside_O;
  std::vector<Vector3> inside_O;
  std::vector<Vector3> all_O;
  for (std::uint64_t pose = 0; pose < 4; ++pose) {
    const cortex::Rotation R_WO = cortex::rotation_from_euler_xyz(0.7 * static_cast<double>(pose), 0.3, 0);
    const SimulatedWorld turned{world.scene, centred_pose(world.scene->mesh(), R_WO)};
    for (const Sensation& s : run(agent, turned, pose, 200)) {
      const Vector3 p_O = turned.X_WO.inverse() * s.p_W;
      const Vector3 normal_O = turned.X_WO.inverse().linear() * s.normal_W();
      all_O.push_back(p_O);
      if (normal_O.head<2>().dot(p_O.head<2>()) < -0.5 * p_O.head<2>().norm()) inside_O.push_back(p_O);
    }
  }
  EXPECT_GT(coverage(world, all_O, 0.008), 0.99);
  EXPECT_GT(inside_O.size(), 60U) << "the inner wall alone has room for many more places than this";
  EXPECT_LT(all_O.size(), 750U) << "exploration ends by itself";
  agent.begin(world, 99);
  EXPECT_TRUE(agent.finished() || run(agent, world, 99, 50).size() < 20U);
  agent.forget();
  EXPECT_GT(run(agent, world, 99, 50).size(), 40U);
}

TEST(SurfaceAgent, FindsThinThingsFromAnywhere) {
  const SimulatedWorld needle = world_of(box(0.2, 0.002, 0.002));
  SurfaceAgent agent;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    agent.begin(needle, seed);
    EXPECT_LT(std::abs((needle.X_WO.inverse() * agent.observe()[0].value().p_W).y()), 0.0015);
  }
}

TEST(SurfaceAgent, JumpsToGoalsAndReportsNothingWhereNothingIs) {
  const SimulatedWorld world = world_of(sphere(0.04));
  SurfaceAgent agent;
  agent.begin(world, 1);
  const Vector3 n = Vector3(1, 2, -1).normalized();
  agent.move(Goal{0.04 * n, n, 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_TRUE(agent.observe()[0]->on_surface);
  EXPECT_LT((agent.observe()[0]->p_W - 0.04 * n).norm(), 1e-4);
  const Vector3 nowhere(0.2, 0, 0);
  agent.move(Goal{nowhere, Vector3::UnitY(), 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_FALSE(agent.observe()[0]->on_surface);
  EXPECT_EQ(agent.observe()[0]->p_W, nowhere);
  agent.move(std::nullopt);
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_LT((agent.observe()[0]->p_W - 0.04 * n).norm(), 0.012) << "it went back to where it was";
}

TEST(SurfaceAgent, NothingUpToACentimetreBeyondTheGoalIsNotNothing) {
  const SimulatedWorld world = world_of(sphere(0.04));
  SurfaceAgent agent;
  agent.begin(world, 1);
  agent.move(Goal{Vector3(0.05, 0, 0), Vector3::UnitX(), 1});
  EXPECT_TRUE(agent.observe()[0]->on_surface);
  agent.move(Goal{Vector3(0.07, 0, 0), Vector3::UnitX(), 1});
  EXPECT_FALSE(agent.observe()[0]->on_surface);
}

TEST(SurfaceAgent, FiveSensorsStandInACross) {
  const SimulatedWorld world = world_of(box(0.2, 0.2, 0.2));
  SurfaceAgentOptions options;
  options.array.sensors = 5;
  SurfaceAgent agent(options);
  agent.begin(world, 4);
  agent.move(Goal{Vector3(0, 0, 0.1), Vector3::UnitZ(), 1});
  ASSERT_EQ(agent.observe().size(), 5U);
  const Vector3 middle = agent.observe()[0]->p_W;
  Vector3 sum = Vector3::Zero();
  for (std::uint32_t i = 1; i < 5; ++i) {
    const Sensation& s = agent.observe()[i].value();
    EXPECT_EQ(s.sensor, cortex::SensorId(i));
    EXPECT_NEAR((s.p_W - middle).norm(), 0.01, 1e-4);
    sum += s.p_W - middle;
  }
  EXPECT_LT(sum.norm(), 1e-4);
  agent.move(Goal{Vector3(0.0995, 0, 0.1), Vector3::UnitZ(), 1});
  int beyond = 0;
  for (const auto& s : agent.observe()) {
    if (!s || s->on_surface) continue;
    ++beyond;
    EXPECT_GT(s->p_W.x(), 0.105);
    EXPECT_NEAR(s->p_W.z(), 0.1, 1e-3) << "where the top would go on";
  }
  EXPECT_EQ(beyond, 1) << "the sensor beyond the edge tells of empty space";
}

TEST(SurfaceAgent, OnlyOneOrFiveSensors) {
  SurfaceAgentOptions options;
  options.array.sensors = 3;
  EXPECT_THROW(SurfaceAgent{options}, InputError);
}

TEST(DistantAgent, ScansWhatIsVisibleOnce) {
  const SimulatedWorld world = world_of(sphere(0.04));
  DistantAgentOptions options;
  options.policy = DistantPolicy::scan;
  DistantAgent agent(options);
  const std::vector<Sensation> sensations = run(agent, world, 1, 1000);
  EXPECT_GT(sensations.size(), 50U);
  EXPECT_LE(sensations.size(), 500U);
  EXPECT_TRUE(agent.finished());
  for (const Sensation& s : sensations) {
    EXPECT_NEAR(s.p_W.norm(), 0.04, 4e-4);
    EXPECT_GT(s.p_W.z(), 0) << "the sensor stands above";
  }
  EXPECT_LT(run(agent, world, 1, 1000).size(), sensations.size() / 2) << "the middle has been scanned already";
}

TEST(DistantAgent, SaccadesSpreadOverTheVisibleSide) {
  const SimulatedWorld world = world_of(box(0.2, 0.12, 0.05));
  DistantAgent agent;
  const std::vector<Sensation> sensations = run(agent, world, 2, 60);
  ASSERT_GT(sensations.size(), 55U);
  Eigen::AlignedBox3d bounds;
  for (const Sensation& s : sensations) {
    EXPECT_NEAR(s.p_W.z(), 0.025, 5e-4);
    bounds.extend(s.p_W);
  }
  EXPECT_GT(bounds.sizes().x(), 0.17);
  EXPECT_GT(bounds.sizes().y(), 0.09);
}

TEST(DistantAgent, JumpsToGoalsAndReportsNothingWhereNothingIs) {
  const SimulatedWorld world = world_of(sphere(0.04));
  DistantAgent agent;
  agent.begin(world, 1);
  agent.move(Goal{Vector3(0, 0, -0.04), -Vector3::UnitZ(), 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_LT((agent.observe()[0]->p_W - Vector3(0, 0, -0.04)).norm(), 3e-4) << "the far side";
  agent.move(Goal{Vector3(0.1, 0, 0), Vector3::UnitY(), 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_FALSE(agent.observe()[0]->on_surface);
  agent.move(std::nullopt);
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_LT(agent.observe()[0]->p_W.z(), 0) << "still on the far side";
}

template <class AgentType>
std::vector<double> numbers(const SimulatedWorld& world, std::uint64_t seed) {
  auto options = [] {
    if constexpr (std::is_same_v<AgentType, SurfaceAgent>) {
      return SurfaceAgentOptions{};
    } else {
      return DistantAgentOptions{};
    }
  }();
  options.array.message_noise = MessageNoise{};
  options.array.depth_noise = DepthNoise{};
  AgentType agent(options);
  std::vector<double> result;
  for (const Sensation& s : run(agent, world, seed, 25)) {
    result.insert(result.end(),
                  {s.p_W.x(), s.p_W.y(), s.p_W.z(), s.k1, s.R_WF(0, 0), static_cast<double>(s.colour.hue)});
  }
  return result;
}

TEST(Agents, RepeatBySeedOnAnyThread) {
  const SimulatedWorld world = world_of(cup(), cortex::rotation_from_euler_xyz(1, 2, 3));
  const std::vector<double> surface = numbers<SurfaceAgent>(world, 8);
  const std::vector<double> distant = numbers<DistantAgent>(world, 8);
  EXPECT_NE(surface, numbers<SurfaceAgent>(world, 9));
  std::array<std::vector<double>, 2> surface_again;
  std::array<std::vector<double>, 2> distant_again;
  std::array<std::thread, 2> threads;
  for (std::size_t i = 0; i < 2; ++i) {
    threads[i] = std::thread([&, i] {
      surface_again[i] = numbers<SurfaceAgent>(world, 8);
      distant_again[i] = numbers<DistantAgent>(world, 8);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(surface_again[i], surface);
    EXPECT_EQ(distant_again[i], distant);
  }
}

/// YCB things that are hard to cover: hollow, thin, and full of holes.
class YcbExploration : public testing::TestWithParam<const char*> {};

TEST_P(YcbExploration, CoversTheWholeSurface) {
  const char* data = std::getenv("COLONNADE_DATA");
  if (data == nullptr) GTEST_SKIP() << "COLONNADE_DATA is not set";
  const SimulatedWorld world = world_of(load_mesh(std::filesystem::path(data) / "ycb" / GetParam() / "mesh.obj"));
  SurfaceAgent agent(exploring());
  std::vector<Vector3> sensed_O;
  for (std::uint64_t pose = 0; pose < 7; ++pose) {
    const cortex::Rotation R_WO = cortex::rotation_from_euler_xyz(static_cast<double>(pose), 0.5, 0);
    const SimulatedWorld turned{world.scene, centred_pose(world.scene->mesh(), R_WO)};
    for (const Sensation& s : run(agent, turned, pose, 250)) sensed_O.push_back(turned.X_WO.inverse() * s.p_W);
  }
  EXPECT_GE(coverage(world, sensed_O, 0.008), 0.98);
}

INSTANTIATE_TEST_SUITE_P(Things, YcbExploration, testing::Values("025_mug", "030_fork", "059_chain", "065-e_cups"),
                         [](const auto& thing) {
                           std::string name(thing.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace colonnade::sensors
