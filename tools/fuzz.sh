#!/usr/bin/env bash
# Runs fuzz targets for some minutes each, and prints a table of what they did; or takes what they found worth keeping into
# the tree.
#   tools/fuzz.sh MINUTES [TARGET...]      runs all targets, or those named
#   tools/fuzz.sh --merge [TARGET...]      adds inputs that reach new code to tests/fuzz/corpus, smallest first
# What runs learn stays in build/fuzz/corpus. A finding is left in build/fuzz/findings/TARGET and fails the run; mend its
# cause and move the file to tests/fuzz/corpus/TARGET. tests/fuzz/options/TARGET holds flags of a target's own,
# tests/fuzz/dictionaries/TARGET.dict its words.
set -euo pipefail
cd "$(dirname "$0")/.."
usage="usage: tools/fuzz.sh MINUTES|--merge [TARGET...]"
what=${1:?$usage}
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for corpus in tests/fuzz/corpus/*/; do targets+=("$(basename "$corpus")"); done
fi

# Corpora in the tree stay small: they are replayed with every test run.
corpus_bytes_max=100000
input_bytes_max=4096

merge() {
  local target=$1 corpus=tests/fuzz/corpus/$1 merged added=0 size total
  merged=$(mktemp -d)
  # Greedy: few inputs that together reach everything that is reached, those of the tree first.
  "build/fuzz/tests/$target" -set_cover_merge=1 -use_counters=0 -timeout=10 -rss_limit_mb=4096 -max_len="$input_bytes_max" \
    "$merged" "$corpus" "build/fuzz/corpus/$target" 2> "build/fuzz/$target.merge.log"
  total=$(cat "$corpus"/* | wc -c)
  while read -r size input; do
    cmp -s "$merged/$input" "$corpus/$input" && continue
    # The tree's own come back under other names.
    if find "$corpus" -type f -size "${size}c" -exec cmp -s {} "$merged/$input" \; -print -quit | grep -q .; then continue; fi
    [ $((total + size)) -le $corpus_bytes_max ] || continue
    cp "$merged/$input" "$corpus/$input"
    total=$((total + size)) added=$((added + 1))
  done < <(cd "$merged" && find . -maxdepth 1 -type f -size "-$((input_bytes_max + 1))c" -printf '%s %f\n' | sort -n)
  rm -r "$merged"
  printf '%-20s %5d added, %7d bytes in the tree\n' "$target" "$added" "$total"
}

run() {
  local target=$1 minutes=$2 log=build/fuzz/$1.log findings=build/fuzz/findings/$1 work=build/fuzz/corpus/$1 flags=()
  mkdir -p "$findings" "$work"
  [ -f "tests/fuzz/dictionaries/$target.dict" ] && flags+=("-dict=tests/fuzz/dictionaries/$target.dict")
  [ -f "tests/fuzz/options/$target" ] && mapfile -t -O "${#flags[@]}" flags < <(grep '^-' "tests/fuzz/options/$target")
  # A target's own flags come last, since the last of a kind counts.
  "build/fuzz/tests/$target" -max_total_time=$((minutes * 60)) -timeout=10 -rss_limit_mb=4096 -malloc_limit_mb=1024 \
    -print_final_stats=1 "${flags[@]}" -artifact_prefix="$findings/" "$work" "tests/fuzz/corpus/$target" 2> "$log" || status=1
  local executions coverage found
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  coverage=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) .*/\1 \2/p' "$log" | tail -n 1)
  found=$(find "$findings" -type f | wc -l)
  # shellcheck disable=SC2086  # Two words.
  printf '%-20s %8d %12s %8s %8s %9d\n' "$target" $((minutes * 60)) "${executions:--}" ${coverage:-- -} "$found"
  [ "$found" -eq 0 ] || status=1
}

status=0
if [ "$what" = --merge ]; then
  for target in "${targets[@]}"; do merge "$target"; done
else
  [[ $what =~ ^[0-9]+$ ]] || { echo "$usage" >&2; exit 2; }
  printf '%-20s %8s %12s %8s %8s %9s\n' target seconds executions edges features findings
  for target in "${targets[@]}"; do run "$target" "$what"; done
fi
[ $status -eq 0 ] || echo "fuzz: there are findings in build/fuzz/findings" >&2
exit $status
