file(REMOVE_RECURSE "${WORK_DIR}/install" "${WORK_DIR}/build" "${WORK_DIR}/build-within")

function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "${what} failed (${failed}):\n${output}")
  endif()
  message("${what}: ok")
endfunction()

step("install" "${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${WORK_DIR}/install")
step("configure the outside project" "${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${WORK_DIR}/build" -G "${GENERATOR}"
     -D CMAKE_BUILD_TYPE=Release -D CMAKE_CXX_COMPILER=${CXX} "-DCMAKE_PREFIX_PATH=${WORK_DIR}/install")
step("build it" "${CMAKE_COMMAND}" --build "${WORK_DIR}/build")
step("run it" "${WORK_DIR}/build/consumer")

# The same without CMake.
step("build it with pkg-config" sh -c "PKG_CONFIG_PATH='${WORK_DIR}/install/${LIBDIR}/pkgconfig' && export PKG_CONFIG_PATH &&
     '${CXX}' -std=c++20 -O2 '${SOURCE_DIR}/main.cpp' $(pkg-config --cflags --libs colonnade-cortex) -o '${WORK_DIR}/by_hand'")
step("run that" "${WORK_DIR}/by_hand")

# As a part of another project it builds, tests and forbids nothing of its own accord.
step("configure it with Colonnade's source" "${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${WORK_DIR}/build-within"
     -G "${GENERATOR}" -D CMAKE_CXX_COMPILER=${CXX} -D COLONNADE_SOURCE=${COLONNADE_SOURCE} -D COLONNADE_CUDA=OFF)
execute_process(COMMAND "${CTEST}" --test-dir "${WORK_DIR}/build-within" -N OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT output MATCHES "Total Tests: 0")
  message(FATAL_ERROR "another project gets Colonnade's tests:\n${output}")
endif()
file(STRINGS "${WORK_DIR}/build-within/CMakeCache.txt" strict REGEX "COLONNADE_WARNINGS_AS_ERRORS:BOOL=ON|BUILD_TESTING")
if(strict)
  message(FATAL_ERROR "another project gets Colonnade's settings: ${strict}")
endif()

# The installed documents link to nothing that is not there.
file(GLOB_RECURSE documents "${WORK_DIR}/install/${DOCDIR}/*.md")
if(NOT documents)
  message(FATAL_ERROR "no document is installed in ${WORK_DIR}/install/${DOCDIR}")
endif()
foreach(document IN LISTS documents)
  get_filename_component(folder "${document}" DIRECTORY)
  file(READ "${document}" text)
  string(REPLACE "](" "LINK(" text "${text}")  # a bracket alone would spoil the list
  string(REGEX MATCHALL "LINK\\([^)]*" links "${text}")
  foreach(link IN LISTS links)
    string(REGEX REPLACE "^LINK.|#.*$" "" link "${link}")
    if(NOT link MATCHES "^https?:" AND NOT EXISTS "${folder}/${link}")
      message(FATAL_ERROR "${document} links to ${link}, which is not installed")
    endif()
  endforeach()
endforeach()
message("links of the installed documents: ok")
step("run the download script that they name" "${WORK_DIR}/install/${DOCDIR}/datasets/download_ycb.sh" --help)
if(NOT EXISTS "${WORK_DIR}/install/${DOCDIR}/ledger/tables/horowitz_45nm.json")
  message(FATAL_ERROR "the energy tables that they name are not installed")
endif()

# A part that was not installed is refused with a sentence, not with a missing target.
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${WORK_DIR}/build-wrong" -G "${GENERATOR}"
                "-DCMAKE_PREFIX_PATH=${WORK_DIR}/install" -D COMPONENT=spinal_cord -D CMAKE_CXX_COMPILER=${CXX}
                RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT failed OR NOT output MATCHES "installed without[ \n]+the[ \n]+component[ \n]+'spinal_cord'")
  message(FATAL_ERROR "an unknown component was not refused clearly:\n${output}")
endif()
