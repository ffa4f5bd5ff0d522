// Recorded images: camera.json, color.png and depth.png, then a look at the thing that they show.

#include <colonnade/sensors/image_agent.h>
#include <colonnade/sensors/simulated_world.h>
#include <opencv2/imgcodecs.hpp>

#include "../bundle.h"
#include "../format.h"
#include "shapes.h"

namespace colonnade::fuzz {
namespace {

using namespace sensors;

constexpr std::array<std::string_view, 24> kTokens{"\"K\": ",
                                                   "\"k\": ",
                                                   "\"cam_K\": ",
                                                   "\"intrinsic_matrix\": ",
                                                   "\"depth_unit_m\": ",
                                                   "\"depth_scale\": ",
                                                   "\"D\": ",
                                                   "\"width\": ",
                                                   "\"height\": ",
                                                   "\"distortion_model\": \"plumb_bob\", ",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   ", ",
                                                   "null",
                                                   "true",
                                                   "1e999",
                                                   "[0, 0, 1]",
                                                   "IHDR",
                                                   "PLTE",
                                                   "tRNS",
                                                   "eXIf",
                                                   "IDAT"};

std::string png(const cv::Mat& image) {
  std::vector<unsigned char> bytes;
  cv::imencode(".png", image, bytes);
  return {bytes.begin(), bytes.end()};
}

/// A ball on a table, as tests/sensors/ have it, but small.
std::vector<std::string> seeds() {
  constexpr double kDepthUnit_m = 0.001;
  constexpr PinholeCamera kCamera{64, 48, 60, 60, 32, 24};
  TexturedMesh mesh = box(1.2, 1.2, 0.02);
  const auto first = static_cast<std::uint32_t>(mesh.positions.size());
  const TexturedMesh ball = sphere(0.08, 24);
  for (const auto& p : ball.positions) mesh.positions.push_back(p + Eigen::Vector3f(0.05F, 0, 0.09F));
  for (const auto& t : ball.triangles) mesh.triangles.push_back({first + t[0], first + t[1], first + t[2]});
  mesh.colours.insert(mesh.colours.end(), ball.colours.begin(), ball.colours.end());
  const SimulatedWorld world{std::make_shared<MeshScene>(std::move(mesh)), cortex::Pose::Identity()};
  RgbdImage image;
  world.render(kCamera, looking_at(cortex::Vector3(0, 0, 0), cortex::Vector3(0.2, -1, 0.9), 0.6), image);
  cv::Mat colour(kCamera.height, kCamera.width, CV_8UC3);
  cv::Mat depth(kCamera.height, kCamera.width, CV_16UC1);
  for (int v = 0; v < kCamera.height; ++v) {
    for (int u = 0; u < kCamera.width; ++u) {
      const std::size_t i = image.index(u, v);
      colour.at<cv::Vec3b>(v, u) = {image.rgb[i][2], image.rgb[i][1], image.rgb[i][0]};
      depth.at<std::uint16_t>(v, u) = static_cast<std::uint16_t>(static_cast<double>(image.depth[i]) / kDepthUnit_m);
    }
  }
  const std::string camera = R"({"K": [[60, 0, 32], [0, 60, 24], [0, 0, 1]], "depth_unit_m": 0.001})";
  return {join({{"camera.json", camera}, {"color.png", png(colour)}, {"depth.png", png(depth)}})};
}

void read(std::string_view input) {
  const Folder folder(input);
  const RgbdImage image = load_rgbd(folder.path());
  check(image);
  const ObjectRegion region = find_object(image, 1);
  (void)gist_of(image, region);
  (void)outline_of(image, region);
  ImageAgent agent(image, region);
  agent.begin(1);
  for (int step = 0; step < 5; ++step) {
    for (const auto& sensation : agent.observe()) {
      if (sensation && !cortex::is_valid(*sensation)) broken_promise("a sensation is not valid");
    }
    agent.move(std::nullopt);
  }
}

}  // namespace

Format image_format() { return {"image", read, seeds, kTokens, mutate_bundle}; }

}  // namespace colonnade::fuzz
