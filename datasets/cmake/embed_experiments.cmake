# Writes OUTPUT, a C++ source with every *.yaml file below FOLDER as a string.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files RELATIVE "${FOLDER}" "${FOLDER}/*.yaml")
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  file(READ "${FOLDER}/${file}" text)
  string(REGEX REPLACE "\\.yaml$" "" name "${file}")
  string(APPEND entries "    {\"${name}\", R\"yaml(${text})yaml\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from datasets/experiments by embed_experiments.cmake.
#include <colonnade/datasets/experiment_file.h>

namespace colonnade::datasets {

std::span<const EmbeddedFile> embedded_files() {
  static constexpr EmbeddedFile kFiles[] = {
${entries}  };
  return kFiles;
}

}  // namespace colonnade::datasets
")
