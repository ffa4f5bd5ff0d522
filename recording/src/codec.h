#pragma once

#include <span>
#include <string>
#include <vector>

#include <colonnade/recording/records.h>

#include "record_check.h"

/// Records as blobs and back (docs/format.md). Encoding throws InputError "cannot be recorded: ...", decoding "<what>
/// is damaged: ...", for what no run can have (record_check.h).
namespace colonnade::recording {

/// "ClR1"; the memory file has another one.
inline constexpr std::int64_t kApplicationId = 0x436c5231;
inline constexpr std::int64_t kFormatVersion = 1;
/// The key of a step: episode * kStepsPerEpisode + step.
inline constexpr std::int64_t kStepsPerEpisode = kMostStepsPerEpisode;

using Blob = std::vector<std::byte>;
using BlobView = std::span<const std::byte>;

Blob encode(const StepRecord& record);
Blob encode(const PatchRecord& patch);
Blob encode(const ObjectRecord& object);
Blob encode(const ShapeRecord& shape);
Blob encode_evidence(const StepRecord& record);
Blob encode_pose(const cortex::Pose& pose);

StepRecord decode_step(BlobView blob, const std::string& what);
PatchRecord decode_patch(BlobView blob, const std::string& what);
ObjectRecord decode_object(BlobView blob, const std::string& what);
ShapeRecord decode_shape(BlobView blob, const std::string& name, const std::string& what);
std::vector<float> decode_evidence(BlobView blob, const std::string& what);
cortex::Pose decode_pose(BlobView blob, const std::string& what);

}  // namespace colonnade::recording
