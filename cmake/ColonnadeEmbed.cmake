# Data files that are part of a library.

# colonnade_embed(RESULT FOLDER folder ENDING json HEADER <header> NAMESPACE name): RESULT is a C++ source that defines
# the namespace's embedded_files(), a std::span of EmbeddedFile {name, text} sorted by name: every *.ENDING below the
# folder, named by its path without the ending. The header declares both.
function(colonnade_embed result)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER;ENDING;HEADER;NAMESPACE" "")
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER}")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded_${arg_FOLDER}.cpp")
  set(script "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake")
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${folder}/*.${arg_ENDING}")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND ${CMAKE_COMMAND} "-DFOLDER=${folder}" "-DENDING=${arg_ENDING}" "-DHEADER=${arg_HEADER}"
            "-DNAMESPACE=${arg_NAMESPACE}" "-DOUTPUT=${output}" -P "${script}"
    DEPENDS ${files} "${script}" VERBATIM)
  set(${result} "${output}" PARENT_SCOPE)
endfunction()
