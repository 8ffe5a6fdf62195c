# The OpenVINO runtime that tools/setup.sh unpacked from the PyPI wheel: C API only (the wheel's C++ API has the old ABI).
set(MIEN_OPENVINO_DIR "${PROJECT_SOURCE_DIR}/.deps/openvino" CACHE PATH "Unpacked OpenVINO runtime")
set(MIEN_OPENVINO_SO 2641)
if(NOT EXISTS "${MIEN_OPENVINO_DIR}/libs/libopenvino_c.so.${MIEN_OPENVINO_SO}")
  message(FATAL_ERROR "No OpenVINO runtime in ${MIEN_OPENVINO_DIR}: run tools/setup.sh")
endif()
add_library(openvino_c SHARED IMPORTED)
set_target_properties(openvino_c PROPERTIES
  IMPORTED_LOCATION "${MIEN_OPENVINO_DIR}/libs/libopenvino_c.so.${MIEN_OPENVINO_SO}"
  INTERFACE_INCLUDE_DIRECTORIES "${MIEN_OPENVINO_DIR}/include"
  INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${MIEN_OPENVINO_DIR}/include")

# What is needed at run time goes beside the binary, so that the folder can be moved as a whole. Hard links: no space.
file(GLOB libs "${MIEN_OPENVINO_DIR}/libs/*")
foreach(lib ${libs})
  get_filename_component(name "${lib}" NAME)
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/runtime")
  file(CREATE_LINK "${lib}" "${CMAKE_BINARY_DIR}/runtime/${name}" COPY_ON_ERROR)
endforeach()
