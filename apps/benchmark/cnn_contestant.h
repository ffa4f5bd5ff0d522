#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "contestant.h"
#include "settings.h"

namespace colonnade::benchmark {

/// True for the kinds of dense CNN: cnn_small, resnet18_narrow, resnet18.
[[nodiscard]] constexpr bool is_cnn(std::string_view kind) {
  return kind == "cnn_small" || kind == "resnet18_narrow" || kind == "resnet18";
}

/// A dense CNN. Settings: augment (0 or 1), width, rate, decay, epochs, batch, patience, input (side of the image that
/// the network sees), sequential (naive, replay, ewc, ncm), device (cpu, cuda).
/// @throws InputError for bad settings, and in a build without libtorch.
[[nodiscard]] std::unique_ptr<Contestant> make_cnn_contestant(Settings& settings,
                                                              std::span<const runner::Object> objects,
                                                              std::uint64_t seed);

}  // namespace colonnade::benchmark
