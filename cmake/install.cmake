# What is installed beside the program, and the package made of it. The build tree holds the same files in the same
# order (share/rgx), so that the program finds them by one rule in both (engine/assets).
include(GNUInstallDirs)

file(RELATIVE_PATH RGX_DATA_FROM_PROGRAM "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_DATADIR}/rgx")
configure_file("${PROJECT_SOURCE_DIR}/cmake/paths.hpp.in" "${PROJECT_BINARY_DIR}/generated/rgx/paths.hpp" @ONLY)

set(RGX_WEB "${PROJECT_SOURCE_DIR}/cmake/web")
set(RGX_SHARE "${PROJECT_BINARY_DIR}/share/rgx")
set(rgx_assets "")

# rgx_asset(SOURCE PLACE): a file that stands at share/rgx/PLACE.
macro(rgx_asset source place)
  add_custom_command(OUTPUT "${RGX_SHARE}/${place}" DEPENDS "${source}" VERBATIM
                     COMMAND "${CMAKE_COMMAND}" -E copy "${source}" "${RGX_SHARE}/${place}")
  list(APPEND rgx_assets "${RGX_SHARE}/${place}")
endmacro()

# rgx_asset_folder(FOLDER PLACE): every file below a folder of the project.
macro(rgx_asset_folder folder place)
  file(GLOB_RECURSE found RELATIVE "${PROJECT_SOURCE_DIR}/${folder}" CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*")
  foreach(file IN LISTS found)
    rgx_asset("${PROJECT_SOURCE_DIR}/${folder}/${file}" "${place}/${file}")
  endforeach()
endmacro()

rgx_asset_folder(stdlib/definitions definitions)
rgx_asset_folder(stdlib/literature literature)
rgx_asset_folder(engine/web web)
file(GLOB found RELATIVE "${PROJECT_SOURCE_DIR}/stdlib" CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/stdlib/*.bib"
     "${PROJECT_SOURCE_DIR}/stdlib/*.json" "${PROJECT_SOURCE_DIR}/stdlib/*.csv")
foreach(file IN LISTS found)
  rgx_asset("${PROJECT_SOURCE_DIR}/stdlib/${file}" "${file}")
endforeach()

# R's numbers for `rgx conform stats`. The tests read the same tables, and two more that are not of statistics.
file(GLOB found RELATIVE "${PROJECT_SOURCE_DIR}/tests/reference" CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/reference/*.csv")
list(FILTER found EXCLUDE REGEX "^(lgg_vasari|pyradiomics_edges)[.]csv$")
foreach(file IN LISTS found)
  rgx_asset("${PROJECT_SOURCE_DIR}/tests/reference/${file}" "reference/stats/${file}")
endforeach()

if(EXISTS "${RGX_WEB}/node_modules/vega/package.json")
  foreach(package vega vega-lite vega-embed)
    rgx_asset("${RGX_WEB}/node_modules/${package}/build/${package}.min.js" "web/${package}.min.js")
  endforeach()
  find_program(NODE NAMES node nodejs REQUIRED)
  add_custom_command(OUTPUT "${RGX_SHARE}/web/LICENCES.txt" DEPENDS "${RGX_WEB}/licences.cjs" "${RGX_WEB}/package-lock.json"
                     COMMAND "${CMAKE_COMMAND}" -E make_directory "${RGX_SHARE}/web"
                     COMMAND "${NODE}" "${RGX_WEB}/licences.cjs" "${RGX_WEB}" > "${RGX_SHARE}/web/LICENCES.txt" VERBATIM)
  list(APPEND rgx_assets "${RGX_SHARE}/web/LICENCES.txt")
else()
  message(WARNING "cmake/web/node_modules is missing, so reports will have no figures: run `sh cmake/bootstrap.sh`")
endif()

add_custom_target(rgx_assets ALL DEPENDS ${rgx_assets})

if(TARGET rgx)
  add_dependencies(rgx rgx_assets)
  install(TARGETS rgx RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
install(DIRECTORY "${RGX_SHARE}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/rgx")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rgx)
set(CPACK_PACKAGE_VENDOR rgx)
set(CPACK_PACKAGE_CONTACT "the rgx maintainers <maintainers@rgx.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Radiogenomics studies from one study file, rerun exactly")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Without Node a run finishes and writes the HTML report; only the SVG figures of the Markdown one are missing.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS nodejs)
include(CPack)
