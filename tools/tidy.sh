#!/usr/bin/env bash
# clang-tidy on our own sources, by the compile commands of a build folder. usage: tools/tidy.sh BUILD_FOLDER [JOBS]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:?usage: tools/tidy.sh BUILD_FOLDER [JOBS]}
jobs=${2:-$(nproc)}
git ls-files 'src/*.cc' 'apps/*.cc' | xargs -P "$jobs" -n 4 clang-tidy-19 --quiet -p "$build" --warnings-as-errors='*'
echo "clang-tidy: clean"
