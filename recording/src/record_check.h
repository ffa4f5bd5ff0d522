#pragma once

#include <string>

#include <colonnade/recording/records.h>

/// What a record has that no run can have, for a message; empty where there is nothing. Neither writer nor reader lets
/// such a record pass: whoever draws it may rely on its numbers.
namespace colonnade::recording {

inline constexpr int kMostColumns = 1000;
inline constexpr int kMostStepsPerEpisode = 1 << 24;
inline constexpr int kLargestPatch = 4096;  ///< pixels a side: sensors have some 64, whole images some 1000

[[nodiscard]] std::string what_is_wrong(const RecordingInfo& info);
[[nodiscard]] std::string what_is_wrong(const EpisodeRecord& episode);
[[nodiscard]] std::string what_is_wrong(const StepRecord& step);
[[nodiscard]] std::string what_is_wrong(const PatchRecord& patch);
[[nodiscard]] std::string what_is_wrong(const ObjectRecord& object);
[[nodiscard]] std::string what_is_wrong(const ShapeRecord& shape);
/// Of evidence by object.
[[nodiscard]] std::string what_is_wrong(const std::vector<float>& evidence);

}  // namespace colonnade::recording
