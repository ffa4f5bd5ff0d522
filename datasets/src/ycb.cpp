#include "ycb.h"

#include <array>
#include <set>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/memory.h>
#include <colonnade/files/csv.h>
#include <colonnade/files/text.h>

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
  const files::CsvTable table = files::read_csv(path);
  const std::size_t file_column = table.column("file");
  const std::size_t name_column = table.column("monty_name");
  std::vector<YcbObject> objects;
  std::set<std::string> seen;
  for (const files::CsvRow& row : table.rows) {
    const std::string& name = row.cells[name_column];
    const std::string& file = row.cells[file_column];
    if (name.empty()) table.refuse(row, "monty_name is empty");
    if (!cortex::is_object_name(name))
      table.refuse(row, "monty_name " + files::shown(name) + " is not UTF-8, or has control characters");
    if (file.empty()) table.refuse(row, "file is empty");
    if (!seen.insert(name).second) table.refuse(row, "object " + files::shown(name) + " stands twice");
    objects.push_back({name, path.parent_path() / file});
  }
  if (objects.empty()) throw InputError(path.string() + ": the index lists no object");
  return objects;
}

}  // namespace colonnade::datasets
