# One folder per part. A part's library is the target colonnade_<part>, alias colonnade::<part>; its public headers are
# in <part>/include. Whatever else is the same for every part happens here, so that a part's CMakeLists.txt only says
# what it is made of.

set_property(GLOBAL PROPERTY COLONNADE_PARTS "")

# Third-party targets that parts may link to, and the package that a consumer of the installed library must find.
set(COLONNADE_PACKAGE_OF
  "Eigen3::=Eigen3 3.4" "SQLite::=SQLite3 3.37" "Boost::=Boost 1.74" "hwy::=hwy 1.0.3" "TBB::=TBB 2021" "embree=embree 3"
  "assimp::=assimp 5" "opencv_=OpenCV 4.5" "yaml-cpp=yaml-cpp 0.7" "nlohmann_json::=nlohmann_json 3.11"
  "Threads::=Threads" "fmt::=fmt 9" "ZLIB::=ZLIB" "PNG::=PNG 1.6" "CUDA::=CUDAToolkit")

# colonnade_part(name [ALLOWED parts...]): adds the part's folder, if it is in this tree, and finishes its targets.
function(colonnade_part part)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ALLOWED")
  if(NOT EXISTS "${PROJECT_SOURCE_DIR}/${part}/CMakeLists.txt")
    return()
  endif()
  add_subdirectory(${part})
  colonnade_targets_below(targets "${PROJECT_SOURCE_DIR}/${part}")
  foreach(target IN LISTS targets)
    colonnade_check_links(${target} ${part} ${arg_ALLOWED})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:colonnade_warnings>)
  endforeach()
  if(TARGET colonnade_${part})
    # A static and a shared library are compiled alike. Before 1.0 a minor version may change the interface.
    set_target_properties(colonnade_${part} PROPERTIES EXPORT_NAME ${part} DEFINE_SYMBOL "" VERSION ${PROJECT_VERSION}
                          SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
    target_compile_features(colonnade_${part} PUBLIC cxx_std_20)
    set_property(GLOBAL APPEND PROPERTY COLONNADE_PARTS ${part})
    colonnade_check_before_install(${part})
  endif()
endfunction()

# All compiled targets of a folder and the folders below it.
function(colonnade_targets_below result folder)
  get_property(found DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  get_property(subfolders DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
  foreach(subfolder IN LISTS subfolders)
    colonnade_targets_below(below "${subfolder}")
    list(APPEND found ${below})
  endforeach()
  set(compiled "")
  foreach(target IN LISTS found)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "^(STATIC_LIBRARY|SHARED_LIBRARY|OBJECT_LIBRARY|EXECUTABLE)$")
      list(APPEND compiled ${target})
    endif()
  endforeach()
  set(${result} ${compiled} PARENT_SCOPE)
endfunction()

# Stops the configuration when a part links against the direction of dependencies.
function(colonnade_check_links target part)
  set(allowed ${part} ${ARGN})
  get_target_property(links ${target} LINK_LIBRARIES)
  foreach(link IN LISTS links)
    if(link MATCHES "colonnade(::|_)(cortex|cuda|files|ledger|recording|sensors|datasets|viewer|apps)$" AND NOT CMAKE_MATCH_2 IN_LIST allowed)
      list(JOIN allowed ", " allowed_text)
      message(FATAL_ERROR "${part} must not depend on ${CMAKE_MATCH_2} (target ${target} links ${link}); "
                          "it may use: ${allowed_text}")
    elseif(part STREQUAL "cortex" AND link MATCHES "opencv|Qt6|CUDA|embree|assimp|yaml")
      message(FATAL_ERROR "cortex must stay free of OpenCV, Qt, CUDA, Embree, Assimp and YAML: ${target} links ${link}")
    endif()
  endforeach()
endfunction()

# The find_dependency() lines that a consumer of the part needs.
function(colonnade_find_dependency_lines result part)
  get_target_property(links colonnade_${part} LINK_LIBRARIES)
  set(lines "")
  foreach(link IN LISTS links)
    foreach(entry IN LISTS COLONNADE_PACKAGE_OF)
      string(REPLACE "=" ";" entry "${entry}")
      list(GET entry 0 prefix)
      list(GET entry 1 package)
      if(link MATCHES "^${prefix}")
        list(APPEND lines "find_dependency(${package})")
      endif()
    endforeach()
  endforeach()
  list(REMOVE_DUPLICATES lines)
  list(JOIN lines "\n  " lines)
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()
