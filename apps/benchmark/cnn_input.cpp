#include "cnn_input.h"

#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::benchmark {

void check_side(int side, int pixels) {
  if (side >= 8 && pixels % side == 0) return;
  throw InputError("a network's input of " + std::to_string(side) + " pixels does not divide images of " +
                   std::to_string(pixels) + ", or is less than 8");
}

CnnInput network_input(const View& view, int side, ledger::Operations& operations) {
  const sensors::PinholeCamera& camera = view.image.camera;
  check_side(side, camera.width);
  CnnInput input;
  for (const std::uint32_t pixel : view.region.pixels) input.middle_W += point_at(view.image, pixel);
  if (!view.region.pixels.empty()) input.middle_W /= static_cast<double>(view.region.pixels.size());

  const auto n = static_cast<std::size_t>(side);
  const auto factor = static_cast<std::uint32_t>(camera.width / side);
  const std::size_t plane = n * n;
  input.values.assign(7 * plane, 0.0F);
  for (const std::uint32_t pixel : view.region.pixels) {
    const auto width = static_cast<std::uint32_t>(camera.width);
    const std::size_t cell = (pixel / width / factor) * n + pixel % width / factor;
    const cortex::Vector3 p = (point_at(view.image, pixel) - input.middle_W) / kNetworkUnit_m;
    for (std::size_t c = 0; c < 3; ++c) {
      input.values[c * plane + cell] += static_cast<float>(view.image.rgb[pixel][c]) / 255.0F;
      input.values[(3 + c) * plane + cell] += static_cast<float>(p[static_cast<Eigen::Index>(c)]);
    }
    input.values[6 * plane + cell] += 1.0F;
  }
  // Means over the pixels that show the object; the mask is their share.
  const auto pixels_per_cell = static_cast<float>(factor * factor);
  for (std::size_t cell = 0; cell < plane; ++cell) {
    float& count = input.values[6 * plane + cell];
    if (count == 0) continue;
    for (std::size_t c = 0; c < 6; ++c) input.values[c * plane + cell] /= count;
    count /= pixels_per_cell;
  }
  operations.flops += view.region.pixels.size() * 24 + plane * 7;
  operations.add_bytes(ledger::level_of(view.image.depth.size() * 7), view.image.depth.size() * 7);
  return input;
}

}  // namespace colonnade::benchmark
