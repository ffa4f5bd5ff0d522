#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace colonnade::runner {

/// Where, when and by what a run was made: version, source revision, compiler, machine, date (UTC), seeds, command
/// line.
[[nodiscard]] nlohmann::ordered_json make_manifest(std::span<const std::string> command_line, std::uint64_t first_seed,
                                                   int seeds, int threads);

/// The source revision that this program was built from.
[[nodiscard]] std::string_view source_revision();

/// The present time, UTC, as in ISO 8601; `compact` leaves out what file names should not hold.
[[nodiscard]] std::string utc_time(bool compact);

}  // namespace colonnade::runner
