#include "camera_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <locale>
#include <numbers>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include <colonnade/cortex/error.h>
#include <colonnade/files/json.h>
#include <colonnade/files/text.h>

namespace colonnade::sensors {
namespace {

using files::Json;
using files::JsonValue;

std::string number(double value) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(6);
  text << value;
  return text.str();
}

bool agree(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b)); }

template <std::size_t N>
bool is_one_of(std::string_view key, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

/// The numbers of a list, of a list of lists, or of OpenCV's { rows, cols, data }.
std::vector<double> numbers(const JsonValue& value) {
  if (value.json().is_object()) return numbers(value.at("data"));
  std::vector<double> all;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const JsonValue element = value.at(i);
    if (!element.json().is_array()) {
      all.push_back(element.number());
    } else {
      for (std::size_t k = 0; k < element.size(); ++k) all.push_back(element.at(k).number());
    }
  }
  return all;
}

/// A 3 x 3 matrix as 9 numbers, row by row. Three lists are always its rows.
std::array<double, 9> matrix(const JsonValue& value, bool column_by_column) {
  const std::vector<double> all = numbers(value);
  const bool nested = value.json().is_array() && !value.json().empty() && value.json()[0].is_array();
  if (all.size() != 9 || (nested && value.json().size() != 3)) {
    value.refuse("must have 3 x 3 numbers, not " + std::to_string(all.size()) +
                 (all.size() > 9 ? " (numbers have a decimal point, not a comma)" : ""));
  }
  std::array<double, 9> m{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      m[3 * row + column] = all[column_by_column && !nested ? 3 * column + row : 3 * row + column];
    }
  }
  return m;
}

/// Focal lengths and principal point of a matrix of intrinsics.
PinholeCamera pinhole(const JsonValue& value, bool column_by_column) {
  const std::array<double, 9> m = matrix(value, column_by_column);
  const std::string third_row = number(m[6]) + " " + number(m[7]) + " " + number(m[8]);
  if (m[6] != 0 || m[7] != 0 || m[8] != 1) {
    const bool transposed = m[2] == 0 && m[5] == 0 && m[8] == 1;
    value.refuse("has the third row " + third_row + ", not 0 0 1" +
                 (transposed ? ": it is transposed, its rows stand where its columns belong" : ""));
  }
  if (m[1] != 0 || m[3] != 0) {
    value.refuse("has a skew of " + number(m[1] != 0 ? m[1] : m[3]) + "; it must be 0");
  }
  return {0, 0, m[0], m[4], m[2], m[5]};
}

/// What files call the number that tells the unit of depth, and what they mean by it.
enum class DepthScale { millimetres_per_unit, units_per_metre, metres_per_unit };

double metres_per_unit(double value, DepthScale meaning) {
  switch (meaning) {
    case DepthScale::millimetres_per_unit:
      return value / 1000;
    case DepthScale::units_per_metre:
      return 1 / value;
    case DepthScale::metres_per_unit:
      return value;
  }
  return 0;
}

// 16 bits reach to 0.65 m with the least; depth cameras have 0.1 to 1 mm, laser scanners in cars 4 mm.
constexpr double kLeastUnit = 1e-5;
constexpr double kMostUnit = 1e-2;
bool is_unit(double metres) { return metres >= kLeastUnit * (1 - 1e-9) && metres <= kMostUnit * (1 + 1e-9); }

void check_unit(double value, const JsonValue& place, DepthScale meaning) {
  if (is_unit(metres_per_unit(value, meaning))) return;
  std::string why = "is " + number(value) + ", which makes one unit of depth " +
                    number(metres_per_unit(value, meaning)) + " m; it must be 0.00001 to 0.01 m";
  const std::pair<DepthScale, const char*> others[] = {{DepthScale::units_per_metre, "units per metre"},
                                                       {DepthScale::millimetres_per_unit, "millimetres per unit"},
                                                       {DepthScale::metres_per_unit, "metres per unit"}};
  for (const auto& [other, words] : others) {
    if (other == meaning || !is_unit(metres_per_unit(value, other))) continue;
    why +=
        ". If it counts " + std::string(words) + ", write \"depth_unit_m\": " + number(metres_per_unit(value, other));
  }
  place.refuse(why);
}

constexpr std::array<std::string_view, 6> kRowMatrices{"K", "k", "camera_matrix", "cameraMatrix", "cam_K", "cam_k"};
constexpr std::array<std::string_view, 8> kDistortions{
    "D", "d", "distortion_coefficients", "dist_coeffs", "distCoeffs", "distortion", "dist", "coeffs"};
constexpr std::array<std::string_view, 2> kModels{"distortion_model", "model"};
constexpr std::array<std::string_view, 3> kWidths{"width", "image_width", "w"};
constexpr std::array<std::string_view, 3> kHeights{"height", "image_height", "h"};
/// What is said of the camera's name, make, place and time, or of images that were rectified: no matter here.
constexpr std::array<std::string_view, 33> kWithoutEffect{"R",
                                                          "r",
                                                          "P",
                                                          "p",
                                                          "header",
                                                          "rectification_matrix",
                                                          "note",
                                                          "name",
                                                          "serial",
                                                          "camera_name",
                                                          "device_name",
                                                          "projection_matrix",
                                                          "comment",
                                                          "description",
                                                          "fps",
                                                          "cam_R_w2c",
                                                          "cam_t_w2c",
                                                          "view_level",
                                                          "class_name",
                                                          "extrinsic",
                                                          "depth_mode",
                                                          "color_mode",
                                                          "version_major",
                                                          "version_minor",
                                                          "serial_number",
                                                          "color_format",
                                                          "depth_format",
                                                          "color_track",
                                                          "depth_track",
                                                          "imu_track",
                                                          "stream_length_usec",
                                                          "frame_id",
                                                          "stamp"};

/// Goes through the keys of the file, gathers what they say, and puts it together.
class CameraReader {
 public:
  explicit CameraReader(std::string file) : file_(std::move(file)) {}

  CameraFile read(const JsonValue& root) {
    if (is_frames(root)) {
      read_frames(root);
    } else {
      read_object(root);
    }
    result_.camera = intrinsics();
    result_.camera.width = size(widths_);
    result_.camera.height = size(heights_);
    result_.distortion = distortion();
    result_.depth_unit_m = depth_unit();
    if (!unknown_.empty()) result_.warnings.push_back(file_ + ": not known, and without effect: " + unknown_);
    return std::move(result_);
  }

 private:
  struct Intrinsics {
    JsonValue place;
    PinholeCamera camera;
  };

  /// Whether these are BOP's cameras of several images, by their number.
  static bool is_frames(const JsonValue& root) {
    if (!root.json().is_object()) root.must_be("an object { ... }");
    if (root.json().empty()) return false;
    for (const auto& item : root.json().items()) {
      const std::string& key = item.key();
      if (key.empty() || !std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return false;
    }
    return true;
  }

  void read_frames(const JsonValue& root) {
    const JsonValue first = root.at(root.json().begin().key());
    for (const auto& item : root.json().items()) {
      const JsonValue frame = root.at(item.key());
      for (const char* key : {"cam_K", "depth_scale"}) {
        if (frame.has(key) != first.has(key) || (frame.has(key) && frame.at(key).json() != first.at(key).json())) {
          frame.refuse("has another " + std::string(key) + " than the first image; keep the one of this image only");
        }
      }
    }
    read_object(first);
  }

  void read_object(const JsonValue& object) {
    for (const auto& item : object.json().items()) read_key(item.key(), object.at(item.key()));
  }

  void read_key(const std::string& key, const JsonValue& value) {
    if ((key == "intrinsic" || key == "intrinsics") && value.json().is_object()) {
      read_object(value);
    } else if (is_one_of(key, kRowMatrices)) {
      matrices_.push_back({value, pinhole(value, false)});
      if (key == "cam_K") scales_.push_back(DepthScale::millimetres_per_unit);
      const bool flat = value.json().is_array() && value.json()[0].is_number();
      if (key == "k" || (key == "K" && flat)) millimetres_by_default_ = true;
    } else if (key == "intrinsic_matrix") {
      matrices_.push_back({value, pinhole(value, true)});
      scales_.push_back(DepthScale::units_per_metre);
      millimetres_by_default_ = true;
    } else if (key == "fx" || key == "fy" || key == "cx" || key == "cy") {
      plain_.emplace_back(key, value);
    } else if (key == "ppx" || key == "ppy") {
      plain_.emplace_back(key == "ppx" ? "cx" : "cy", value);
      scales_.push_back(DepthScale::metres_per_unit);
    } else if (key == "skew" || key == "s") {
      if (value.number() != 0) value.refuse("is " + number(value.number()) + "; it must be 0");
    } else if (is_one_of(key, kWidths)) {
      widths_.push_back(value);
    } else if (is_one_of(key, kHeights)) {
      heights_.push_back(value);
    } else if (is_one_of(key, kDistortions)) {
      if (!value.json().is_null()) distortions_.push_back(value);
    } else if (is_one_of(key, kModels)) {
      models_.push_back(value);
    } else if (key == "depth_unit_m") {
      units_.push_back(value);
    } else if (key == "depth_scale") {
      depth_scales_.push_back(value);
    } else if (key == "binning_x" || key == "binning_y") {
      if (value.number() != 0 && value.number() != 1)
        value.refuse("is " + number(value.number()) + "; images must be whole, without binning");
    } else if (key == "roi") {
      check_roi(value);
    } else if (!is_one_of(key, kWithoutEffect)) {
      unknown_ += (unknown_.empty() ? "" : ", ") + files::shown(key);
    }
  }

  /// ROS' region of interest: 0 stands for all of the image.
  static void check_roi(const JsonValue& roi) {
    for (const char* key : {"x_offset", "y_offset", "width", "height"}) {
      if (roi.has(key) && roi.at(key).number() != 0)
        roi.at(key).refuse("is " + number(roi.at(key).number()) + "; images must be whole, not a region of interest");
    }
  }

  PinholeCamera intrinsics() {
    add_plain();
    if (matrices_.empty()) {
      throw InputError(file_ +
                       ": no intrinsics; there must be one of K, k, camera_matrix, cam_K, intrinsic_matrix, or fx, fy, "
                       "cx, cy (or ppx, ppy)");
    }
    const auto& [place, camera] = matrices_.front();
    for (const auto& [other_place, other] : matrices_) {
      const std::tuple<const char*, double, double> pairs[] = {{"fx", other.fx, camera.fx},
                                                               {"fy", other.fy, camera.fy},
                                                               {"cx", other.cx, camera.cx},
                                                               {"cy", other.cy, camera.cy}};
      for (const auto& [name, one, two] : pairs) {
        if (!agree(one, two)) {
          other_place.refuse("contradicts what else the file says: " + std::string(name) + " is " + number(one) +
                             " there, and " + number(two) + " elsewhere");
        }
      }
    }
    check_focal(camera, place);
    return camera;
  }

  /// fx, fy, cx, cy, where they stand by themselves.
  void add_plain() {
    if (plain_.empty()) return;
    PinholeCamera camera;
    for (const auto& [name, member] : {std::pair{"fx", &PinholeCamera::fx}, std::pair{"fy", &PinholeCamera::fy},
                                       std::pair{"cx", &PinholeCamera::cx}, std::pair{"cy", &PinholeCamera::cy}}) {
      std::optional<double> value;
      for (const auto& [key, place] : plain_) {
        if (key != name) continue;
        if (value && !agree(*value, place.number()))
          place.refuse("is " + number(place.number()) + ", but another entry says " + number(*value));
        value = place.number();
      }
      if (!value) throw InputError(file_ + ": \"" + name + "\" is missing");
      camera.*member = *value;
    }
    matrices_.push_back({plain_.front().second, camera});
    // The camera.json of a whole BOP data set, which is where these stand beside a depth_scale.
    if (scales_.empty()) scales_.push_back(DepthScale::millimetres_per_unit);
  }

  static void check_focal(const PinholeCamera& c, const JsonValue& place) {
    const std::string values =
        "fx " + number(c.fx) + ", fy " + number(c.fy) + ", cx " + number(c.cx) + ", cy " + number(c.cy);
    if (!(c.fx > 0) || !(c.fy > 0)) place.refuse("must give positive focal lengths, not " + values);
    if (c.fx < 10 && c.cx > -1 && c.cx <= 1 && c.cy <= 1) {
      place.refuse("must be in pixels; " + values + " look like shares of the image's size (normalised)");
    }
    // Pixels are squares but for images that were squeezed, from 16:9 to 4:3 at most.
    constexpr double kMostSqueezed = 1.5;
    if (c.fx > kMostSqueezed * c.fy || c.fy > kMostSqueezed * c.fx) {
      place.refuse("must give focal lengths that are nearly equal, not " + values);
    }
  }

  static int size(const std::vector<JsonValue>& places) {
    int result = 0;
    for (const JsonValue& place : places) {
      const int value = place.integer<int>();
      if (value <= 0) place.refuse("must be positive, not " + std::to_string(value));
      if (result != 0 && result != value)
        place.refuse("is " + std::to_string(value) + ", but another entry says " + std::to_string(result));
      result = value;
    }
    return result;
  }

  /// The name of a lens' model as ROS and RealSense write it, in small letters and with underscores.
  static std::string model_name(const JsonValue& place) {
    std::string name = place.text();
    for (char& c : name)
      c = c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name.substr(name.rfind('.') + 1);  // distortion.brown_conrady
  }

  LensDistortion distortion() {
    constexpr std::array<std::string_view, 2> kNone{"", "none"};
    constexpr std::array<std::string_view, 8> kPolynomial{"plumb_bob", "rational_polynomial", "brown_conrady", "radtan",
                                                          "opencv",    "thin_prism",          "pinhole",       "brown"};
    constexpr std::array<std::string_view, 4> kEquidistant{"equidistant", "fisheye", "kannala_brandt",
                                                           "kannala_brandt4"};
    LensDistortion result;
    std::string model;
    for (const JsonValue& place : models_) model = model_name(place);
    for (const JsonValue& place : distortions_) {
      const std::vector<double> coefficients = numbers(place);
      if (!result.none() && coefficients != result.coefficients) place.refuse("contradicts another entry of the file");
      result.coefficients = coefficients;
    }
    if (is_one_of(model, kEquidistant)) {
      result.model = LensDistortion::Model::equidistant;
      // RealSense gives five for any model.
      if (result.coefficients.size() == 5 && result.coefficients.back() == 0) result.coefficients.pop_back();
      if (result.coefficients.size() != 4) refuse_distortion("must be 4 numbers for the lens model " + model);
      return result;
    }
    const bool zero =
        std::all_of(result.coefficients.begin(), result.coefficients.end(), [](double c) { return c == 0; });
    if (zero) return {};
    if (!models_.empty() && is_one_of(model, kNone)) refuse_distortion("must be 0 where the file names no lens model");
    if (!models_.empty() && !is_one_of(model, kPolynomial)) {
      models_.front().refuse("is " + files::shown(model) +
                             "; known are plumb_bob, rational_polynomial and equidistant");
    }
    constexpr std::array<std::size_t, 5> kCounts{4, 5, 8, 12, 14};
    if (std::find(kCounts.begin(), kCounts.end(), result.coefficients.size()) == kCounts.end()) {
      refuse_distortion("must be 4, 5, 8, 12 or 14 numbers");
    }
    return result;
  }

  [[noreturn]] void refuse_distortion(const std::string& why) const {
    if (distortions_.empty()) throw InputError(file_ + ": the distortion's coefficients are missing; they " + why);
    distortions_.front().refuse(why + ", and are " + std::to_string(numbers(distortions_.front()).size()) + ": " +
                                distortions_.front().json().dump());
  }

  double depth_unit() {
    std::sort(scales_.begin(), scales_.end());
    scales_.erase(std::unique(scales_.begin(), scales_.end()), scales_.end());
    std::optional<double> unit;
    for (const JsonValue& place : units_) {
      check_unit(place.number(), place, DepthScale::metres_per_unit);
      unit = place.number();
    }
    for (const JsonValue& place : depth_scales_) {
      if (scales_.size() != 1) {
        place.refuse(
            "has several meanings (millimetres per unit, units per metre, metres per unit), and the form of "
            "the intrinsics does not tell which; write depth_unit_m, metres per unit");
      }
      check_unit(place.number(), place, scales_.front());
      const double metres = metres_per_unit(place.number(), scales_.front());
      if (unit && !agree(*unit, metres))
        place.refuse("makes one unit of depth " + number(metres) + " m, but depth_unit_m is " + number(*unit));
      unit = metres;
    }
    if (unit) return *unit;
    if (!millimetres_by_default_) throw InputError(file_ + ": \"depth_unit_m\" is missing: metres per unit of depth");
    result_.warnings.push_back(file_ + ": names no unit of depth; taken as millimetres, as ROS and Open3D do");
    return 0.001;
  }

  std::string file_;
  CameraFile result_;
  std::vector<Intrinsics> matrices_;
  std::vector<std::pair<std::string, JsonValue>> plain_;
  std::vector<JsonValue> widths_, heights_, distortions_, models_, units_, depth_scales_;
  std::vector<DepthScale> scales_;  ///< what the form of the intrinsics says of depth_scale
  bool millimetres_by_default_ = false;
  std::string unknown_;
};

std::string pixels(int width, int height) { return std::to_string(width) + " x " + std::to_string(height) + " pixels"; }

}  // namespace

CameraFile parse_camera(std::string_view text, const std::string& file) {
  const Json json = files::parse_json(text, file);
  return CameraReader(file).read(JsonValue(json, file));
}

CameraFile load_camera(const std::filesystem::path& file) {
  return parse_camera(files::read_file(file), file.string());
}

void fit_to_image(CameraFile& file, int width, int height, const std::string& name) {
  PinholeCamera& c = file.camera;
  const bool sized = c.width > 0 && c.height > 0;
  if ((c.width > 0 && c.width != width) || (c.height > 0 && c.height != height)) {
    std::string why =
        name + ": is of a camera of " + pixels(c.width, c.height) + ", but the image has " + pixels(width, height);
    if (c.width == height && c.height == width) why += ": one of them is turned";
    if (sized && width * c.height == height * c.width) {
      const double factor = static_cast<double>(width) / c.width;
      why += "; if the image was made smaller or larger as a whole, multiply fx, fy, cx + 0.5 and cy + 0.5 by " +
             number(factor);
    }
    throw InputError(why);
  }
  const auto check_axis = [&](const char* axis, double centre, double focal, int size) {
    const double middle = 0.5 * (size - 1);
    if (!(centre >= 0 && centre <= size - 1)) {
      throw InputError(name + ": the principal point c" + axis + " = " + number(centre) + " is not in the image of " +
                       pixels(width, height) + "; is the camera.json of another resolution?");
    }
    // Lenses stand within some per cent; half or double the resolution is a quarter or half off.
    constexpr double kMostOff = 0.15;
    if (!sized && std::abs(centre - middle) > kMostOff * size) {
      throw InputError(name + ": the principal point c" + axis + " = " + number(centre) +
                       " is far from the middle of the image of " + pixels(width, height) +
                       "; is the camera.json of another resolution? If the image is cut out of a larger one, give its "
                       "width and height, too");
    }
    // From lenses for afar to fisheyes.
    constexpr double kLeastView_deg = 3;
    constexpr double kMostView_deg = 150;
    const double view_deg = 360 / std::numbers::pi * std::atan(0.5 * size / focal);
    if (!(view_deg >= kLeastView_deg && view_deg <= kMostView_deg)) {
      throw InputError(name + ": f" + axis + " = " + number(focal) + " pixels makes a field of view of " +
                       number(view_deg) + " degrees; it must be 3 to 150");
    }
  };
  check_axis("x", c.cx, c.fx, width);
  check_axis("y", c.cy, c.fy, height);
  c.width = width;
  c.height = height;
}

}  // namespace colonnade::sensors
