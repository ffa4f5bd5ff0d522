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

/// Whether this can name an object: UTF-8 that is not empty and has no control characters.
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
  /// @throws InputError naming the path and the reason (disk full, no permission, ...).
  void save(const std::filesystem::path& path) const;
  /// @throws InputError when the file is missing, no memory, newer than this program, truncated or damaged.
  static std::shared_ptr<Memory> load(const std::filesystem::path& path);

  /// Private to the library: storage and indexes. Tests may look inside.
  struct Impl;
  [[nodiscard]] Impl& impl() noexcept { return *impl_; }
  [[nodiscard]] const Impl& impl() const noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace colonnade::cortex
