# mien_precompile(TARGET library|test): the headers that nearly every file includes are read once for all targets, which
# takes a quarter off a build. Libraries with clang only, which is for sanitizers and lint: the release build, GCC's, goes
# without, and so finds the #include that somebody forgot.
function(mien_precompile target kind)
  if(MIEN_FUZZ OR (kind STREQUAL "library" AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang"))
    return()
  endif()
  # ccache compares what went into the header, not when it was made.
  # GCC 12 takes the standard library's headers for ours where they are precompiled, and warns of its own std::string.
  set(options "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>"
              "$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow>")
  set(shared mien_precompiled_${kind})
  if(NOT TARGET ${shared})
    file(WRITE "${PROJECT_BINARY_DIR}/${shared}.cc" "int main() {}\n")
    # Of the same sort as what uses it: code of a library and of a program differ in how it finds its data.
    if(kind STREQUAL "test")
      add_executable(${shared} "${PROJECT_BINARY_DIR}/${shared}.cc")
      target_link_libraries(${shared} PRIVATE GTest::gtest)
      target_compile_options(${shared} PRIVATE ${MIEN_TEST_OPTIONS})
    else()
      add_library(${shared} OBJECT "${PROJECT_BINARY_DIR}/${shared}.cc")
    endif()
    target_link_libraries(${shared} PRIVATE mien_options)
    target_compile_options(${shared} PRIVATE ${options})
    target_precompile_headers(${shared} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/precompiled/${kind}.h")
  endif()
  target_compile_options(${target} PRIVATE ${options})
  target_precompile_headers(${target} REUSE_FROM ${shared})
endfunction()
