#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/image_agent.h>

#include "shapes.h"

namespace colonnade::sensors {
namespace {

namespace fs = std::filesystem;
using cortex::Goal;
using cortex::Vector3;

constexpr double kRadius = 0.05;

/// A ball on a table, seen obliquely from above; W is the table's frame.
RgbdImage ball_on_table() {
  TexturedMesh mesh = box(1.2, 1.2, 0.02);
  const auto first = static_cast<std::uint32_t>(mesh.positions.size());
  const TexturedMesh ball = sphere(kRadius, 90);
  for (const auto& p : ball.positions)
    mesh.positions.push_back(p + Eigen::Vector3d(0.05, 0, 0.01 + kRadius).cast<float>());
  for (const auto& t : ball.triangles) mesh.triangles.push_back({first + t[0], first + t[1], first + t[2]});
  mesh.colours.insert(mesh.colours.end(), ball.colours.begin(), ball.colours.end());
  const SimulatedWorld world{std::make_shared<MeshScene>(std::move(mesh)), cortex::Pose::Identity()};
  RgbdImage image;
  const PinholeCamera camera{320, 240, 300, 300, 160, 120};
  world.render(camera, looking_at(Vector3(0, 0, 0), Vector3(0.2, -1, 0.9), 0.6), image);
  return image;
}

const Vector3 kCentre(0.05, 0, 0.01 + kRadius);

TEST(RgbdImage, PatchesKeepTheirPlaceInTheImage) {
  const RgbdImage image = ball_on_table();
  RgbdPatch patch;
  patch_at(image, 100, 90, 32, patch);
  for (const auto& [u, v] : {std::pair{0, 0}, std::pair{31, 17}}) {
    const int image_u = 100 - 15 + u;
    const int image_v = 90 - 15 + v;
    EXPECT_EQ(patch.depth[patch.index(u, v)], image.depth[image.index(image_u, image_v)]);
    EXPECT_LT((patch.camera.ray_S(u, v) - image.camera.ray_S(image_u, image_v)).norm(), 1e-12);
  }
  patch_at(image, 0, 239, 32, patch);
  EXPECT_EQ(patch.depth[patch.index(0, 0)], 0) << "beyond the border";
}

TEST(RgbdImage, FindsTheThingOnTheTable) {
  const RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  std::size_t on_ball = 0;
  std::size_t of_ball = 0;
  for (int v = 0; v < image.camera.height; ++v) {
    for (int u = 0; u < image.camera.width; ++u) {
      const std::size_t i = image.index(u, v);
      const double z = static_cast<double>(image.depth[i]);
      const bool ball =
          z > 0 && std::abs((image.X_WS * (z * image.camera.ray_S(u, v)) - kCentre).norm() - kRadius) < 1e-3;
      of_ball += ball ? 1 : 0;
      on_ball += ball && region.mask[i] != 0 ? 1 : 0;
    }
  }
  EXPECT_EQ(on_ball, region.pixels.size()) << "nothing but the ball";
  EXPECT_GT(static_cast<double>(on_ball), 0.9 * static_cast<double>(of_ball)) << "nearly all of it";
  EXPECT_EQ(region.pixels, find_object(image, 1).pixels);
}

TEST(RgbdImage, SaysWhenThereIsNothing) {
  RgbdImage image = ball_on_table();
  std::fill(image.depth.begin(), image.depth.end(), 0.0f);
  EXPECT_THROW((void)find_object(image, 1), InputError);
  std::fill(image.depth.begin(), image.depth.end(), 0.7f);
  EXPECT_THROW((void)find_object(image, 1), InputError) << "a bare wall";
}

TEST(RgbdImage, APatchOfOneThingHasNoOtherReadings) {
  const RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  const std::uint32_t edge = region.pixels.front();
  const int u = static_cast<int>(edge) % image.camera.width;
  const int v = static_cast<int>(edge) / image.camera.width;
  RgbdPatch all, thing;
  patch_at(image, u, v, 32, all);
  patch_at(image, u, v, 32, thing, &region);
  int left_out = 0;
  for (int row = 0; row < 32; ++row) {
    for (int column = 0; column < 32; ++column) {
      const std::size_t from = image.index(u - 15 + column, v - 15 + row);
      const std::size_t to = all.index(column, row);
      EXPECT_EQ(thing.depth[to], region.mask[from] != 0 ? all.depth[to] : 0.0f);
      left_out += thing.depth[to] != all.depth[to] ? 1 : 0;
    }
  }
  EXPECT_GT(left_out, 0);
  EXPECT_LT(left_out, 32 * 32);
}

TEST(ImageAgent, LooksAroundOnTheThing) {
  const RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  ImageAgent agent(image, region);
  agent.begin(3);
  Eigen::AlignedBox3d bounds;
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(agent.observe()[0]);
    const cortex::Sensation& s = *agent.observe()[0];
    EXPECT_NEAR((s.p_W - kCentre).norm(), kRadius, 1.5e-3);
    EXPECT_GT(s.normal_W().dot((s.p_W - kCentre).normalized()), 0.97);
    bounds.extend(s.p_W);
    EXPECT_GT(agent.patches_cut(), i);
    agent.move(std::nullopt);
  }
  EXPECT_GT(bounds.sizes().x(), kRadius);
  agent.begin(3);
  EXPECT_LT(agent.patches_cut(), 60) << "counted anew";
}

TEST(ImageAgent, AnswersGoalsThatTheImageShows) {
  const RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  ImageAgent agent(image, region);
  agent.begin(3);
  const Vector3 top = kCentre + kRadius * Vector3::UnitZ();
  agent.move(Goal{top, Vector3::UnitZ(), 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_LT((agent.observe()[0]->p_W - top).norm(), 5e-3);
  const Vector3 free = kCentre + Vector3(0, 0, 3 * kRadius);
  agent.move(Goal{free, Vector3::UnitZ(), 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_FALSE(agent.observe()[0]->on_surface);
  EXPECT_EQ(agent.observe()[0]->p_W, free);
  const Vector3 view = (kCentre - image.X_WS.translation()).normalized();
  agent.move(Goal{kCentre + 1.2 * kRadius * view, Vector3::UnitZ(), 1});
  ASSERT_TRUE(agent.observe()[0]);
  EXPECT_TRUE(agent.observe()[0]->on_surface) << "hidden behind the ball: a saccade instead";
}

// The ball alone: beyond it the image shows nothing, and has no reading.
TEST(ImageAgent, NoReadingIsEmptySpaceOnlyWhereItIsSaidToBe) {
  RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  for (std::size_t i = 0; i < image.depth.size(); ++i) {
    if (region.mask[i] == 0) image.depth[i] = 0;
  }
  const Goal beside{kCentre + Vector3(1.5 * kRadius, 0, 0), Vector3::UnitX(), 1};
  for (const bool empty : {false, true}) {
    ImageAgentOptions options;
    options.empty_without_reading = empty;
    ImageAgent agent(image, region, options);
    agent.begin(3);
    agent.move(beside);
    ASSERT_TRUE(agent.observe()[0]);
    EXPECT_EQ(agent.observe()[0]->on_surface, !empty) << "otherwise a saccade";
    EXPECT_EQ(agent.observe()[0]->p_W == beside.p_W, empty);
  }
}

// The ball alone, by turns looked at and past, unless the outline is not clear there. It is where the rays graze it.
TEST(ImageAgent, LooksBesideTheThingWhereItIsToldTo) {
  RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  for (std::size_t i = 0; i < image.depth.size(); ++i) {
    if (region.mask[i] == 0) image.depth[i] = 0;
  }
  ImageAgentOptions options;
  options.empty_without_reading = true;
  options.beside_m = 0.01;
  ImageAgent agent(image, region, options);
  agent.begin(3);
  const Vector3 view = (kCentre - image.X_WS.translation()).normalized();
  int beside = 0;
  bool was_beside = true;
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(agent.observe()[0]);
    const cortex::Sensation& s = *agent.observe()[0];
    EXPECT_TRUE(s.on_surface || !was_beside) << "look " << i;
    was_beside = !s.on_surface;
    if (!s.on_surface) {
      const Vector3 across = (s.p_W - kCentre) - (s.p_W - kCentre).dot(view) * view;
      EXPECT_NEAR(across.norm(), kRadius + options.beside_m, 3e-3);
      ++beside;
    }
    agent.move(std::nullopt);
  }
  EXPECT_GT(beside, 20);
}

// What a detector has cut out holds all of the thing; of another image nobody knows what is beyond its border.
TEST(ImageAgent, BeyondTheBorderIsNothingOnlyOfAWholeObject) {
  RgbdImage image = ball_on_table();
  const ObjectRegion region = find_object(image, 1);
  for (std::size_t i = 0; i < image.depth.size(); ++i) {
    if (region.mask[i] == 0) image.depth[i] = 0;
  }
  for (const bool whole : {false, true}) {
    ImageAgentOptions options;
    options.empty_without_reading = true;
    options.beside_m = 10;  // further than the image reaches
    options.whole_object = whole;
    ImageAgent agent(image, region, options);
    agent.begin(3);
    agent.move(std::nullopt);
    ASSERT_TRUE(agent.observe()[0]);
    EXPECT_EQ(agent.observe()[0]->on_surface, !whole);
  }
}

TEST(ImageAgent, RegionsOfOtherImagesAreRefused) {
  const RgbdImage image = ball_on_table();
  ObjectRegion region = find_object(image, 1);
  region.mask.resize(region.mask.size() / 2);
  EXPECT_THROW(ImageAgent(image, region).begin(1), InputError);
  EXPECT_THROW((void)gist_of(image, region), InputError);
}

TEST(ImageAgent, NeedsNoListOfPixels) {
  const RgbdImage image = ball_on_table();
  ObjectRegion region = find_object(image, 1);
  region.pixels.clear();
  ImageAgentOptions options;
  options.beside_m = 0.01;
  ImageAgent agent(image, region, options);
  agent.begin(1);
  for (int i = 0; i < 5; ++i) {
    agent.move(std::nullopt);
    ASSERT_TRUE(agent.observe()[0]);
    EXPECT_TRUE(agent.observe()[0]->on_surface);
  }
}

TEST(ImageAgent, ImagesTooSmallForASurfaceAreRefused) {
  for (const int pixels : {0, 1, 2}) {
    RgbdImage image;
    image.set_camera({pixels, pixels, 300, 300, 0, 0});
    std::fill(image.depth.begin(), image.depth.end(), 0.5F);
    ObjectRegion region;
    region.mask.assign(image.depth.size(), 1);
    for (std::uint32_t i = 0; i < image.depth.size(); ++i) region.pixels.push_back(i);
    EXPECT_THROW(ImageAgent(image, region).begin(1), InputError) << pixels;
  }
}

TEST(RgbdFiles, BrokenFoldersAreRefused) {
  const fs::path folder = fs::path(testing::TempDir()) / "colonnade_rgbd";
  fs::create_directories(folder);
  const auto message = [&folder] {
    try {
      (void)load_rgbd(folder);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const auto write = [&folder](const char* name, const char* text) { std::ofstream(folder / name) << text; };
  EXPECT_NE(message().find("camera.json"), std::string::npos);
  fs::create_directory(folder / "camera.json");
  EXPECT_NE(message().find("camera.json"), std::string::npos);
  fs::remove(folder / "camera.json");
  write("camera.json", "{\"K\": [[600, 0, 320], [0, 600");
  EXPECT_NE(message().find("camera.json"), std::string::npos);
  write("camera.json", "{\"K\": [[600, 0, 320], [0, 600, 240]]}");
  EXPECT_NE(message().find("depth_unit_m"), std::string::npos);
  write("camera.json", "{\"K\": [[600, 0, 320], [0, 600, 240]], \"depth_unit_m\": -1}");
  EXPECT_NE(message().find("positive"), std::string::npos);
  write("camera.json", "{\"K\": [[600, 2, 320], [0, 600, 240]], \"depth_unit_m\": 0.001}");
  EXPECT_NE(message().find("skew of 2"), std::string::npos);
  write("camera.json", "{\"K\": [[600, 0, 320], [0, 600, 240]], \"depth_unit_m\": 0.001}");
  EXPECT_NE(message().find("color.png"), std::string::npos);
  write("color.png", "not a picture");
  EXPECT_NE(message().find("color.png"), std::string::npos);
  // The head of a PNG that claims to have 100,000 x 100,000 pixels: more than OpenCV will read.
  constexpr unsigned char kHuge[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0,    0, 0,    13,
                                     'I',  'H', 'D', 'R', 0,    1,    0x86, 0xA0, 0,    1, 0x86, 0xA0,
                                     8,    2,   0,   0,   0,    0x27, 0x30, 0x9C, 0x9F, 0, 0,    0,
                                     0,    'I', 'D', 'A', 'T',  0x35, 0xAF, 0x06, 0x1E};
  std::ofstream(folder / "color.png", std::ios::binary).write(reinterpret_cast<const char*>(kHuge), sizeof kHuge);
  EXPECT_NE(message().find("color.png"), std::string::npos);
  fs::remove_all(folder);
}

TEST(RgbdFiles, RealImagesShowTheirObject) {
  const char* data = std::getenv("COLONNADE_DATA");
  if (data == nullptr) GTEST_SKIP() << "COLONNADE_DATA is not set";
  const RgbdImage image = load_rgbd(fs::path(data) / "rgbd" / "realsense_mustard");
  EXPECT_EQ(image.camera.width, 640);
  const ObjectRegion region = find_object(image, 1);
  EXPECT_GT(region.pixels.size(), 20000U);
  EXPECT_LT(region.pixels.size(), 30000U);
  ImageAgent agent(image, region);
  agent.begin(1);
  int yellow = 0;
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(agent.observe()[0]);
    const cortex::Hsv& colour = agent.observe()[0]->colour;
    yellow += colour.hue > 0.08f && colour.hue < 0.18f && colour.saturation > 0.4f ? 1 : 0;
    agent.move(std::nullopt);
  }
  EXPECT_GT(yellow, 20) << "a mustard bottle";
}

}  // namespace
}  // namespace colonnade::sensors
