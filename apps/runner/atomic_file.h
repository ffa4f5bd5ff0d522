#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <colonnade/files/text.h>

namespace colonnade::runner {

/// Replaces the file at once: readers see the old contents or the new, never half of them.
/// @throws InputError naming the path and the reason (disk full, no permission, ...).
void write_file(const std::filesystem::path& path, std::string_view contents);

using files::read_file;

/// Creates a folder and its parents. @throws InputError naming the path and the reason.
void make_folder(const std::filesystem::path& path);

}  // namespace colonnade::runner
