#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/datasets/experiment.h>

namespace colonnade::datasets {

/// An experiment file that is part of the library.
struct EmbeddedFile {
  std::string_view name;  ///< without `.yaml`; `parts/...` are building blocks for `extends`
  std::string_view text;
};

/// All experiment files in the library, parts included, sorted by name.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// Names of the experiments that can be run as they are (no parts), sorted.
[[nodiscard]] std::vector<std::string> experiment_names();

/// Reads an experiment.
///
/// Files are YAML maps with the names of the members of Experiment; what a file leaves out keeps its default. `extends`
/// names one or several experiments that are read first, from left to right, each at most once; later values win, lists
/// are replaced as a whole. `name` and `description` are not inherited.
///
/// @param name_or_file the name of an embedded experiment, or the path of a file when it ends in `.yaml` or `.yml`;
///   the same holds for `extends`, where paths are relative to the file that extends.
/// @param overrides `path.to.key=value` each, the value in YAML; applied last, in order.
/// @throws InputError naming file and line (or the override), key and value: no such file or experiment, broken YAML,
///   unknown or duplicate key, wrong type, value out of range, contradicting values, circular `extends`.
[[nodiscard]] Experiment load_experiment(const std::string& name_or_file, std::span<const std::string> overrides = {});

/// The same from text. @param place stands for the file in messages; paths in `extends` are relative to its folder.
[[nodiscard]] Experiment parse_experiment(std::string_view text, const std::string& place,
                                          std::span<const std::string> overrides = {});

/// The experiment as a YAML file that leaves nothing out and extends nothing: reading it gives the same experiment.
[[nodiscard]] std::string to_yaml(const Experiment& experiment);

}  // namespace colonnade::datasets
