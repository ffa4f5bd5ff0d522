#include <algorithm>

#include <colonnade/sensors/sensor_module.h>

namespace colonnade::sensors {

cortex::Hsv hsv_from_rgb(double r, double g, double b) {
  const double maximum = std::max({r, g, b});
  const double range = maximum - std::min({r, g, b});
  double hue = 0;
  if (range > 0) {
    if (maximum == r) {
      hue = (g - b) / range;
    } else if (maximum == g) {
      hue = 2 + (b - r) / range;
    } else {
      hue = 4 + (r - g) / range;
    }
    if (hue < 0) hue += 6;
  }
  return {static_cast<float>(hue / 6), static_cast<float>(maximum > 0 ? range / maximum : 0),
          static_cast<float>(maximum / 255)};
}

}  // namespace colonnade::sensors
