# Installs every library part with its public headers, a CMake package with one component per part, a pkg-config file
# for cortex, the programs that were built, and the documents. `cmake --install build --component cortex` installs that
# part alone.

include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Colonnade")

# For every library part before any other rule: nothing is installed unless all of them are there.
function(colonnade_check_before_install part)
  install(CODE "
    if((NOT CMAKE_INSTALL_COMPONENT OR CMAKE_INSTALL_COMPONENT STREQUAL \"${part}\")
       AND NOT EXISTS \"$<TARGET_FILE:colonnade_${part}>\")
      message(FATAL_ERROR \"Nothing was installed: colonnade_${part} is not built. First run: cmake --build ${PROJECT_BINARY_DIR}\")
    endif()" ALL_COMPONENTS)
endfunction()

function(colonnade_install)
  get_property(COLONNADE_PARTS GLOBAL PROPERTY COLONNADE_PARTS)
  set(COLONNADE_COMPONENT_DEPENDENCIES "")
  foreach(part IN LISTS COLONNADE_PARTS)
    install(TARGETS colonnade_${part} EXPORT colonnade_${part} COMPONENT ${part}
            ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
            INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(DIRECTORY ${part}/include/colonnade DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT ${part})
    install(EXPORT colonnade_${part} NAMESPACE colonnade:: DESTINATION ${package_dir} FILE Colonnade-${part}.cmake
            COMPONENT ${part})
    colonnade_find_dependency_lines(lines ${part})
    set(needs "")
    get_target_property(links colonnade_${part} LINK_LIBRARIES)
    foreach(other IN LISTS COLONNADE_PARTS)
      if("colonnade::${other}" IN_LIST links OR "colonnade_${other}" IN_LIST links)
        string(APPEND needs " ${other}")
      endif()
    endforeach()
    string(APPEND COLONNADE_COMPONENT_DEPENDENCIES
      "set(_colonnade_${part}_parts${needs})\nmacro(_colonnade_${part}_packages)\n  ${lines}\nendmacro()\n")
  endforeach()

  # What every other part needs, too, comes with cortex.
  configure_package_config_file(cmake/ColonnadeConfig.cmake.in "${PROJECT_BINARY_DIR}/ColonnadeConfig.cmake"
    INSTALL_DESTINATION ${package_dir})
  write_basic_package_version_file("${PROJECT_BINARY_DIR}/ColonnadeConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
  install(FILES "${PROJECT_BINARY_DIR}/ColonnadeConfig.cmake" "${PROJECT_BINARY_DIR}/ColonnadeConfigVersion.cmake"
          DESTINATION ${package_dir} COMPONENT cortex)
  file(RELATIVE_PATH COLONNADE_PREFIX_FROM_PC "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  configure_file(cmake/colonnade-cortex.pc.in "${PROJECT_BINARY_DIR}/colonnade-cortex.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/colonnade-cortex.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT cortex)

  # The documents, and what they send the reader to, as all of it lies in the source tree.
  install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
  install(DIRECTORY tests/install_consumer DESTINATION ${CMAKE_INSTALL_DOCDIR}/tests)
  install(DIRECTORY ledger/tables DESTINATION ${CMAKE_INSTALL_DOCDIR}/ledger)
  install(PROGRAMS datasets/download_ycb.sh DESTINATION ${CMAKE_INSTALL_DOCDIR}/datasets)
endfunction()
