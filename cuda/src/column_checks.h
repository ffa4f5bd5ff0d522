#pragma once

#include <cstdint>
#include <span>

#include "kernels/kernel_list.h"

/// Checks of numbers that kernels take for places in memory, without a look.
namespace colonnade::cuda {

/// @throws InputError when a pose is of an object that the model does not have.
void check_poses(std::uint32_t column, std::span<const kernels::PoseView> poses, const kernels::ModelView& model);

/// @param remembered sensations that the column remembers when the requests are read.
/// @throws InputError when a request is of a segment or an object that the model does not have, or of a sensation that
/// the column does not remember.
void check_requests(std::uint32_t column, std::span<const kernels::Request> requests, const kernels::ModelView& model,
                    std::uint32_t remembered);

}  // namespace colonnade::cuda
