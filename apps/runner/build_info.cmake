# Writes build_info.h at build time, so that the manifest of a run names the sources it was made from.
execute_process(COMMAND git describe --always --dirty --tags WORKING_DIRECTORY "${SOURCE}"
                OUTPUT_VARIABLE COLONNADE_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  set(COLONNADE_REVISION "unknown")
endif()
configure_file("${INPUT}" "${OUTPUT}" @ONLY)
