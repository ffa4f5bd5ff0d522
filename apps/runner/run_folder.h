#pragma once

#include <filesystem>
#include <string>

namespace colonnade::runner {

/// Where the runs of this name stand unless a folder is named: runs/<name>.
[[nodiscard]] std::filesystem::path folder_of_runs(const std::string& name);

/// Makes a new folder <UTC time> in `runs`. When that is taken already (the time has whole seconds), -2, -3, ... are
/// tried, so that no two runs ever share a folder.
/// @throws InputError naming the path and the reason.
[[nodiscard]] std::filesystem::path make_run_folder(const std::filesystem::path& runs);

/// The newest folder in `runs`. @throws InputError when there is none.
[[nodiscard]] std::filesystem::path newest_run_folder(const std::filesystem::path& runs);

}  // namespace colonnade::runner
