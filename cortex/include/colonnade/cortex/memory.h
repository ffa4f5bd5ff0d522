#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/ids.h>
#include <colonnade/cortex/options.h>
#include <colonnade/cortex/percept.h>
#include <colonnade/cortex/sensation.h>
#include <colonnade/cortex/sparse_code.h>
#include <colonnade/cortex/statistics.h>

namespace colonnade::cortex {

/// Most bytes of a name: as many as a file's name has, so that a name can become one.
inline constexpr std::size_t kLongestName = 255;
/// Whether this can name an object: UTF-8 of 1 to kLongestName bytes, without control characters, those that break
/// lines or turn the direction of writing included.
[[nodiscard]] bool is_object_name(std::string_view name) noexcept;

/// One learned feature at a location, as read from a memory (for pictures, reports and the viewer).
struct LearnedPoint {
  SegmentId segment;
  Vector3 p_O;       ///< metres, object frame
  Vector3 normal_O;  ///< outward
  Hsv colour;
  double k1 = 0;         ///< 1/m
  double k2 = 0;         ///< 1/m
  int observations = 0;  ///< how many sensations made or strengthened it
};

/// What becomes of the objects of a memory file that is saved into.
enum class Existing {
  keep,     ///< refuse to save if the file has one that this memory neither loaded from there, nor saved, nor has
  merge,    ///< they stay, with their numbers, and new ones follow; refuse if one was changed both there and here
  replace,  ///< the file becomes this memory, whatever it had
};

/// What a column has learned: a table of objects, and for each object the L4 segments (features at locations) in the
/// object's reference frame, with the indexes that find them.
///
/// Thread safety: any number of columns may sense on one memory at the same time, as long as none learns.
class Memory {
 public:
  static constexpr std::size_t kMostObjects = 65535;  ///< the location index has 16 bits for them

  /// An empty memory whose codes follow these options. @throws InputError when they are out of range.
  explicit Memory(const EncoderOptions& options = {});
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  [[nodiscard]] std::size_t object_count() const noexcept;
  [[nodiscard]] std::size_t segment_count() const noexcept;
  [[nodiscard]] std::size_t segment_count(ObjectId object) const;
  /// Bytes held by codes, permanences and indexes.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

  /// The object's name. @throws InputError when there is no such object.
  [[nodiscard]] const std::string& name(ObjectId object) const;
  [[nodiscard]] std::optional<ObjectId> find(std::string_view name) const noexcept;
  /// The object that a code of L2/3 means: the one whose own code shares the most cells with it, if that is a half.
  /// Knows the objects that were there at the last consolidate().
  [[nodiscard]] std::optional<ObjectId> find(const SparseCode& code) const noexcept;
  /// The object of this name, created if it is new. @throws InputError unless is_object_name(), or beyond kMostObjects.
  ObjectId find_or_add(std::string_view name);

  /// All learned points of an object. @throws InputError when there is no such object.
  [[nodiscard]] std::vector<LearnedPoint> points(ObjectId object) const;
  /// Symmetry of the learned model, found when the indexes were built; none before.
  [[nodiscard]] const Symmetry& symmetry(ObjectId object) const;

  /// Takes all objects of another memory (same encoder options) into this one, kMostObjects together at most; names
  /// must not clash.
  /// Lets objects be learned in parallel and put together in a fixed order. @throws InputError.
  void merge(const Memory& other);

  /// Builds or updates the indexes that recognition uses, with up to `threads` threads; same result for any number.
  /// Column::reset() calls it when needed.
  void consolidate(int threads = 1);

  /// Work done on this memory since it was made or loaded: learning, and what consolidate() derived from it.
  [[nodiscard]] const Statistics& statistics() const noexcept;

  [[nodiscard]] const EncoderOptions& encoder_options() const noexcept;

  /// Writes the memory into one file; the old file stays whole until the new one is (docs/format.md).
  /// @throws InputError naming the path and the reason: disk full, no permission, what stands there is no memory, or it
  /// has objects that must not be lost (Existing).
  void save(const std::filesystem::path& path, Existing existing = Existing::keep) const;
  /// @throws InputError when the file is missing, no memory, newer than this program, truncated or damaged, or has
  /// anything that learning could not have made.
  static std::shared_ptr<Memory> load(const std::filesystem::path& path);

  /// Private to the library: storage and indexes. Tests may look inside.
  struct Impl;
  [[nodiscard]] Impl& impl() noexcept { return *impl_; }
  [[nodiscard]] const Impl& impl() const noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace colonnade::cortex
