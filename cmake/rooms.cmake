# Every arrow that is drawn below is written down for the layering test, which reads the includes against it.
file(WRITE "${PROJECT_BINARY_DIR}/generated/arrows.txt" "")
function(rgx_arrows from)
  string(REPLACE ";" " " to "${ARGN}")
  file(APPEND "${PROJECT_BINARY_DIR}/generated/arrows.txt" "${from} ${to}\n")
endfunction()

# Headers that nearly every file of a target reads are parsed once; each file includes what it uses all the same.
function(rgx_precompile target)
  if(NOT ARGN OR RGX_SANITIZE)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # ccache cannot follow the header without the first; GCC 12 takes the library's own strings, once they come from
    # a precompiled header, for overflows (its bugs 105329, 105651).
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
  endif()
endfunction()

# rgx_room(NAME USES TARGET... PRECOMPILED HEADER...): a static library of every .cpp below NAME/ (engine/tool apart).
function(rgx_room name)
  cmake_parse_arguments(ARG "" "" "USES;PRECOMPILED" ${ARGN})
  rgx_arrows(rgx_${name} ${ARG_USES})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/engine/tool/")
  add_library(rgx_${name} STATIC ${sources})
  target_include_directories(rgx_${name} PUBLIC "${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")
  target_link_libraries(rgx_${name} PUBLIC rgx::flags ${ARG_USES})
  rgx_precompile(rgx_${name} ${ARG_PRECOMPILED})
endfunction()

function(rgx_program name folder)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  rgx_arrows(${name} ${ARG_USES})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE rgx::flags ${ARG_USES})
endfunction()
