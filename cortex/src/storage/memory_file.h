#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <colonnade/cortex/options.h>

#include "memory_impl.h"
#include "storage/sqlite.h"
#include "storage/staged_file.h"

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

/// @throws InputError when the file is missing, no memory, newer than this program, truncated, damaged, or has anything
/// that learning cannot make.
[[nodiscard]] MemoryContents read_memory(const std::filesystem::path& path);
/// The same, in a transaction on a file that is open.
[[nodiscard]] MemoryContents read_contents(Database& database);

/// One transaction on a memory file: no other process writes it from construction on. A new file appears whole or not
/// at all. In an existing memory only the objects that changed are written: killed, out of disk or failing at any
/// moment, the file keeps what it held before. Processes that read it meanwhile see the old contents or the new.
/// Everything throws InputError naming the path and the reason; also when the path holds anything but a memory of a
/// version that this program knows.
class MemoryTransaction {
 public:
  explicit MemoryTransaction(const std::filesystem::path& path);

  /// The objects in the file, by number.
  struct StoredObject {
    std::string name;
    ObjectSummary summary;
  };
  [[nodiscard]] std::vector<StoredObject> stored();
  [[nodiscard]] MemoryContents read();

  /// Makes the file hold exactly these contents, and ends the transaction. @return what the file now says of each.
  std::vector<ObjectSummary> write(const EncoderOptions& options, std::span<const LearnedObject> objects);

 private:
  std::filesystem::path path_;
  std::optional<StagedFile> staged_;  ///< if the file is new
  std::optional<Database> database_;
  bool empty_ = false;  ///< there was no memory
};

}  // namespace colonnade::cortex::storage
