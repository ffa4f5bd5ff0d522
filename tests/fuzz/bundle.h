#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "mutation.h"

namespace colonnade::fuzz {

/// One of the files that make up an input.
struct File {
  std::string name;
  std::string content;
};

/// Several files as one input: before each stands a line `--- name`.
[[nodiscard]] std::string join(const std::vector<File>& files);
[[nodiscard]] std::vector<File> split(std::string_view input);

/// Changes one of the files, mostly, or how they are cut. PNG images get their checksums right again.
void mutate_bundle(std::string& input, std::string_view other, Tokens tokens, Random& random);

/// A folder that goes away with the object, in memory where possible.
class Folder {
 public:
  Folder();
  /// Holds the input's files; those whose names lead out of the folder are left out.
  explicit Folder(std::string_view bundle);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Where the first of the input's files stands.
  [[nodiscard]] const std::filesystem::path& first() const { return first_; }
  /// Writes one more file.
  std::filesystem::path write(const std::string& name, std::string_view content) const;

 private:
  std::filesystem::path path_;
  std::filesystem::path first_;
};

}  // namespace colonnade::fuzz
