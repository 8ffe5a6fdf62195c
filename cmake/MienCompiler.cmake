# Language level, warnings and sanitizers, the same for every target of ours.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(MIEN_CCACHE ccache)
if(MIEN_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${MIEN_CCACHE})
  # The sloppiness is what ccache asks for where headers are precompiled (MienPrecompiled.cmake).
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${MIEN_CCACHE})
endif()

add_library(mien_options INTERFACE)
target_include_directories(mien_options INTERFACE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(mien_options INTERFACE -Wall -Wextra -Wswitch -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of overlap inside its own std::string when one is appended to a literal (GCC bug 105651).
  target_compile_options(mien_options INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # std::stable_sort of GCC's library uses what that library itself calls deprecated, and clang tells of it.
  target_compile_options(mien_options INTERFACE -Wno-deprecated-declarations)
endif()
# The floor is AVX on x86-64 (the inference runtime needs it), but the compiler stays at the
# baseline: wider instructions are chosen at run time, so that one binary serves every machine.
# No contraction: a fused multiply-add would make answers differ between paths.
target_compile_options(mien_options INTERFACE -ffp-contract=off)

if(MIEN_SANITIZE)
  target_compile_options(mien_options INTERFACE -fsanitize=${MIEN_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(mien_options INTERFACE -fsanitize=${MIEN_SANITIZE})
endif()

if(MIEN_FUZZ)
  # Coverage of the code under test, not of the harness alone.
  target_compile_options(mien_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
