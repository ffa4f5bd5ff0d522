#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <limits>

namespace colonnade::cortex {

/// An index into one kind of thing. Ids of different kinds do not convert into each other, so an object's number can
/// never be used as a segment's. A default-constructed id is invalid.
template <class Tag>
class Id {
 public:
  using value_type = std::uint32_t;

  constexpr Id() = default;
  constexpr explicit Id(value_type value) : value_(value) {}

  /// The number itself, for indexing arrays. @pre valid()
  [[nodiscard]] constexpr value_type value() const { return value_; }
  [[nodiscard]] constexpr bool valid() const { return value_ != kInvalid; }

  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  static constexpr value_type kInvalid = std::numeric_limits<value_type>::max();
  value_type value_ = kInvalid;
};

using ObjectId = Id<struct ObjectTag>;
using SegmentId = Id<struct SegmentTag>;
using ColumnId = Id<struct ColumnTag>;
using SensorId = Id<struct SensorTag>;

}  // namespace colonnade::cortex

template <class Tag>
struct std::hash<colonnade::cortex::Id<Tag>> {
  std::size_t operator()(colonnade::cortex::Id<Tag> id) const noexcept {
    return std::hash<std::uint32_t>{}(id.value());
  }
};
