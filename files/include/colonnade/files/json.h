#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

namespace colonnade::files {

using Json = nlohmann::ordered_json;

/// Parses the text of a JSON file (RFC 8259).
/// @param file as errors shall name it. @param first_line where the text is a part of the file: the number of its line.
/// @throws InputError "file:line:column: what is wrong". Keys that stand twice in one object are refused, and what is
/// nested deeper than anything that the project reads.
[[nodiscard]] Json parse_json(std::string_view text, const std::string& file, int first_line = 1);
/// @throws InputError when the file cannot be read, too.
[[nodiscard]] Json read_json(const std::filesystem::path& file);

/// A value of a JSON file that knows where it stands, to say what is wrong with it: "file: operations.flops must be a
/// number, not "x"". Refers to the Json, which must outlive it.
class JsonValue {
 public:
  /// The whole of a file. @param file as errors shall name it.
  JsonValue(const Json& json, std::string file) : json_(json), file_(std::move(file)) {}
  JsonValue(Json&&, std::string) = delete;

  [[nodiscard]] const Json& json() const { return json_; }
  /// @throws InputError unless this is an object.
  [[nodiscard]] bool has(std::string_view key) const;
  /// @throws InputError unless this is an object with that key.
  [[nodiscard]] JsonValue at(std::string_view key) const;
  /// The number of elements. @throws InputError unless this is a list.
  [[nodiscard]] std::size_t size() const;
  /// An element of a list. @pre index < size()
  [[nodiscard]] JsonValue at(std::size_t index) const;

  /// @throws InputError unless this is a number ...
  [[nodiscard]] double number() const;
  /// ... a text ...
  [[nodiscard]] std::string text() const;
  /// ... a whole number that the type can hold.
  template <class Integer>
  [[nodiscard]] Integer integer() const {
    if (json_.is_number_unsigned()) {
      if (const auto value = json_.get<std::uint64_t>(); std::in_range<Integer>(value))
        return static_cast<Integer>(value);
    } else if (json_.is_number_integer()) {
      if (const auto value = json_.get<std::int64_t>(); std::in_range<Integer>(value))
        return static_cast<Integer>(value);
    }
    must_be(std::is_unsigned_v<Integer> ? "a whole number from 0 up" : "a whole number");
  }
  /// The member of that type and name. @throws InputError as above.
  template <class T>
  void get_to(std::string_view key, T& member) const {
    const JsonValue value = at(key);
    if constexpr (std::is_integral_v<T>)
      member = value.integer<T>();
    else if constexpr (std::is_floating_point_v<T>)
      member = static_cast<T>(value.number());
    else
      member = value.text();
  }

  /// @throws InputError "file: path why"
  [[noreturn]] void refuse(const std::string& why) const;
  /// @throws InputError "file: path must be WHAT, not VALUE"
  [[noreturn]] void must_be(const std::string& what) const;

 private:
  JsonValue(const Json& json, std::string file, std::string path)
      : json_(json), file_(std::move(file)), path_(std::move(path)) {}

  const Json& json_;
  std::string file_;
  std::string path_;  ///< keys from the file's root
};

}  // namespace colonnade::files
