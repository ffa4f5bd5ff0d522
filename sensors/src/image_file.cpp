#include "image_file.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {

Texture load_rgb(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) throw InputError(path.string() + ": no such image file");
  cv::Mat image = cv::imread(path.string(), cv::IMREAD_COLOR);
  if (image.empty()) throw InputError(path.string() + ": not a readable image");
  cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  Texture texture{image.cols, image.rows, {}};
  texture.pixels.resize(image.total());
  image.copyTo(cv::Mat(image.rows, image.cols, CV_8UC3, texture.pixels.data()));
  return texture;
}

}  // namespace colonnade::sensors
