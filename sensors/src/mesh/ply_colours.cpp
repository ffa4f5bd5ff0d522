#include "ply_colours.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "text_lines.h"

namespace colonnade::sensors {
namespace {

enum class Format { kAscii, kLittleEndian, kBigEndian };

struct Type {
  std::size_t size = 0;
  bool is_float = false;
  bool is_signed = false;
};

struct Property {
  std::string name;
  Type type;
  std::optional<Type> count;  // of a list
};

struct Element {
  std::string name;
  std::size_t count = 0;
  std::vector<Property> properties;
};

struct Header {
  Format format = Format::kAscii;
  std::vector<Element> elements;
};

struct Broken {};

Type type_of(std::string_view name) {
  if (name == "uchar" || name == "uint8") return {1, false, false};
  if (name == "char" || name == "int8") return {1, false, true};
  if (name == "ushort" || name == "uint16") return {2, false, false};
  if (name == "short" || name == "int16") return {2, false, true};
  if (name == "uint" || name == "uint32") return {4, false, false};
  if (name == "int" || name == "int32") return {4, false, true};
  if (name == "float" || name == "float32") return {4, true, true};
  if (name == "double" || name == "float64") return {8, true, true};
  throw Broken();
}

/// Takes the header off the file.
Header take_header(std::string_view& file) {
  Header header;
  while (true) {
    const std::size_t end = file.find('\n');
    if (end == std::string_view::npos) throw Broken();
    std::string_view line = trimmed(file.substr(0, end));
    file.remove_prefix(end + 1);
    const std::string_view keyword = next_word(line);
    if (keyword == "end_header") return header;
    if (keyword == "format") {
      const std::string_view format = next_word(line);
      if (format == "binary_little_endian") header.format = Format::kLittleEndian;
      if (format == "binary_big_endian") header.format = Format::kBigEndian;
    } else if (keyword == "element") {
      Element& element = header.elements.emplace_back();
      element.name = next_word(line);
      if (std::from_chars(line.data(), line.data() + line.size(), element.count).ec != std::errc()) throw Broken();
    } else if (keyword == "property") {
      if (header.elements.empty()) throw Broken();
      Property property;
      std::string_view type = next_word(line);
      if (type == "list") {
        property.count = type_of(next_word(line));
        type = next_word(line);
      }
      property.type = type_of(type);
      property.name = line;
      header.elements.back().properties.push_back(std::move(property));
    }
  }
}

/// The numbers after the header, one after the other.
class Numbers {
 public:
  Numbers(std::string_view data, Format format) : data_(data), format_(format) {}

  double take(const Type& type) { return format_ == Format::kAscii ? take_word() : take_bytes(type); }

 private:
  double take_word() {
    constexpr std::string_view kSpace = " \t\r\n";
    data_.remove_prefix(std::min(data_.find_first_not_of(kSpace), data_.size()));
    double value = 0;
    const auto read = std::from_chars(data_.data(), data_.data() + data_.size(), value);
    if (read.ec != std::errc()) throw Broken();
    data_.remove_prefix(static_cast<std::size_t>(read.ptr - data_.data()));
    return value;
  }

  double take_bytes(const Type& type) {
    if (data_.size() < type.size) throw Broken();
    std::array<char, 8> bytes{};
    std::copy_n(data_.begin(), type.size, bytes.begin());
    data_.remove_prefix(type.size);
    if (format_ == Format::kBigEndian) std::reverse(bytes.begin(), bytes.begin() + static_cast<int>(type.size));
    if (type.is_float) return type.size == 4 ? static_cast<double>(as<float>(bytes)) : as<double>(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = type.size; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    const std::uint64_t sign = std::uint64_t{1} << (8 * type.size - 1);
    const double plain = static_cast<double>(value);
    return type.is_signed && (value & sign) != 0 ? plain - 2 * static_cast<double>(sign) : plain;
  }

  template <class T>
  static T as(const std::array<char, 8>& bytes) {
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }

  std::string_view data_;
  Format format_;
};

/// Which of red, green, blue a property is; 3 for others.
std::size_t channel_of(const Property& property) {
  constexpr std::array<std::string_view, 3> kNames{"red", "green", "blue"};
  std::string_view name = property.name;
  if (name.starts_with("diffuse_")) name.remove_prefix(8);
  if (property.count) return 3;
  return static_cast<std::size_t>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
}

bool has_colours(const Element& element) {
  return std::count_if(element.properties.begin(), element.properties.end(),
                       [](const Property& p) { return channel_of(p) < 3; }) == 3;
}

/// Reads one element; its colour, if it has one.
std::array<float, 3> take_element(const Element& element, Numbers& numbers) {
  std::array<float, 3> colour{};
  for (const Property& property : element.properties) {
    if (property.count) {
      for (double n = numbers.take(*property.count); n > 0; --n) (void)numbers.take(property.type);
      continue;
    }
    const double value = numbers.take(property.type);
    const std::size_t channel = channel_of(property);
    const double most = static_cast<double>((std::uint64_t{1} << (8 * property.type.size % 64)) - 1);
    if (channel < 3) colour[channel] = static_cast<float>(property.type.is_float ? value : value / most);
  }
  return colour;
}

}  // namespace

std::vector<std::array<float, 3>> ply_face_colours(std::string_view file) {
  std::vector<std::array<float, 3>> colours;
  try {
    const Header header = take_header(file);
    const auto faces = std::find_if(header.elements.begin(), header.elements.end(),
                                    [](const Element& element) { return element.name == "face"; });
    if (faces == header.elements.end() || !has_colours(*faces)) return {};
    Numbers numbers(file, header.format);
    for (const Element& element : header.elements) {
      for (std::size_t i = 0; i < element.count; ++i) {
        const std::array<float, 3> colour = take_element(element, numbers);
        if (&element == &*faces) colours.push_back(colour);
      }
      if (&element == &*faces) break;
    }
  } catch (const Broken&) {
    return {};
  }
  return colours;
}

}  // namespace colonnade::sensors
