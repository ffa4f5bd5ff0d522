#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace colonnade::sensors {

/// The file that another one in `folder` means by `written`: a path as it stands, with backslashes, percent-encoded, in
/// other letters' case, or of another machine, the file of that name in `folder`. Nothing when there is no such file.
std::optional<std::filesystem::path> find_file(const std::filesystem::path& folder, const std::string& written);

}  // namespace colonnade::sensors
