# What colonnade_embed() runs: writes OUTPUT.
cmake_minimum_required(VERSION 3.25)

file(GLOB_RECURSE files RELATIVE "${FOLDER}" "${FOLDER}/*.${ENDING}")
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  file(READ "${FOLDER}/${file}" text)
  string(REGEX REPLACE "\\.${ENDING}$" "" name "${file}")
  string(APPEND entries "    {\"${name}\", R\"${ENDING}(${text})${ENDING}\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from ${FOLDER} by embed_files.cmake.
#include <${HEADER}>

namespace ${NAMESPACE} {

std::span<const EmbeddedFile> embedded_files() {
  static constexpr EmbeddedFile kFiles[] = {
${entries}  };
  return kFiles;
}

}  // namespace ${NAMESPACE}
")
