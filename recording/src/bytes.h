#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <colonnade/cortex/error.h>

#include "storage/checksum.h"

namespace colonnade::recording {

/// A blob under construction: little-endian values one after the other; sealed with their CRC-32.
class ByteWriter {
 public:
  template <class T>
  void put(const T& value) {
    static_assert(std::is_arithmetic_v<T>);
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof(T));
  }
  template <class T>
  void put_all(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto bytes = std::as_bytes(values);
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void put_count(std::size_t count) { put(static_cast<std::uint32_t>(count)); }
  void put_text(const std::string& text) {
    put_count(text.size());
    put_all(std::span<const char>(text));
  }
  /// The blob, with its checksum at the end.
  std::vector<std::byte> seal() && {
    const auto sum =
        static_cast<std::uint32_t>(cortex::storage::Checksum().add(std::span<const std::byte>(bytes_)).value());
    put(sum);
    return std::move(bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
};

/// Reads what a ByteWriter has sealed. @throws InputError "... is damaged" beyond the end or when the sum is wrong.
class ByteReader {
 public:
  ByteReader(std::span<const std::byte> blob, const std::string& what) : what_(what) {
    std::uint32_t stored = 0;
    if (blob.size() < sizeof stored) fail();
    rest_ = blob.first(blob.size() - sizeof stored);
    std::memcpy(&stored, blob.data() + rest_.size(), sizeof stored);
    if (static_cast<std::uint32_t>(cortex::storage::Checksum().add(rest_).value()) != stored) fail();
  }
  template <class T>
  T get() {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    if (rest_.size() < sizeof(T)) fail();
    std::memcpy(&value, rest_.data(), sizeof(T));
    rest_ = rest_.subspan(sizeof(T));
    return value;
  }
  template <class T>
  void get_all(std::span<T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (rest_.size() < values.size_bytes()) fail();
    if (!values.empty()) std::memcpy(static_cast<void*>(values.data()), rest_.data(), values.size_bytes());
    rest_ = rest_.subspan(values.size_bytes());
  }
  /// A number of things of at least `size` bytes each that can still follow.
  std::size_t get_count(std::size_t size) {
    const std::size_t count = get<std::uint32_t>();
    if (count > rest_.size() / size) fail();
    return count;
  }
  std::string get_text() {
    std::string text(get_count(1), '\0');
    get_all(std::span<char>(text));
    return text;
  }
  /// Nothing may be left.
  void end() const {
    if (!rest_.empty()) fail("it is longer than what it holds");
  }
  [[noreturn]] void fail(const std::string& why = {}) const {
    throw InputError(what_ + " is damaged" + (why.empty() ? "" : ": " + why));
  }

 private:
  std::string what_;
  std::span<const std::byte> rest_;
};

}  // namespace colonnade::recording
