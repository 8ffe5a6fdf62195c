#!/usr/bin/env python3
"""Fails where a document names a test, a constant, a file or a command's option that does not exist, or where a limit
of src/core/limits.h is in no document.

In the documents a test stands as `Suite.Name` or `Suite.*`, a constant as `kName`, and a file as the target of a link.
Prints each offence as file:line and exits 1 if there is one.
"""

import pathlib
import re
import sys

from offences import report

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEST = re.compile(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST_P|TYPED_TEST)\(\s*(\w+),\s*(\w+)\)", re.MULTILINE)
NAMED_TEST = re.compile(r"`([A-Z]\w*[a-z]\w*)\.(\w+|\*)`")
CONSTANT = re.compile(r"`(?:\w+::)*(k[A-Z]\w*)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
OPTION = re.compile(r"`(--[a-z][a-z-]*)")
LIMIT = re.compile(r"^inline constexpr .*?\b(k\w+)\s*[{=]", re.MULTILINE)
OPTIONS_OF_OTHERS = {"--endpoint-url"}  # The aws CLI's.


def texts(*patterns):
    return [path.read_text(errors="ignore") for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def documents():
    return sorted(path for path in ROOT.rglob("*.md") if not {".deps", ".venv", "build", "node_modules"} & set(path.relative_to(ROOT).parts))


def offences():
    suites = {}
    for suite, name in TEST.findall("\n".join(texts("tests/**/*.cc", "tests/**/*.h"))):
        suites.setdefault(suite, set()).add(name)
    sources = "\n".join(texts("src/**/*.cc", "src/**/*.h", "apps/**/*.cc", "apps/**/*.h", "tests/**/*.py", "Makefile",
                              "tools/*.*", "bench/**/*.py", "tests/**/*.h", "tests/**/*.cc"))
    constants = set(re.findall(r"\bk[A-Z]\w*", sources))
    options = set(re.findall(r"--[a-z][a-z-]*", sources)) | {
        "--" + key.replace("_", "-") for key in re.findall(r'_setting\(\s*"(\w+)"', sources)
    }
    said = ""
    for path in documents():
        text = path.read_text()
        said += text
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{path.relative_to(ROOT)}:{number}"
            for suite, name in NAMED_TEST.findall(line):
                if suite in suites and name != "*" and name not in suites[suite]:
                    yield f"{where}: there is no test {suite}.{name}"
                elif suite not in suites and (name == "*" or name[0].isupper()) and not suite.isupper():
                    yield f"{where}: there is no suite {suite}"
            for name in CONSTANT.findall(line):
                if name not in constants:
                    yield f"{where}: there is no constant {name}"
            for target in LINK.findall(line):
                if "://" not in target and not (path.parent / target).exists():
                    yield f"{where}: there is no {target}"
            for option in OPTION.findall(line):
                if option not in options | OPTIONS_OF_OTHERS:
                    yield f"{where}: there is no option {option}"
    for limit in LIMIT.findall((ROOT / "src/core/limits.h").read_text()):
        if not re.search(rf"`{limit}`", said):
            yield f"src/core/limits.h: {limit} is in no document"


def main():
    return report(list(offences()), f"{len(documents())} documents", "names of what is not there")


if __name__ == "__main__":
    sys.exit(main())
