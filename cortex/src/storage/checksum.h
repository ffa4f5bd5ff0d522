#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include <zlib.h>

namespace colonnade::cortex::storage {

static_assert(std::endian::native == std::endian::little, "files are little-endian; this machine would need swapping");

/// CRC-32 (IEEE 802.3, as zlib computes it) over values in their little-endian file layout.
class Checksum {
 public:
  template <class T>
  Checksum& add(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (values.empty()) {
      return *this;  // to zlib a null pointer means "begin again"
    }
    value_ = crc32_z(value_, reinterpret_cast<const Bytef*>(values.data()), values.size_bytes());
    return *this;
  }
  /// Text, preceded by its length, so that neighbouring texts cannot run into each other.
  Checksum& add(std::string_view text) {
    return add_number(std::uint64_t{text.size()}).add(std::span<const char>(text));
  }
  template <class T>
  Checksum& add_number(T number) {
    static_assert(std::is_arithmetic_v<T>);
    return add(std::span<const T>(&number, 1));
  }
  [[nodiscard]] std::int64_t value() const { return static_cast<std::int64_t>(value_); }

 private:
  uLong value_ = 0;
};

}  // namespace colonnade::cortex::storage
