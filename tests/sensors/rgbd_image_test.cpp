#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

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

const char* const kCamera = R"({"K": [[300, 0, 160], [0, 300, 120], [0, 0, 1]], "depth_unit_m": 0.0001})";

/// A folder with the files of an RGB-D image, gone with it.
class ImageFolder {
 public:
  ImageFolder() : path_(fs::path(testing::TempDir()) / ("colonnade_rgbd_" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~ImageFolder() { fs::remove_all(path_); }
  ImageFolder(const ImageFolder&) = delete;
  ImageFolder& operator=(const ImageFolder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }
  void write(const char* name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  void write(const char* name, const cv::Mat& image) const { cv::imwrite((path_ / name).string(), image); }
  /// The ball on the table.
  void write_ball() const {
    const RgbdImage image = ball_on_table();
    cv::Mat colour(image.camera.height, image.camera.width, CV_8UC3);
    cv::Mat depth(image.camera.height, image.camera.width, CV_16UC1);
    for (int v = 0; v < colour.rows; ++v) {
      for (int u = 0; u < colour.cols; ++u) {
        const Rgb& rgb = image.rgb[image.index(u, v)];
        colour.at<cv::Vec3b>(v, u) = {rgb[2], rgb[1], rgb[0]};
        depth.at<std::uint16_t>(v, u) = cv::saturate_cast<std::uint16_t>(1e4F * image.depth[image.index(u, v)]);
      }
    }
    write("color.png", colour);
    write("depth.png", depth);
    write("camera.json", kCamera);
  }
  [[nodiscard]] RgbdImage load(std::vector<std::string>* warnings = nullptr) const {
    return load_rgbd(path_, warnings);
  }
  [[nodiscard]] std::string refused() const {
    try {
      (void)load();
    } catch (const InputError& error) {
      return error.what();
    }
    return {};
  }

 private:
  fs::path path_;
};

TEST(RgbdFiles, AreReadAsStored) {
  const ImageFolder folder;
  folder.write_ball();
  std::vector<std::string> warnings{"old"};
  const RgbdImage image = folder.load(&warnings);
  EXPECT_TRUE(warnings.empty());
  const RgbdImage ball = ball_on_table();
  EXPECT_EQ(image.rgb, ball.rgb);
  EXPECT_TRUE(image.has_colour);
  for (std::size_t i = 0; i < image.depth.size(); ++i) ASSERT_NEAR(image.depth[i], ball.depth[i], 6e-5F);
}

TEST(RgbdFiles, ExifTurnsNothing) {
  const ImageFolder folder;
  folder.write_ball();
  std::vector<std::uint8_t> jpeg;
  cv::imencode(".jpg", cv::imread((folder.path() / "color.png").string()), jpeg);
  const auto write = [&] {
    folder.write("color.png", std::string_view(reinterpret_cast<const char*>(jpeg.data()), jpeg.size()));
  };
  write();
  const RgbdImage plain = folder.load();
  // An APP1 segment with one entry: orientation 3, upside down.
  constexpr std::uint8_t kExif[] = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                                    0,    1,    1, 18, 0,   3,   0,   0,   0, 1, 0,   3,   0, 0,  0, 0, 0, 0};
  jpeg.insert(jpeg.begin() + 2, std::begin(kExif), std::end(kExif));
  write();
  const cv::Mat turned = cv::imread((folder.path() / "color.png").string());
  const Rgb& corner = plain.rgb.back();
  ASSERT_EQ(turned.at<cv::Vec3b>(0, 0), cv::Vec3b(corner[2], corner[1], corner[0])) << "OpenCV understands it";
  EXPECT_EQ(folder.load().rgb, plain.rgb);
}

TEST(RgbdFiles, ColoursOfOtherKindsAreTheSame) {
  const ImageFolder folder;
  folder.write_ball();
  const RgbdImage plain = folder.load();
  const cv::Mat colour = cv::imread((folder.path() / "color.png").string());
  cv::Mat other;
  colour.convertTo(other, CV_16U, 257);
  folder.write("color.png", other);
  EXPECT_EQ(folder.load().rgb, plain.rgb) << "16 bits";
  const cv::Mat channels[] = {colour, cv::Mat(colour.size(), CV_8UC1, cv::Scalar(9))};
  cv::merge(channels, 2, other);
  folder.write("color.png", other);
  EXPECT_EQ(folder.load().rgb, plain.rgb) << "alpha";
}

TEST(RgbdFiles, GreyIsNoColour) {
  const ImageFolder folder;
  folder.write_ball();
  const cv::Mat grey = cv::imread((folder.path() / "color.png").string(), cv::IMREAD_GRAYSCALE);
  const cv::Mat channels[] = {grey, grey, grey};
  cv::Mat thrice;
  cv::merge(channels, 3, thrice);
  for (const cv::Mat& colour : {grey, thrice}) {
    folder.write("color.png", colour);
    std::vector<std::string> warnings;
    const RgbdImage image = folder.load(&warnings);
    EXPECT_FALSE(image.has_colour);
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_NE(warnings[0].find("color.png"), std::string::npos);
    const ObjectRegion region = find_object(image, 1);
    ImageAgent agent(image, region);
    agent.begin(1);
    ASSERT_TRUE(agent.observe()[0]);
    EXPECT_EQ(agent.observe()[0]->uncertainty.colour, cortex::SensationUncertainty::kUnknown);
    EXPECT_EQ(agent.observe()[0]->colour.value, 0);
    EXPECT_THROW((void)gist_of(image, region), InputError);
  }
}

TEST(RgbdFiles, DistortionIsTakenOut) {
  const ImageFolder folder;
  folder.write_ball();
  const RgbdImage plain = folder.load();
  const auto with = [&](const std::string& D) {
    folder.write("camera.json", std::string(kCamera).insert(1, "\"D\": " + D + ", "));
    return folder.load();
  };
  EXPECT_EQ(with("[0, 0, 0, 0, 0]").depth, plain.depth);
  EXPECT_EQ(with("[0, 0, 0, 0, 0]").rgb, plain.rgb);
  EXPECT_NE(with("[-0.2, 0.05, 0, 0, 0]").depth, plain.depth);
  EXPECT_NE(with("[-0.2, 0.05, 0, 0, 0]").rgb, plain.rgb);
  folder.write("camera.json", std::string(kCamera).insert(1, "\"D\": [-9, 0, 0, 0], "));
  EXPECT_NE(folder.refused().find("folds the image"), std::string::npos) << folder.refused();
}

TEST(RgbdFiles, WhatIsNoDepthIsRefused) {
  const ImageFolder folder;
  folder.write_ball();
  const cv::Mat depth = cv::imread((folder.path() / "depth.png").string(), cv::IMREAD_UNCHANGED);
  const auto refused = [&](const cv::Mat& other, const char* words) {
    folder.write("depth.png", other);
    EXPECT_NE(folder.refused().find("depth.png"), std::string::npos) << folder.refused();
    EXPECT_NE(folder.refused().find(words), std::string::npos) << folder.refused();
  };
  refused(cv::imread((folder.path() / "color.png").string()), "not 3 of 8 bits");
  refused(cv::Mat(depth.size(), CV_8UC1, cv::Scalar(9)), "a picture of the depth is not the depth");
  refused(cv::Mat(depth.size(), CV_16UC3, cv::Scalar(9, 9, 9)), "not 3 of 16 bits");
  cv::Mat metres;
  depth.convertTo(metres, CV_32F, 1e-4);
  cv::imwrite((folder.path() / "depth.tiff").string(), metres);
  fs::rename(folder.path() / "depth.tiff", folder.path() / "depth.png");
  EXPECT_NE(folder.refused().find("not 1 of 32 bits"), std::string::npos) << folder.refused();
  refused(depth.rowRange(0, 200), "320 x 200 pixels, but the colour image has 320 x 240");
  refused(cv::Mat(depth.size(), CV_16UC1, cv::Scalar(20)), "is that the unit?");
  folder.write("depth.png", cv::Mat(depth.size(), CV_16UC1, cv::Scalar(60000)));
  folder.write("camera.json", R"({"K": [[300, 0, 160], [0, 300, 120], [0, 0, 1]], "depth_unit_m": 0.001})");
  EXPECT_NE(folder.refused().find("is that the unit?"), std::string::npos) << folder.refused();
}

TEST(RgbdFiles, BrokenFoldersAreRefused) {
  const ImageFolder folder;
  const auto refused = [&folder](const char* words) {
    EXPECT_NE(folder.refused().find(words), std::string::npos) << folder.refused();
  };
  refused("camera.json");
  fs::create_directory(folder.path() / "camera.json");
  refused("camera.json");
  fs::remove(folder.path() / "camera.json");
  folder.write("camera.json", "{\"K\": [[600, 0, 320], [0, 600");
  refused("camera.json:1:30: the file ends here");
  folder.write("camera.json", kCamera);
  refused("color.png");
  folder.write("color.png", "not a picture");
  refused("color.png");
  // The head of a PNG that claims to have 100,000 x 100,000 pixels: more than OpenCV will read.
  constexpr unsigned char kHuge[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0,    0, 0,    13,
                                     'I',  'H', 'D', 'R', 0,    1,    0x86, 0xA0, 0,    1, 0x86, 0xA0,
                                     8,    2,   0,   0,   0,    0x27, 0x30, 0x9C, 0x9F, 0, 0,    0,
                                     0,    'I', 'D', 'A', 'T',  0x35, 0xAF, 0x06, 0x1E};
  folder.write("color.png", std::string_view(reinterpret_cast<const char*>(kHuge), sizeof kHuge));
  refused("color.png");
  folder.write_ball();
  folder.write("camera.json", R"({"K": [[300, 0, 320], [0, 300, 240], [0, 0, 1]], "depth_unit_m": 0.0001})");
  refused("camera.json: the principal point cx = 320 is not in the image");
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
