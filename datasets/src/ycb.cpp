#include "ycb.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/memory.h>

namespace colonnade::datasets {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 10> kDistinct10{
    "mug",  "bowl",      "potted_meat_can", "spoon", "strawberry", "mustard_bottle",
    "dice", "golf_ball", "c_lego_duplo",    "banana"};

constexpr std::array<std::string_view, 10> kSimilar10{"mug",    "e_cups", "knife",       "fork",      "spoon",
                                                      "c_cups", "d_cups", "cracker_box", "sugar_box", "pudding_box"};

constexpr std::array<std::string_view, 77> kAll77{"mug",
                                                  "bowl",
                                                  "potted_meat_can",
                                                  "master_chef_can",
                                                  "i_cups",
                                                  "spoon",
                                                  "b_cups",
                                                  "pitcher_base",
                                                  "knife",
                                                  "b_marbles",
                                                  "h_cups",
                                                  "strawberry",
                                                  "power_drill",
                                                  "padlock",
                                                  "golf_ball",
                                                  "hammer",
                                                  "softball",
                                                  "orange",
                                                  "c_lego_duplo",
                                                  "c_toy_airplane",
                                                  "b_lego_duplo",
                                                  "banana",
                                                  "nine_hole_peg_test",
                                                  "tomato_soup_can",
                                                  "baseball",
                                                  "g_cups",
                                                  "gelatin_box",
                                                  "lemon",
                                                  "plum",
                                                  "racquetball",
                                                  "plate",
                                                  "pudding_box",
                                                  "e_cups",
                                                  "apple",
                                                  "j_cups",
                                                  "foam_brick",
                                                  "large_marker",
                                                  "peach",
                                                  "phillips_screwdriver",
                                                  "a_toy_airplane",
                                                  "e_lego_duplo",
                                                  "sugar_box",
                                                  "a_colored_wood_blocks",
                                                  "c_cups",
                                                  "pear",
                                                  "f_cups",
                                                  "wood_block",
                                                  "d_lego_duplo",
                                                  "b_toy_airplane",
                                                  "b_colored_wood_blocks",
                                                  "g_lego_duplo",
                                                  "a_lego_duplo",
                                                  "mini_soccer_ball",
                                                  "medium_clamp",
                                                  "a_marbles",
                                                  "extra_large_clamp",
                                                  "d_cups",
                                                  "e_toy_airplane",
                                                  "adjustable_wrench",
                                                  "rubiks_cube",
                                                  "f_lego_duplo",
                                                  "a_cups",
                                                  "skillet_lid",
                                                  "sponge",
                                                  "tennis_ball",
                                                  "spatula",
                                                  "d_toy_airplane",
                                                  "chain",
                                                  "scissors",
                                                  "mustard_bottle",
                                                  "bleach_cleanser",
                                                  "tuna_fish_can",
                                                  "cracker_box",
                                                  "fork",
                                                  "large_clamp",
                                                  "dice",
                                                  "flat_screwdriver"};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields{""};
  for (const char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

fs::path find_index(const fs::path& data_directory) {
  const fs::path folder = data_directory / "ycb";
  fs::path index = folder / "index.csv";
  if (!fs::is_directory(data_directory)) {
    throw InputError(data_directory.string() + ": the data directory does not exist, or is not a directory");
  }
  if (fs::is_empty(data_directory)) throw InputError(data_directory.string() + ": the data directory is empty");
  if (!fs::is_directory(folder)) throw InputError(data_directory.string() + ": the data directory has no folder ycb");
  if (fs::is_empty(folder)) throw InputError(folder.string() + ": the folder is empty");
  if (!fs::is_regular_file(index)) throw InputError(index.string() + ": the index of the meshes is missing");
  return index;
}

fs::path index_path(const fs::path& data_directory) {
  try {
    return find_index(data_directory);
  } catch (const fs::filesystem_error& error) {  // no permission, a loop of links, ...
    throw InputError(error.path1().string() + ": cannot be read (" + error.code().message() + ")");
  }
}

}  // namespace

std::span<const std::string_view> ycb_set(std::string_view set) {
  if (set == "distinct10") return kDistinct10;
  if (set == "similar10") return kSimilar10;
  if (set == "all77") return kAll77;
  return {};
}

std::vector<YcbObject> read_ycb_index(const fs::path& data_directory) {
  const fs::path path = index_path(data_directory);
  std::ifstream stream(path, std::ios::binary);
  std::string line;
  if (!std::getline(stream, line)) throw InputError(path.string() + ": the index is empty or cannot be read");
  const std::vector<std::string> header = split(line);
  const auto column = [&](std::string_view name) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) throw InputError(path.string() + ":1: there is no column \"" + std::string(name) + "\"");
    return static_cast<std::size_t>(found - header.begin());
  };
  const std::size_t file_column = column("file");
  const std::size_t name_column = column("monty_name");

  std::vector<YcbObject> objects;
  std::set<std::string> seen;
  for (int number = 2; std::getline(stream, line); ++number) {
    const auto fail = [&](const std::string& message) {
      throw InputError(path.string() + ":" + std::to_string(number) + ": " + message);
    };
    if (line.empty() || line == "\r") continue;
    const std::vector<std::string> fields = split(line);
    if (fields.size() != header.size()) {
      fail(std::to_string(fields.size()) + " fields, but the header has " + std::to_string(header.size()));
    }
    const std::string& name = fields[name_column];
    const std::string& file = fields[file_column];
    if (name.empty()) fail("monty_name is empty");
    if (!cortex::is_object_name(name)) fail("monty_name \"" + name + "\" is not UTF-8, or has control characters");
    if (file.empty()) fail("file is empty");
    if (!seen.insert(name).second) fail("object \"" + name + "\" stands twice");
    objects.push_back({name, path.parent_path() / file});
  }
  if (objects.empty()) throw InputError(path.string() + ": the index lists no object");
  return objects;
}

}  // namespace colonnade::datasets
