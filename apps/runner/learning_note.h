#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "summary.h"

namespace colonnade::runner {

/// What learning a memory has cost, part by part: of each object, and of the indexes over all of them. It stands beside
/// the memory's file (the first column's), in <its name>.learning.json.
///
/// A part is written before the memory that has its object, and counts only where the memory has: a kill at any moment
/// neither loses what was learned nor counts it twice.
class LearningNote {
 public:
  /// Reads what is there. @param objects how many the memory has: parts of later ones were not kept, and go.
  /// @throws InputError for a broken note.
  LearningNote(const std::filesystem::path& memory, std::size_t objects);
  /// Of a new memory: nothing yet.
  explicit LearningNote(const std::filesystem::path& memory);

  /// @param objects how many the memory has with this part. @param learned the last of them; empty: their indexes.
  void add(std::size_t objects, const std::string& learned, const LearningCost& cost);
  /// @throws InputError when it cannot be written.
  void save() const;

  /// Whether the cost of indexes over so many objects is in it.
  [[nodiscard]] bool has_indexes(std::size_t objects) const;
  /// The sum of all parts, without segments and bytes; threads are the last part's.
  [[nodiscard]] LearningCost total() const;

 private:
  struct Part {
    std::size_t objects = 0;
    std::string learned;
    LearningCost cost;
  };
  void read(std::size_t objects);

  std::filesystem::path file_;
  std::vector<Part> parts_;
};

}  // namespace colonnade::runner
