# mien_web(TARGET): puts the console (web/) into TARGET, which then has mien::cli::console_files() of
# serve/console_files.h. What npm installs goes into web/node_modules, all that is built into the build folder.
set(MIEN_WEB_DIR "${PROJECT_SOURCE_DIR}/web" CACHE PATH "The console's sources")
set(MIEN_NODE_DIR "${PROJECT_SOURCE_DIR}/.deps/node" CACHE PATH "Node.js, with bin/node and bin/npm")

function(mien_web target)
  if(NOT EXISTS "${MIEN_NODE_DIR}/bin/node")
    message(FATAL_ERROR "No Node.js in ${MIEN_NODE_DIR}: run tools/setup.sh")
  endif()
  set(web "${MIEN_WEB_DIR}")
  set(out "${CMAKE_CURRENT_BINARY_DIR}/web")
  set(run "${CMAKE_COMMAND}" -E env NODE_USE_SYSTEM_CA=1 "PATH=${MIEN_NODE_DIR}/bin:$ENV{PATH}")
  file(MAKE_DIRECTORY "${out}")
  add_custom_command(
    OUTPUT "${out}/installed"
    COMMAND ${run} npm ci --prefix "${web}" --loglevel=error
    COMMAND "${CMAKE_COMMAND}" -E touch "${out}/installed"
    DEPENDS "${web}/package.json" "${web}/package-lock.json"
    WORKING_DIRECTORY "${web}"
    COMMENT "Installing what the console is built with"
    VERBATIM)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${web}/src/*" "${web}/messages/*" "${web}/public/*")
  add_custom_command(
    OUTPUT "${out}/console_files.cc"
    COMMAND ${run} npm run --silent build -- --outDir "${out}/dist"
    COMMAND ${run} node "${web}/embed.mjs" "${out}/dist" "${out}/console_files.cc"
    DEPENDS ${sources} "${out}/installed" "${web}/embed.mjs" "${web}/index.html" "${web}/tsconfig.json"
            "${web}/vite.config.ts"
    WORKING_DIRECTORY "${web}"
    COMMENT "Building the console"
    VERBATIM)
  target_sources(${target} PRIVATE "${out}/console_files.cc")
endfunction()
