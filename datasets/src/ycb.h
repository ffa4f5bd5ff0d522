#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colonnade::datasets {

/// One scanned object: Monty's name for it, and its mesh file.
struct YcbObject {
  std::string name;
  std::filesystem::path mesh;
};

/// Monty's object lists in Monty's order (tbp.monty); empty for an unknown set.
[[nodiscard]] std::span<const std::string_view> ycb_set(std::string_view set);

/// Reads `<data_directory>/ycb/index.csv`: a table (files::CsvTable) that has at least the columns `file` (relative to
/// the folder) and `monty_name`. @throws InputError naming path, line and value.
[[nodiscard]] std::vector<YcbObject> read_ycb_index(const std::filesystem::path& data_directory);

}  // namespace colonnade::datasets
