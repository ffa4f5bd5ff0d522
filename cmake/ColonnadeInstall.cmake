# Installs every library part with its public headers, a CMake package with one component per part, a pkg-config file
# for cortex, and the documents.

include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Colonnade")
get_property(COLONNADE_PARTS GLOBAL PROPERTY COLONNADE_PARTS)

set(COLONNADE_COMPONENT_DEPENDENCIES "")
foreach(part IN LISTS COLONNADE_PARTS)
  install(TARGETS colonnade_${part} EXPORT colonnade_${part}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(DIRECTORY ${part}/include/colonnade DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT colonnade_${part} NAMESPACE colonnade:: DESTINATION ${package_dir} FILE Colonnade-${part}.cmake)
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

configure_package_config_file(cmake/ColonnadeConfig.cmake.in "${PROJECT_BINARY_DIR}/ColonnadeConfig.cmake"
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ColonnadeConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ColonnadeConfig.cmake" "${PROJECT_BINARY_DIR}/ColonnadeConfigVersion.cmake"
        DESTINATION ${package_dir})

file(RELATIVE_PATH COLONNADE_PREFIX_FROM_PC "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file(cmake/colonnade-cortex.pc.in "${PROJECT_BINARY_DIR}/colonnade-cortex.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/colonnade-cortex.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
# The documents, and what they send the reader to, as all of it lies in the source tree.
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY tests/install_consumer DESTINATION ${CMAKE_INSTALL_DOCDIR}/tests)
install(DIRECTORY ledger/tables DESTINATION ${CMAKE_INSTALL_DOCDIR}/ledger)
install(PROGRAMS datasets/download_ycb.sh DESTINATION ${CMAKE_INSTALL_DOCDIR}/datasets)
