#include "mtl_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include <colonnade/cortex/error.h>

#include "regular_files.h"
#include "text_lines.h"

namespace colonnade::sensors {
namespace {

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::optional<float> number(std::string_view word) {
  float value = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == word.data() + word.size() && std::isfinite(value);
  return whole ? std::optional(value) : std::nullopt;
}

/// Takes up to `most` numbers off.
std::vector<float> take_numbers(std::string_view& text, std::size_t most) {
  std::vector<float> numbers;
  while (numbers.size() < most) {
    std::string_view rest = text;
    const std::optional<float> next = number(next_word(rest));
    if (!next) break;
    numbers.push_back(*next);
    text = rest;
  }
  return numbers;
}

/// Reads what follows map_Kd: options, then a file's name, which may have blanks.
void read_map(std::string_view text, MeshMaterial& material) {
  while (text.starts_with('-')) {
    std::string_view rest = text;
    const std::string option = lower_case(next_word(rest));
    if (option == "-o" || option == "-s" || option == "-t") {
      const std::vector<float> numbers = take_numbers(rest, 3);
      std::array<float, 2>& uv = option == "-o" ? material.uv_offset : material.uv_scale;
      if (option != "-t") std::copy_n(numbers.begin(), std::min<std::size_t>(numbers.size(), 2), uv.begin());
    } else if (option == "-mm") {
      (void)take_numbers(rest, 2);
    } else if (option == "-clamp") {
      material.repeats = lower_case(next_word(rest)) != "on";
    } else if (option == "-blendu" || option == "-blendv" || option == "-cc" || option == "-texres" ||
               option == "-bm" || option == "-boost" || option == "-imfchan" || option == "-type") {
      (void)next_word(rest);
    } else {
      break;  // a file's name
    }
    text = rest;
  }
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  material.texture = text;
}

/// Reads what follows Kd; nothing for colours by other means (spectral, xyz), which are not read.
std::optional<std::array<float, 3>> read_colour(std::string_view text) {
  const std::string_view all = text;
  const std::vector<float> c = take_numbers(text, 3);
  const bool negative = std::any_of(c.begin(), c.end(), [](float channel) { return channel < 0; });
  const bool other_means = all.starts_with("spectral") || all.starts_with("xyz");
  if (other_means) return std::nullopt;
  if (negative || (c.size() != 1 && c.size() != 3) || (!text.empty() && !text.starts_with('#'))) {
    throw InputError("\"" + std::string(all) + "\" is no colour");
  }
  return c.size() == 1 ? std::array{c[0], c[0], c[0]} : std::array{c[0], c[1], c[2]};
}

}  // namespace

std::vector<MeshMaterial> read_mtl(const std::filesystem::path& path) {
  std::vector<MeshMaterial> materials;
  std::size_t current = 0;
  const auto read = [&](std::string_view line) {
    std::string_view rest = line;
    const std::string statement = lower_case(next_word(rest));
    if (statement == "newmtl") {
      const auto known =
          std::find_if(materials.begin(), materials.end(), [&](const MeshMaterial& m) { return m.name == rest; });
      current = static_cast<std::size_t>(known - materials.begin());
      if (known == materials.end()) materials.emplace_back().name = rest;
      return;
    }
    if (statement != "kd" && statement != "map_kd") return;
    if (materials.empty()) throw InputError(statement + " stands before any newmtl");
    if (statement == "kd") materials[current].colour = read_colour(rest);
    if (statement == "map_kd") read_map(rest, materials[current]);
  };
  for_each_line(read_file(path), [&](std::string_view line, int number) {
    try {
      read(line);
    } catch (const InputError& error) {
      throw InputError(path.string() + ":" + std::to_string(number) + ": " + error.what());
    }
  });
  return materials;
}

}  // namespace colonnade::sensors
