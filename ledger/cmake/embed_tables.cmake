# Writes OUTPUT, a C++ source with every *.json file of FOLDER as a string.
cmake_minimum_required(VERSION 3.25)

file(GLOB files RELATIVE "${FOLDER}" "${FOLDER}/*.json")
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  file(READ "${FOLDER}/${file}" text)
  string(REGEX REPLACE "\\.json$" "" name "${file}")
  string(APPEND entries "    {\"${name}\", R\"json(${text})json\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from ledger/tables by embed_tables.cmake.
#include \"embedded.h\"

namespace colonnade::ledger {

std::span<const EmbeddedFile> embedded_files() {
  static constexpr EmbeddedFile kFiles[] = {
${entries}  };
  return kFiles;
}

}  // namespace colonnade::ledger
")
