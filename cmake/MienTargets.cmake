# mien_library(NAME SOURCES a.cc b.cc [DEPENDS other]...): a static library of one folder.
function(mien_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC mien_options ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
endfunction()

# mien_test(NAME LABEL unit SOURCES a_test.cc [DEPENDS lib]...): one GoogleTest binary, every case a ctest of its own.
function(mien_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE mien_options ${ARG_DEPENDS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE MIEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT} SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]"
                       ENVIRONMENT "TBB_ENABLE_SANITIZERS=1;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp")
endfunction()

# mien_fuzz(NAME SOURCES name_fuzz.cc [DEPENDS lib]...): with MIEN_FUZZ a libFuzzer binary NAME; without it NAME_replay,
# a ctest that feeds every file of tests/fuzz/corpus/NAME through the same function.
function(mien_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}")
  if(MIEN_FUZZ)
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE mien_options ${ARG_DEPENDS})
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name}_replay ${ARG_SOURCES} "${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cc")
    target_link_libraries(${name}_replay PRIVATE mien_options ${ARG_DEPENDS})
    add_test(NAME ${name}_replay COMMAND ${name}_replay "${corpus}")
    set_tests_properties(${name}_replay PROPERTIES LABELS "fuzz;unit" TIMEOUT 120)
  endif()
endfunction()
