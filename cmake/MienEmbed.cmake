# mien_embed(TARGET NAME FILE): puts the bytes of FILE into TARGET. Its sources include "embedded/NAME.h" and call
# mien::embedded::NAME(), which gives them as a std::string_view with static lifetime.
# The same file, run as a script (cmake -P), writes the source at build time, whenever FILE changes.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${INPUT}" bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  # Sixteen bytes a line; the first pass only breaks lines, because one huge line is slow to compile.
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  file(WRITE "${OUTPUT}" "#include \"embedded/${NAME}.h\"

namespace mien::embedded {
namespace {
// The last zero is not part of the file: it lets an empty one be embedded too.
constexpr unsigned char kBytes[] = {
${bytes}
0};
}  // namespace

std::string_view ${NAME}() { return {reinterpret_cast<const char*>(kBytes), ${size}}; }

}  // namespace mien::embedded
")
  return()
endif()

function(mien_embed target name file)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/embedded_${target}")
  file(CONFIGURE OUTPUT "${folder}/embedded/${name}.h" CONTENT "#pragma once

#include <string_view>

namespace mien::embedded {
/// The bytes of @name@, as they were when the program was built.
std::string_view @name@();
}  // namespace mien::embedded
" @ONLY)
  add_custom_command(
    OUTPUT "${folder}/${name}.cc"
    COMMAND "${CMAKE_COMMAND}" "-DINPUT=${file}" "-DOUTPUT=${folder}/${name}.cc" "-DNAME=${name}" -P "${CMAKE_CURRENT_FUNCTION_LIST_FILE}"
    DEPENDS "${file}" "${CMAKE_CURRENT_FUNCTION_LIST_FILE}"
    COMMENT "Embedding ${name}"
    VERBATIM)
  target_sources(${target} PRIVATE "${folder}/${name}.cc")
  target_include_directories(${target} PRIVATE "${folder}")
endfunction()
