# Compiler requirements, the default build type, warnings, sanitizers.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
  message(FATAL_ERROR "Colonnade needs GCC 12 or newer for C++20; ${CMAKE_CXX_COMPILER} is ${CMAKE_CXX_COMPILER_VERSION}")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR "Colonnade needs Clang 14 or newer for C++20; ${CMAKE_CXX_COMPILER} is ${CMAKE_CXX_COMPILER_VERSION}")
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug or RelWithDebInfo" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(BUILD_SHARED_LIBS)
  # What is installed finds its libraries wherever the prefix is moved, and keeps to its own inline functions: those of
  # a program have the same names, but may be compiled with other flags.
  file(RELATIVE_PATH libraries_from_programs "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
  list(APPEND CMAKE_INSTALL_RPATH "$ORIGIN" "$ORIGIN/${libraries_from_programs}")
  add_link_options($<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY>:-Wl,-Bsymbolic-functions>)
endif()

# The same code must give the same numbers on every machine and at every optimisation level.
add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-ffp-contract=off>)

# ./test switches it on. A user's build must not stop because a newer compiler warns of more.
option(COLONNADE_WARNINGS_AS_ERRORS "Treat compiler warnings in Colonnade's own code as errors" OFF)
add_library(colonnade_warnings INTERFACE)
set(colonnade_warning_options
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wold-style-cast
  -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:GNU>:-Wdouble-promotion>  # of a float in double arithmetic; Clang's warns of every conversion
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond>
  $<$<CXX_COMPILER_ID:GNU>:-Wlogical-op>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC 12 warns of "text" + std::to_string(n) for nothing (GCC bug 105651)
  $<$<BOOL:${COLONNADE_WARNINGS_AS_ERRORS}>:-Werror>)
# Not for nvcc, which has warnings of its own.
target_compile_options(colonnade_warnings INTERFACE "$<$<COMPILE_LANGUAGE:C,CXX>:${colonnade_warning_options}>")

set(COLONNADE_SANITIZE "" CACHE STRING "Sanitizers for everything, as -fsanitize= takes them: address,undefined or thread")
if(COLONNADE_SANITIZE)
  add_compile_options(
    "$<$<COMPILE_LANGUAGE:C,CXX>:-fsanitize=${COLONNADE_SANITIZE};-fno-sanitize-recover=all;-fno-omit-frame-pointer>")
  add_link_options(-fsanitize=${COLONNADE_SANITIZE})
endif()
