#!/bin/sh
# Biome's own launcher package names a binary for every platform, of which not every registry has all; a lock file that
# was made there cannot be installed from. So the two that are needed are named in package.json, and found here.
case "$(uname -m)" in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) echo "web/dev/biome.sh: Biome is installed for x86_64 and aarch64 only" >&2; exit 1 ;;
esac
exec "node_modules/@biomejs/cli-linux-$arch/biome" "$@"
