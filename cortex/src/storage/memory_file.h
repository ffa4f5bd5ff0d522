#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include <colonnade/cortex/options.h>

#include "memory_impl.h"

namespace colonnade::cortex::storage {

/// Written into the file (PRAGMA application_id): "Cln1".
inline constexpr std::int64_t kApplicationId = 0x436c6e31;
/// Version of the layout (PRAGMA user_version, docs/format.md). Raise it when an older reader would misread the file.
inline constexpr std::int64_t kFormatVersion = 4;

/// All that a memory file keeps. Of the objects only what is learned; everything derived is empty.
struct MemoryContents {
  EncoderOptions options;
  std::vector<LearnedObject> objects;
};

/// Makes the file hold exactly these contents. A new file appears whole or not at all. In an existing memory only the
/// objects that changed are written, in one transaction: killed, out of disk or failing at any moment, the file keeps
/// what it held before. Processes that read it meanwhile see the old contents or the new.
/// @throws InputError naming the path and the reason; also when the path holds anything but a memory of this version.
void write_memory(const std::filesystem::path& path, const EncoderOptions& options,
                  std::span<const LearnedObject> objects);

/// @throws InputError when the file is missing, no memory, newer than this program, truncated or damaged.
[[nodiscard]] MemoryContents read_memory(const std::filesystem::path& path);

}  // namespace colonnade::cortex::storage
