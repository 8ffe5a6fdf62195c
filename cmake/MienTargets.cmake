# mien_library(NAME SOURCES a.cc b.cc [DEPENDS other]...): a static library of one folder.
function(mien_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC mien_options ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE})
  mien_precompile(${name} library)
endfunction()

# Adds a target to a collection that can be built by name.
function(mien_collect collection name)
  if(NOT TARGET ${collection})
    add_custom_target(${collection})
  endif()
  add_dependencies(${collection} ${name})
endfunction()

# mien_test(NAME LABEL unit SOURCES a_test.cc [DEPENDS lib]...): one GoogleTest binary, every case a ctest of its own. All
# have the fakes.
# Several labels are one string: LABEL "unit;threads". Where threads meet, the target belongs to tsan_tests, too.
#
# What is tested is built as it is shipped. The tests themselves are not optimised more than they need: that takes a third
# off the time to compile them with GCC, two thirds with clang and sanitizers.
set(MIEN_TEST_OPTIONS $<IF:$<CONFIG:Release>,-O1,-O0>)
function(mien_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE mien_options ${ARG_DEPENDS} mien_fakes GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE MIEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(${name} PRIVATE ${MIEN_TEST_OPTIONS})
  mien_precompile(${name} test)
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT ${ARG_TIMEOUT} SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]")
  # GoogleTest's module takes properties apart at semicolons; a file that ctest reads after its own keeps them whole.
  set(file "${CMAKE_CURRENT_BINARY_DIR}/${name}_properties.cmake")
  file(WRITE "${file}" "if(${name}_TESTS)
  set_tests_properties(\${${name}_TESTS} PROPERTIES
    LABELS \"${ARG_LABEL}\"
    ENVIRONMENT \"TBB_ENABLE_SANITIZERS=1;ASAN_OPTIONS=use_sigaltstack=0;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp;LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp\")
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")
  mien_collect(checked_tests ${name})
  if("threads" IN_LIST ARG_LABEL)
    mien_collect(tsan_tests ${name})
  endif()
endfunction()

# mien_test_library(NAME SOURCES a.cc b.cc [DEPENDS lib]...): what several tests share, compiled once. Compiled as they are,
# its code placed as a program's, so that it has their precompiled header; but optimised where it is fuzzed, because then it
# runs as often as what it stands in for.
function(mien_test_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${name} PUBLIC mien_options ${ARG_DEPENDS} GTest::gtest)
  target_compile_definitions(${name} PRIVATE MIEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE -fPIE)
  if(NOT MIEN_FUZZ)
    target_compile_options(${name} PRIVATE ${MIEN_TEST_OPTIONS})
  endif()
  mien_precompile(${name} test)
endfunction()

# mien_fuzz(NAME SOURCES name_fuzz.cc [MUTATOR name_mutator.cc] [DEPENDS lib]...): with MIEN_FUZZ a libFuzzer binary
# NAME; without it NAME_replay, a ctest that feeds every file of tests/fuzz/corpus/NAME through the same function. The
# mutator calls libFuzzer, so it is of the first only.
function(mien_fuzz name)
  cmake_parse_arguments(ARG "" "" "SOURCES;MUTATOR;DEPENDS" ${ARGN})
  set(corpus "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}")
  if(MIEN_FUZZ)
    add_executable(${name} ${ARG_SOURCES} ${ARG_MUTATOR})
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE mien_options ${ARG_DEPENDS})
    target_compile_definitions(${name} PRIVATE MIEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    mien_collect(fuzz_targets ${name})
  else()
    add_executable(${name}_replay ${ARG_SOURCES} "${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cc")
    target_include_directories(${name}_replay PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_compile_definitions(${name}_replay PRIVATE MIEN_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name}_replay PRIVATE mien_options ${ARG_DEPENDS})
    add_test(NAME ${name}_replay COMMAND ${name}_replay "${corpus}")
    set_tests_properties(${name}_replay PROPERTIES LABELS "fuzz;unit" TIMEOUT 120)
    mien_collect(checked_tests ${name}_replay)
  endif()
endfunction()
