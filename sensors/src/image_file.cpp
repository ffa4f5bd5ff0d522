#include "image_file.h"

#include <string>
#include <system_error>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {

cv::Mat read_image(const std::filesystem::path& path, int flags) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) throw InputError(path.string() + ": no such image file");
  cv::Mat image;
  try {
    image = cv::imread(path.string(), flags);
  } catch (const cv::Exception& error) {  // too large, for instance
    throw InputError(path.string() + ": not a readable image: " + error.err);
  }
  if (image.empty()) throw InputError(path.string() + ": not a readable image");
  return image;
}

Texture load_rgb(const std::filesystem::path& path) {
  cv::Mat image = read_image(path, cv::IMREAD_COLOR);
  cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  Texture texture{image.cols, image.rows, {}};
  texture.pixels.resize(image.total());
  image.copyTo(cv::Mat(image.rows, image.cols, CV_8UC3, texture.pixels.data()));
  return texture;
}

}  // namespace colonnade::sensors
