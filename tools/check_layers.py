#!/usr/bin/env python3
"""Fails on an #include against the arrows of the architecture, or on a third-party header outside of its place.

Arrows: api -> app -> vision, ports -> core; adapters -> ports -> core; apps/ sees everything. An adapter never includes
another; only the leaves adapters/posix, adapters/unicode and adapters/x509 serve several, and include no adapter themselves. Prints each
offence as file:line and exits 1 if there is one.
"""

import pathlib
import re
import sys

from offences import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
APPS = ROOT / "apps"

MAY_INCLUDE = {
    "core": {"core"},
    "vision": {"vision", "core"},
    "ports": {"ports", "core"},
    "app": {"app", "vision", "ports", "core"},
    "api": {"api", "app", "ports", "core"},
    "adapters": {"ports", "core"},
}
# Third-party headers by the prefix of their path, and the layers or folders where they may stand.
THIRD_PARTY = {
    "boost/json": {"api", "adapters", "apps"},
    "boost/beast": {"adapters/http_server"},
    "boost/asio": {"adapters/http_server"},
    "boost/": {"api", "adapters"},
    "openssl/": {"api", "adapters"},
    "curl/": {"adapters/http_client"},
    "expat.h": {"api"},
    "jerror.h": {"adapters/image_codec"},
    "jpeglib.h": {"adapters/image_codec"},
    "openvino/": {"adapters/openvino"},
    "png.h": {"adapters/image_codec"},
    "prometheus/": {"adapters/system"},
    "sodium.h": {"adapters/sealing"},
    "sqlite3.h": {"adapters/store_sqlite"},
    "utf8proc.h": {"adapters/unicode"},
    "webp/": {"adapters/image_codec"},
    "zip.h": {"adapters/lambda_zip"},
    "CLI/": {"apps"},
    "toml++/": {"apps"},
}
LEAVES = ("adapters/posix", "adapters/unicode", "adapters/x509")
# Instructions of one kind of processor stand in files of their own, named after it.
INTRINSICS = {"immintrin.h": "_x86.cc", "arm_neon.h": "_arm.cc"}
BEAST_FILES_MAX = 3
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
GENERATED = "embedded/"


def layer_of(path):
    if path.is_relative_to(APPS):
        return "apps", "apps"
    parts = path.relative_to(SOURCE).parts
    if parts[0] == "adapters":
        return "adapters", f"adapters/{parts[1]}"
    return parts[0], parts[0]


def is_standard_or_system(header):
    return "/" not in header or header.startswith("sys/")


def offences(path):
    layer, place = layer_of(path)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        quote, header = found.groups()
        where = f"{path.relative_to(ROOT)}:{number}"
        if quote == '"':
            if layer == "apps":
                continue
            if header.startswith(GENERATED):
                continue
            target = header.split("/")[0]
            folders = (place,) if place in LEAVES else (place, *LEAVES)
            own = layer == "adapters" and header.startswith(tuple(folder + "/" for folder in folders))
            if not (SOURCE / header).exists():
                yield f'{where}: "{header}" is no path from src/'
            elif target not in MAY_INCLUDE[layer] and not own:
                yield f'{where}: {place} may not include "{header}"'
            continue
        if header in INTRINSICS and layer != "apps":  # There the benchmarks measure them.
            if not path.name.endswith(INTRINSICS[header]):
                yield f"{where}: <{header}> may only stand in a file named *{INTRINSICS[header]}"
            continue
        for prefix, places in THIRD_PARTY.items():
            if header.startswith(prefix):
                if layer not in places and place not in places:
                    yield f"{where}: <{header}> may not stand in {place}"
                break
        else:
            if layer in ("core", "ports", "app", "vision") and not (
                is_standard_or_system(header) and not header.endswith(".h")
            ):
                yield f"{where}: <{header}>: only the C++ library may be used in {layer}"


def main():
    files = sorted(p for root in (SOURCE, APPS) for p in root.rglob("*") if p.suffix in (".h", ".cc"))
    found = [offence for path in files for offence in offences(path)]
    beast = [p for p in files if "boost/beast" in p.read_text()]
    if len([p for p in beast if p.suffix == ".cc"]) > BEAST_FILES_MAX or any(p.suffix == ".h" for p in beast):
        found.append(f"Boost.Beast stands in {', '.join(str(p.relative_to(ROOT)) for p in beast)}: at most {BEAST_FILES_MAX} .cc files")
    return report(found, f"{len(files)} files", "includes against an arrow")


if __name__ == "__main__":
    sys.exit(main())
