#!/usr/bin/env bash
# Shows the main job on real photos: registers eight people with up to five photos each, verifies other photos of them,
# and shows that strangers (everybody else in the folder) are refused. On a terminal the server is left running until
# Enter or Ctrl-C; without one it is stopped, and the exit code is 0 only if every answer was right.
#   tools/demo.sh --check   only gets the photos, and asks whether the models can be fetched and the port is free
#   PHOTOS=DIR              a folder of your own: a folder for each of nine people or more, with two photos or more (.jpg,
#                           .jpeg, .png or .webp) for those who are to be registered
#   MODELS_MIRROR=DIR       where --check looks for the models first
#   MIEN_LISTEN=HOST:PORT   where the server listens
set -euo pipefail
export LC_ALL=C.UTF-8  # Names have letters, not bytes.
cd "$(dirname "$0")/.."

mien=build/release/mien
# On a terminal the usual port, which the README names; else any free one.
if [ -t 1 ]; then default_listen=127.0.0.1:8080; else default_listen=127.0.0.1:0; fi
listen=${MIEN_LISTEN:-$default_listen}
people_enrolled=8
photos_enrolled=5  # At most; every second photo of a person is registered, the others are verified.
work=$(mktemp -d)
log=$work/server.log
server_pid=

say() { printf 'demo: %s\n' "$*"; }
die() { printf 'demo: %s\n' "$*" >&2; exit 1; }
cleanup() {
  if [ -n "$server_pid" ]; then kill "$server_pid" 2>/dev/null || true; wait "$server_pid" 2>/dev/null || true; fi
  server_pid=
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' HUP INT TERM

is_photo=(-type f '(' -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' -o -iname '*.webp' ')')

# Sets `photos`: a folder that holds a folder of photos for each person.
find_photos() {
  if [ -n "${PHOTOS:-}" ]; then
    [ -d "$PHOTOS" ] || die "PHOTOS=$PHOTOS is no folder"
    photos=$PHOTOS
  elif [ -d ../shared/data/identities ]; then
    photos=../shared/data/identities
  else
    photos=build/demo-photos
    fetch_photos
  fi
  say "photos: $photos"
  # Folders without a photo are nobody.
  local folder
  people=()
  while IFS= read -r folder; do
    if [ -n "$(find -L "$folder" "${is_photo[@]}" -print -quit)" ]; then people+=("$folder"); fi
  done < <(find -L "$photos" -mindepth 1 -maxdepth 1 -type d | sort)
  [ ${#people[@]} -ge $((people_enrolled + 1)) ] ||
    die "$photos has photos of ${#people[@]} people; the demo needs $((people_enrolled + 1)) or more"
}

# Whether somebody else listens there.
check_port() {
  local host=${listen%:*} port=${listen##*:}
  [ "$port" != 0 ] || return 0
  if (exec 3<> "/dev/tcp/${host:-127.0.0.1}/$port") 2>/dev/null; then
    die "something listens at $listen already; another place is chosen by MIEN_LISTEN=HOST:PORT make demo"
  fi
}

# Whether the models are in the mirror, or there, or their hosts answer.
check_models() {
  if [ -n "${MODELS_MIRROR:-}" ]; then
    [ -d "$MODELS_MIRROR" ] || die "MODELS_MIRROR=$MODELS_MIRROR is no folder"
    local path missing=
    for path in $(sed -n 's/.*"path": "\(.*\)".*/\1/p' models/manifest.json); do
      [ -f "$MODELS_MIRROR/$path" ] || missing=$path
    done
    if [ -z "$missing" ]; then
      say "models: from $MODELS_MIRROR"
      return
    fi
    say "models: $MODELS_MIRROR has no $missing"
  fi
  if [ -x "$mien" ] && "$mien" models verify --all --models-dir build/release/models > /dev/null 2>&1; then
    say "models: in build/release/models"
    return
  fi
  local url
  for url in $(sed -n 's/.*"url": "\(.*\)".*/\1/p' models/manifest.json | sort -u -t / -k 3,3); do
    curl --fail --silent --show-error --location --proto '=https' --max-time 30 --head --output "$work/head" "$url" ||
      die "cannot reach $url. Without a connection, take the models from a folder: make demo MODELS_MIRROR=DIR"
  done
  say "models: their public addresses answer"
}

# The same 100 photos from their public addresses; the project carries the list and the hashes, not the photos.
fetch_photos() {
  say "fetching the demo's 100 photos from their public addresses into $photos (once)"
  local path url sha256
  while IFS=$'\t' read -r path url sha256; do
    case $path in '' | '#'*) continue ;; esac
    if echo "$sha256  $photos/$path" | sha256sum --check --status 2>/dev/null; then continue; fi
    mkdir -p "$photos/$(dirname "$path")"
    curl --fail --silent --show-error --location --proto '=https' --max-time 60 -o "$photos/$path.part" "$url" ||
      die "cannot fetch $url. Without a connection, take photos of your own: make demo PHOTOS=DIR (a folder for each person)"
    echo "$sha256  $photos/$path.part" | sha256sum --check --status || die "$url is not the expected photo (sha256 $sha256)"
    mv "$photos/$path.part" "$photos/$path"
  done < tools/demo-photos.tsv
}

start_server() {
  "$mien" serve --data-dir "$work/data" --listen "$listen" --log-level warning > "$log" 2>&1 &
  server_pid=$!
  for _ in $(seq 100); do
    grep -q 'listening on' "$log" && break
    kill -0 "$server_pid" 2>/dev/null || { cat "$log" >&2; server_pid=; die "the server did not start"; }
    sleep 0.1
  done
  MIEN_SERVER=$(sed -n 's/^mien: listening on //p' "$log")
  MIEN_ACCESS_KEY_ID=$(sed -n 's/^ *MIEN_ACCESS_KEY_ID=//p' "$log")
  MIEN_SECRET_ACCESS_KEY=$(sed -n 's/^ *MIEN_SECRET_ACCESS_KEY=//p' "$log")
  export MIEN_SERVER MIEN_ACCESS_KEY_ID MIEN_SECRET_ACCESS_KEY
  say "server: $MIEN_SERVER"
}

# Prints, of the given photos, those that show one face well enough to register; says why it leaves others out.
usable_photos() {
  local file decision
  for file in "$@"; do
    decision=$(member "$("$mien" verify "$file" --json || true)" decision)
    case $decision in
      match | no_match) echo "$file" ;;
      *) say "leaving out $(basename "$file"): ${decision:-unreadable}" >&2 ;;
    esac
  done
}

# A member of one-line JSON, without quotes; empty where it is missing.
member() { sed -n "s/.*\"$2\":\"\{0,1\}\([^\",}]*\).*/\1/p" <<< "$1" | head -n 1; }

right=0
wrong=0
unclear=0
# Columns by letters: printf counts bytes.
row() {
  local width
  for width in 26 14 26; do printf '%s%*s ' "$1" "$((${#1} < width ? width - ${#1} : 0))" ''; shift; done
  printf '%10s %9s  %s\n' "$@"
}

# verify_photo FILE EXPECTED_ID_OR_EMPTY SHOWN_NAME
verify_photo() {
  local answer status=0 decision person name similarity start took verdict
  start=$(date +%s%N)
  answer=$("$mien" verify "$1" --json 2> "$work/verify.log") || status=$?
  took=$((($(date +%s%N) - start) / 1000000))
  if [ "$status" -gt 1 ]; then cat "$work/verify.log" >&2; die "the server did not answer"; fi
  decision=$(member "$answer" decision)
  similarity=$(member "$answer" similarity)
  person=$(sed -n 's/.*"person":{"id":"\([^"]*\)".*/\1/p' <<< "$answer")
  name=$(sed -n 's/.*"person":{"id":"[^"]*","name":"\([^"]*\)".*/\1/p' <<< "$answer")
  case $decision in
    match | no_match)
      if [ "$person" = "$2" ]; then
        verdict=right
        right=$((right + 1))
      else
        verdict=WRONG
        wrong=$((wrong + 1))
      fi
      similarity=$(printf '%.2f' "$similarity")
      ;;
    *)
      verdict="not judged"
      similarity=-
      unclear=$((unclear + 1))
      ;;
  esac
  row "$3" "${decision:-unreadable}" "${name:--}" "$similarity" "${took} ms" "$verdict"
}

# Sets `enrolled` and `probes`: the person's 2nd, 4th, ... photos, at most photos_enrolled of them, and the rest.
split_photos() {
  local files i
  mapfile -t files < <(find -L "$1" "${is_photo[@]}" | sort)
  enrolled=()
  probes=()
  for ((i = 0; i < ${#files[@]}; i++)); do
    if ((i % 2 == 1 && ${#enrolled[@]} < photos_enrolled)); then enrolled+=("${files[i]}"); else probes+=("${files[i]}"); fi
  done
}

# Until Enter, Ctrl-C or the server's end.
wait_for_user() {
  local is_asked=
  trap 'is_asked=yes' HUP INT TERM
  local status
  while [ -z "$is_asked" ] && kill -0 "$server_pid" 2>/dev/null; do
    status=0
    read -r -t 1 || status=$?
    [ "$status" -gt 128 ] || break  # Else nothing was typed in that second.
  done
}

main() {
  [ -x "$mien" ] || die "$mien is not built: run make build"
  find_photos
  start_server
  say "registering $people_enrolled people"
  local i name answer files enrolled probes
  local -A id_of=()  # By the place in `people`.
  for ((i = 0; i < ${#people[@]} && ${#id_of[@]} < people_enrolled; i++)); do
    name=$(basename "${people[i]}")
    split_photos "${people[i]}"
    if [ ${#enrolled[@]} = 0 ]; then say "not registering ${name//_/ }: fewer than two photos"; continue; fi
    mapfile -t files < <(usable_photos "${enrolled[@]}")
    if [ ${#files[@]} = 0 ]; then say "not registering ${name//_/ }: no usable photo"; continue; fi
    if answer=$("$mien" enroll --name "${name//_/ }" --consent --json "${files[@]}" 2> "$work/enroll.log"); then
      id_of[$i]=$(sed -n 's/.*"person":{"id":"\([^"]*\)".*/\1/p' <<< "$answer")
      say "registered ${name//_/ }, photos: ${#files[@]}"
    else
      say "not registering ${name//_/ }: $(cat "$work/enroll.log")"
    fi
  done
  [ ${#id_of[@]} = "$people_enrolled" ] || die "only ${#id_of[@]} people could be registered, not $people_enrolled"

  say "verifying other photos of them, and of strangers"
  row "photo of" "decision" "person" "similarity" "took" ""
  for ((i = 0; i < ${#people[@]}; i++)); do
    name=$(basename "${people[i]}")
    split_photos "${people[i]}"
    if [ -n "${id_of[$i]:-}" ]; then
      for file in "${probes[@]}"; do verify_photo "$file" "${id_of[$i]}" "${name//_/ }"; done
    else
      for file in "${enrolled[@]}" "${probes[@]}"; do verify_photo "$file" "" "${name//_/ } (stranger)"; done
    fi
  done
  echo
  [ "$unclear" = 0 ] || say "not judged: $unclear photos that show several faces or none, or cannot be read"
  if [ "$wrong" = 0 ] && [ "$right" -gt 0 ]; then say "every answer was right: $right of $right"; else
    say "answers that were wrong: $wrong of $((right + wrong))"
  fi

  if [ -t 1 ] && [ -t 0 ]; then
    mapfile -t files < <(find -L "$(realpath "${people[0]}")" "${is_photo[@]}" | sort)
    say "the server goes on running; Enter or Ctrl-C stops it and deletes its data. In another terminal, in this folder:"
    echo "  export MIEN_SERVER=$MIEN_SERVER MIEN_ACCESS_KEY_ID=$MIEN_ACCESS_KEY_ID MIEN_SECRET_ACCESS_KEY=$MIEN_SECRET_ACCESS_KEY"
    echo "  $mien people list"
    printf '  %s verify %q\n' "$mien" "${files[0]}"
    wait_for_user
    cleanup
    say "the server is stopped and its data deleted"
  else
    say "no terminal: the server is stopped now"
  fi
  [ "$wrong" = 0 ] && [ "$right" -gt 0 ]
}
case "$*" in
  '') main ;;
  --check)
    check_port
    find_photos
    check_models
    ;;
  *)
    echo "usage: tools/demo.sh [--check]" >&2
    exit 2
    ;;
esac
