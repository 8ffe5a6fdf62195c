#!/usr/bin/env bash
# clang-tidy on our own sources, by the compile commands of a build folder. usage: tools/tidy.sh BUILD_FOLDER [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:?usage: tools/tidy.sh BUILD_FOLDER [JOBS]}
jobs=${2:-$(nproc)}
# Precompiled headers are of another compiler's version. The files are read without them.
mkdir -p "$build/tidy"
sed -E 's/-Xclang -include(-pch)? -Xclang [^ ]+//g; s/-Xclang -fno-pch-timestamp//g; s/-Winvalid-pch//g' \
  "$build/compile_commands.json" > "$build/tidy/compile_commands.json"
git ls-files 'src/*.cc' 'apps/*.cc' | xargs -P "$jobs" -n 4 "$PWD/.venv/bin/clang-tidy" --quiet -p "$build/tidy" --warnings-as-errors='*'
echo "clang-tidy: clean"
