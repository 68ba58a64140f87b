# Tests that run the rgx program as its users do.
file(GLOB program_sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/program/*_test.cpp")
if(program_sources AND TARGET rgx)
  rgx_unite(program_sources program ${program_sources})
  add_executable(test_program support/main.cpp ${program_sources})
  target_link_libraries(test_program PRIVATE rgx::flags doctest::doctest nlohmann_json::nlohmann_json Threads::Threads)
  target_include_directories(test_program PRIVATE "${PROJECT_SOURCE_DIR}")
  target_compile_definitions(test_program PRIVATE RGX_SOURCE_DIR="${PROJECT_SOURCE_DIR}" RGX_PROGRAM="$<TARGET_FILE:rgx>")
  rgx_precompile(test_program <doctest/doctest.h> <nlohmann/json.hpp>)
  target_compile_options(test_program PRIVATE -O0) # it waits for rgx; its own speed is its compile time
  add_dependencies(test_program rgx)
  add_test(NAME program COMMAND test_program)
  set_tests_properties(program PROPERTIES TIMEOUT 2400)
endif()

if(TARGET rgx)
  add_test(NAME browser COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/browser/run.sh" "$<TARGET_FILE:rgx>")
  set_tests_properties(browser PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 1200)
endif()
