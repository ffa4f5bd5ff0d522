# A consumer's flags and compiler, and the library's compiler, change nothing of what the library says: installs cortex
# from this build and from one of the other kind (static or shared) that the other compiler made, and compares what
# flags/ prints.

function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(failed)
    message(FATAL_ERROR "${what} failed (${failed}):\n${output}")
  endif()
  message("${what}: ok")
endfunction()

set(compilers "${CXX}")
if(OTHER_CXX)
  list(APPEND compilers "${OTHER_CXX}")
  set(shared_by "${OTHER_CXX}")
else()
  message("Only one compiler is there (clang++ or g++ is missing): the other is not tried.")
  set(shared_by "${CXX}")
endif()

file(REMOVE_RECURSE "${WORK_DIR}/flags-install" "${WORK_DIR}/flags-install-shared")
step("install cortex" "${CMAKE_COMMAND}" --install "${BUILD_DIR}" --component cortex --prefix "${WORK_DIR}/flags-install")
# Kept between runs: only what changed is compiled again.
step("configure a shared library" "${CMAKE_COMMAND}" -S "${COLONNADE_SOURCE}" -B "${WORK_DIR}/build-shared" -G "${GENERATOR}"
     -D CMAKE_BUILD_TYPE=Release -D CMAKE_CXX_COMPILER=${shared_by} -D BUILD_SHARED_LIBS=ON -D BUILD_TESTING=OFF
     -D COLONNADE_CUDA=OFF -D COLONNADE_VIEWER=OFF -D COLONNADE_WARNINGS_AS_ERRORS=${STRICT})
step("build it" "${CMAKE_COMMAND}" --build "${WORK_DIR}/build-shared" --target colonnade_cortex)
step("install it" "${CMAKE_COMMAND}" --install "${WORK_DIR}/build-shared" --component cortex
     --prefix "${WORK_DIR}/flags-install-shared")
set(shared "${WORK_DIR}/flags-install-shared/${LIBDIR}/libcolonnade_cortex.so")
file(READ_SYMLINK "${shared}" soname)
if(NOT soname STREQUAL "libcolonnade_cortex.so.0.1")
  message(FATAL_ERROR "${shared} points to ${soname}")
endif()

set(programs "")
foreach(compiler IN LISTS compilers)
  get_filename_component(name "${compiler}" NAME)
  set(build "${WORK_DIR}/build-flags-${name}")
  file(REMOVE_RECURSE "${build}")
  step("configure the consumers (${name})" "${CMAKE_COMMAND}" -S "${SOURCE_DIR}" -B "${build}" -G "${GENERATOR}"
       -D CMAKE_BUILD_TYPE=Release -D CMAKE_CXX_COMPILER=${compiler} "-DCMAKE_PREFIX_PATH=${WORK_DIR}/flags-install"
       -D SHARED_LIBRARY=${shared})
  step("build them (${name})" "${CMAKE_COMMAND}" --build "${build}")
  file(GLOB found "${build}/*-static" "${build}/*-shared")
  list(APPEND programs ${found})
endforeach()

set(first "")
set(differing "")
foreach(program IN LISTS programs)
  execute_process(COMMAND "${program}" RESULT_VARIABLE failed OUTPUT_FILE "${program}.txt" ERROR_VARIABLE error)
  if(failed)
    list(APPEND differing "${program}: ended with ${failed} ${error}")
    continue()
  endif()
  file(READ "${program}.txt" output)
  if(NOT first)
    set(first "${program}")
    set(expected "${output}")
  elseif(NOT output STREQUAL expected)
    list(APPEND differing "${program}.txt differs from ${first}.txt")
  endif()
endforeach()
list(LENGTH programs count)
if(differing OR count LESS 10)
  list(JOIN differing "\n" differing)
  message(FATAL_ERROR "of ${count} programs, some do not say the same:\n${differing}")
endif()
message("${count} programs say the same: ok")
