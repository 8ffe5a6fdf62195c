#!/usr/bin/env python3
"""Writes v4_query_vectors.json from the query halves of AWS's vectors: make_query_vectors.py FOLDER, see README.md."""

import json
import pathlib
import sys


def vector(folder):
    lines = (folder / "query-signed-request.txt").read_text().split("\n")
    method, rest = lines[0].split(" ", 1)
    headers = []
    at = 1
    while lines[at]:
        if lines[at][0] in " \t":
            headers[-1][1] += "\n" + lines[at]
        else:
            headers.append(lines[at].split(":", 1))
        at += 1
    context = json.loads((folder / "context.json").read_text())
    return {
        "name": folder.name,
        "method": method,
        "target": rest.rsplit(" ", 1)[0],
        "headers": headers,
        "body": "\n".join(lines[at + 1:]),
        "normalize": context["normalize"],
        "lifetime_s": context["expiration_in_seconds"],
        "has_token": "token" in context["credentials"],
        "canonical_request": (folder / "query-canonical-request.txt").read_text(),
        "string_to_sign": (folder / "query-string-to-sign.txt").read_text(),
        "signature": (folder / "query-signature.txt").read_text(),
    }


def main():
    folders = sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir())
    text = ",\n".join(json.dumps(vector(folder), ensure_ascii=False) for folder in folders)
    here = pathlib.Path(__file__).resolve().parent
    (here / "v4_query_vectors.json").write_text("[\n" + text + "\n]\n")


if __name__ == "__main__":
    main()
