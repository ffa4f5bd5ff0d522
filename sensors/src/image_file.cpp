#include "image_file.h"

#include <string>
#include <system_error>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {

void require_file(const std::filesystem::path& path, const char* kind) {
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) return;
  throw InputError(path.string() + ": no such " + kind + " file" + (error ? " (" + error.message() + ")" : ""));
}

cv::Mat read_image(const std::filesystem::path& path, int flags) {
  require_file(path, "image");
  try {
    if (cv::Mat image = cv::imread(path.string(), flags); !image.empty()) return image;
  } catch (const cv::Exception& error) {  // sizes beyond OpenCV's limits, no memory
    throw InputError(path.string() + ": not a readable image (" + error.err + ")");
  }
  throw InputError(path.string() + ": not a readable image");
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
