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

# The same code must give the same numbers on every machine and at every optimisation level.
add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-ffp-contract=off>)

option(COLONNADE_WARNINGS_AS_ERRORS "Treat compiler warnings in Colonnade's own code as errors" ${PROJECT_IS_TOP_LEVEL})
add_library(colonnade_warnings INTERFACE)
set(colonnade_warning_options
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wold-style-cast
  -Wdouble-promotion -Wimplicit-fallthrough
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
