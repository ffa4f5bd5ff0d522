#include "column_checks.h"

#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::cuda {
namespace {

void check_below(std::uint32_t column, const char* what, std::size_t which, const char* number, std::uint32_t value,
                 std::uint32_t end) {
  if (value < end) return;
  throw InputError("column batch: column " + std::to_string(column) + ": " + what + " " + std::to_string(which) + ": " +
                   number + " must be below " + std::to_string(end) + " (got " + std::to_string(value) + ")");
}

}  // namespace

void check_poses(std::uint32_t column, std::span<const kernels::PoseView> poses, const kernels::ModelView& model) {
  for (std::size_t i = 0; i < poses.size(); ++i) {
    check_below(column, "pose", i, "object", poses[i].object, model.object_count);
  }
}

void check_requests(std::uint32_t column, std::span<const kernels::Request> requests, const kernels::ModelView& model,
                    std::uint32_t remembered) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const kernels::Request& request = requests[i];
    const auto check = [&](const char* number, std::uint32_t value, std::uint32_t end) {
      check_below(column, "request", i, number, value, end);
    };
    check("object", request.object, model.object_count);
    check("first", request.first, model.segment_count);
    check("sensed1", request.sensed1, remembered);
    if (request.second == kernels::kNoSegment) continue;  // and no second sensation
    check("second", request.second, model.segment_count);
    check("sensed2", request.sensed2, remembered);
  }
}

}  // namespace colonnade::cuda
