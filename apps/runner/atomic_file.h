#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace colonnade::runner {

/// Replaces the file at once: readers see the old contents or the new, never half of them.
/// @throws InputError naming the path and the reason (disk full, no permission, ...).
void write_file(const std::filesystem::path& path, std::string_view contents);

/// The whole file. @throws InputError naming the path and the reason.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Creates a folder and its parents. @throws InputError naming the path and the reason.
void make_folder(const std::filesystem::path& path);

}  // namespace colonnade::runner
