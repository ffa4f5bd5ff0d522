#pragma once

#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Values as bytes, from one process to another of the same program. A struct is packed by its `pack_fields`.
namespace colonnade::sensors {

class Packer {
 public:
  template <class T>
  void operator()(const T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      append(&value, sizeof(T));
    } else {
      pack_fields(*this, value);
    }
  }
  void operator()(const std::string& text) {
    (*this)(text.size());
    append(text.data(), text.size());
  }
  template <class T>
  void operator()(const std::vector<T>& values) {
    (*this)(values.size());
    if constexpr (std::is_trivially_copyable_v<T>) {
      append(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) (*this)(value);
    }
  }

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  void append(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }

  std::string bytes_;
};

/// @throws std::runtime_error where the bytes end too early.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  void operator()(T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      copy(&value, sizeof(T));
    } else {
      pack_fields(*this, value);
    }
  }
  void operator()(std::string& text) {
    text.resize(count(1));
    copy(text.data(), text.size());
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      values.resize(count(sizeof(T)));
      copy(values.data(), values.size() * sizeof(T));
    } else {
      values.resize(count(1));
      for (T& value : values) (*this)(value);
    }
  }

 private:
  std::size_t count(std::size_t least_bytes_each) {
    std::size_t result = 0;
    copy(&result, sizeof result);
    if (result > bytes_.size() / least_bytes_each) throw std::runtime_error("packed bytes end too early");
    return result;
  }
  void copy(void* to, std::size_t size) {
    if (size > bytes_.size()) throw std::runtime_error("packed bytes end too early");
    if (size > 0) std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
  }

  std::string_view bytes_;
};

}  // namespace colonnade::sensors
