set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(RGX_TESTS "build the tests" ON)
option(RGX_BENCHMARKS "build the benchmarks" OFF)
option(RGX_WERROR "warnings are errors" ON)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(RGX_ISA "x86-64-v3" CACHE STRING "instruction set: x86-64-v3 (AVX2 and FMA) or baseline")
else()
  set(RGX_ISA "${CMAKE_SYSTEM_PROCESSOR}" CACHE STRING "instruction set: the compiler's own for this processor")
endif()
set(RGX_SANITIZE "" CACHE STRING "address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  # What ccache asks for files with a precompiled header: its manual, "Precompiled headers".
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()

add_library(rgx_flags INTERFACE)
add_library(rgx::flags ALIAS rgx_flags)
# -ffp-contract=off: a fused multiply-add changes the last bits with the optimiser's mood; numbers must not.
target_compile_options(rgx_flags INTERFACE -ffp-contract=off)
# Warnings are asked of our own code only: third-party headers come in as SYSTEM.
target_compile_options(rgx_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes "text" + std::string for an overlapping copy (its bug 105651).
  target_compile_options(rgx_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Spirit's grammars are written with both operators; std::stable_sort of GCC's library calls what C++17 deprecated.
  target_compile_options(rgx_flags INTERFACE -Wno-overloaded-shift-op-parentheses -Wno-deprecated-declarations)
endif()
if(RGX_WERROR)
  target_compile_options(rgx_flags INTERFACE -Werror)
endif()
if(RGX_ISA STREQUAL "x86-64-v3")
  target_compile_options(rgx_flags INTERFACE -march=x86-64-v3)
endif()
target_compile_definitions(rgx_flags INTERFACE RGX_ISA="${RGX_ISA}" RGX_VERSION="${PROJECT_VERSION}")
if(RGX_SANITIZE)
  # Undefined behaviour that is only printed would pass every test.
  target_compile_options(rgx_flags INTERFACE -fsanitize=${RGX_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(rgx_flags INTERFACE -fsanitize=${RGX_SANITIZE})
  if(RGX_SANITIZE MATCHES "thread")
    target_compile_definitions(rgx_flags INTERFACE RGX_PLAIN_THREADS)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND RGX_SANITIZE MATCHES "undefined")
    # Eigen and ITK take places in empty arrays as null and an offset, which they never read.
    target_compile_options(rgx_flags INTERFACE -fno-sanitize=pointer-overflow)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # With the instrumentation in, GCC takes parts of the standard library for uninitialised (its manual says so).
    target_compile_options(rgx_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
