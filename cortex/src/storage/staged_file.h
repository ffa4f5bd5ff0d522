#pragma once

#include <filesystem>

namespace colonnade::cortex::storage {

/// A new file under construction, beside its place under another name, and the right to construct it: of several
/// processes one at a time. What a killed one left is taken over by the next.
class StagedFile {
 public:
  /// Waits for others. @throws InputError naming the path and the reason.
  explicit StagedFile(const std::filesystem::path& path);
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  /// Removes it, unless it has got its name.
  ~StagedFile();

  /// Empty at first.
  [[nodiscard]] const std::filesystem::path& made() const { return made_; }
  /// Gives the file, closed and complete, its name, once it is on disk. What databases of that name have left beside it
  /// goes. @throws InputError naming the path and the reason.
  void publish();

 private:
  std::filesystem::path path_, folder_, made_;
  int lock_ = -1;  ///< the file, open; it goes with the process
};

}  // namespace colonnade::cortex::storage
