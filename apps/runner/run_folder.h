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

/// The folder of a run to go on with: the named one, or when none is named the newest in `runs`.
/// @param mark the file that a run writes when it begins; a folder without it holds no run.
/// @throws InputError when there is no run.
[[nodiscard]] std::filesystem::path folder_to_resume(const std::filesystem::path& named,
                                                     const std::filesystem::path& runs, const std::string& mark);

}  // namespace colonnade::runner
