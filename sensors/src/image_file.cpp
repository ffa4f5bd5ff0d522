#include "image_file.h"

#include <algorithm>
#include <limits>
#include <system_error>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {
namespace {

template <class Read>
cv::Mat checked(const std::string& name, Read read) {
  try {
    if (cv::Mat image = read(); !image.empty()) return image;
  } catch (const cv::Exception& error) {  // sizes beyond OpenCV's limits, no memory
    throw InputError(name + ": not a readable image (" + error.err + ")");
  }
  throw InputError(name + ": not a readable image");
}

cv::Mat as_mat(std::span<const std::uint8_t> bytes) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
  // OpenCV takes no const data, but only reads it.
  return {1, static_cast<int>(std::min(bytes.size(), kMost)), CV_8UC1, const_cast<std::uint8_t*>(bytes.data())};
}

}  // namespace

void require_file(const std::filesystem::path& path, const char* kind) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::is_regular_file(status)) return;
  if (std::filesystem::exists(status)) throw InputError(path.string() + ": not a file, but a folder, pipe or device");
  throw InputError(path.string() + ": no such " + kind + " file" + (error ? " (" + error.message() + ")" : ""));
}

// IMREAD_UNCHANGED turns nothing by EXIF; the flags that convert do, unless told otherwise.
cv::Mat read_image(const std::filesystem::path& path) {
  require_file(path, "image");
  return checked(path.string(), [&] { return cv::imread(path.string(), cv::IMREAD_UNCHANGED); });
}

cv::Mat decode_image(std::span<const std::uint8_t> bytes, const std::string& name) {
  if (bytes.empty()) throw InputError(name + ": not a readable image");
  return checked(name, [&] { return cv::imdecode(as_mat(bytes), cv::IMREAD_UNCHANGED); });
}

bool is_known_image(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && cv::haveImageReader(path.string());
}

Texture to_rgb(const cv::Mat& image, const std::string& name) {
  if (image.depth() != CV_8U && image.depth() != CV_16U) {
    throw InputError(name + ": pixels of " + std::to_string(8 * image.elemSize1()) +
                     " bits; colours have 8 or 16 a channel");
  }
  cv::Mat bytes = image;
  if (image.depth() == CV_16U) image.convertTo(bytes, CV_8U, 1.0 / 257);
  switch (bytes.channels()) {
    case 2:
      cv::extractChannel(bytes, bytes, 0);
      [[fallthrough]];
    case 1:
      cv::cvtColor(bytes, bytes, cv::COLOR_GRAY2RGB);
      break;
    case 3:
      cv::cvtColor(bytes, bytes, cv::COLOR_BGR2RGB);
      break;
    case 4:
      cv::cvtColor(bytes, bytes, cv::COLOR_BGRA2RGB);
      break;
    default:
      throw InputError(name + ": " + std::to_string(bytes.channels()) + " channels; an image has 1 to 4");
  }
  Texture texture{bytes.cols, bytes.rows, {}};
  texture.pixels.resize(bytes.total());
  bytes.copyTo(cv::Mat(bytes.rows, bytes.cols, CV_8UC3, texture.pixels.data()));
  return texture;
}

}  // namespace colonnade::sensors
