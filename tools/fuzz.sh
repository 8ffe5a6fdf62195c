#!/usr/bin/env bash
# Runs every fuzz target for some minutes. A finding is left in build/fuzz/findings/TARGET and fails the run; mend its
# cause and move the file to tests/fuzz/corpus/TARGET. usage: tools/fuzz.sh MINUTES
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:?usage: tools/fuzz.sh MINUTES}
status=0
for corpus in tests/fuzz/corpus/*/; do
  target=$(basename "$corpus")
  findings=build/fuzz/findings/$target
  work=build/fuzz/corpus/$target
  mkdir -p "$findings" "$work"
  echo "fuzz: $target for $minutes minutes"
  "build/fuzz/tests/$target" -max_total_time=$((minutes * 60)) -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$findings/" "$work" "$corpus" 2> "build/fuzz/$target.log" || { status=1; echo "fuzz: FINDING in $findings"; }
  tail -n 12 "build/fuzz/$target.log"
done
exit $status
