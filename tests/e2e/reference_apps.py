"""What the tests of the five reference applications share: a server with one of their configurations, the pictures, and
the table of what each case gets, which docs/api/reference-apps.md repeats."""

import json
import pathlib
import struct
import sys
import tempfile
import time
import unittest
import urllib.parse
import zlib

import boto3
import botocore.config

from mien_server import PROJECT, REGION, Server, ServerTest, identities

SETTLED = {"done", "refused", "failed"}
VAN = "Nguyễn Văn A"
# As people write them: blanks, dots, an apostrophe, a slash, letters beyond ASCII.
NAMES = ["Ada King Lovelace", VAN, "A. B. Silva", "O'Neil Jr.", "Ann/Bo"]
PAGE = PROJECT / "docs" / "api" / "reference-apps.md"
WAYS = ("intakes", "handlers")
_cells = {}  # By application, case and way: what the tests of this process saw.


def picture(person, number):
    """One of ten people's ten photos."""
    return list(identities().values())[person][number].read_bytes()


def corrupt():
    """Begins as a JPEG does."""
    return picture(0, 3)[:200] + b"junk"


def without_face():
    """A grey slope, as PNG."""
    width, height = 320, 240
    rows = b"".join(b"\0" + bytes((x + y) % 256 for x in range(width)) for y in range(height))

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def shape(value, name=""):
    """An answer's JSON as text, with what differs from run to run replaced: numbers, ids, times."""
    if isinstance(value, dict):
        return "{" + ",".join(f'"{key}":{shape(item, key)}' for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(shape(item) for item in value) + "]"
    if isinstance(value, float) or name in ("confidence", "Similarity"):
        return "N"
    if name in ("FaceId", "Timestamp", "ImagePath"):
        return name.upper()
    return json.dumps(value, ensure_ascii=False)


class AppTest(ServerTest):
    """A server with one example's configuration."""

    example = ""
    app = way = ""  # Where it stands on the page.

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        config = pathlib.Path(folder.name) / "mien.toml"
        # Handlers run with the tests' own Python, which has AWS's client.
        text = (PROJECT / "examples" / cls.example).read_text()
        config.write_text(text.replace('python = "python3"', f'python = "{sys.executable}"'))
        cls.server = Server("--config", str(config)).start()
        cls.clients = {}

    @property
    def keys(self):
        return {"aws_access_key_id": self.server.key_id, "aws_secret_access_key": self.server.secret}

    def client(self, service, **config):
        """One for all who ask with the same words: to make one takes longer than most requests do."""
        words = (service, *sorted(config.items()))
        if words not in self.clients:
            self.clients[words] = boto3.client(
                service,
                endpoint_url=self.server.url,
                region_name=REGION,
                config=botocore.config.Config(retries={"max_attempts": 0}, **config),
                **self.keys,
            )
        return self.clients[words]

    def raw(self, method, path, body=b"", headers=None):
        """As a browser or a plain HTTP client asks: nothing is signed."""
        return self.server.request(method, path, body, headers or {})

    def outcome(self, bucket, key):
        """What became of the object's last upload, once it is settled."""
        query = urllib.parse.urlencode({"bucket": bucket, "key": key})
        for _ in range(600):
            answer = self.server.rest("GET", f"/v1/uploads?{query}")
            self.assertEqual(answer.status, 200, answer)
            uploads = answer.json()["uploads"]
            if uploads and uploads[0]["state"] in SETTLED:
                return uploads[0]
            time.sleep(0.05)
        self.fail(f"{bucket}/{key} is not settled")

    def assert_outcome(self, bucket, key, state, outcome):
        upload = self.outcome(bucket, key)
        self.assertEqual((upload["state"], upload.get("outcome")), (state, outcome), upload)
        if state == "refused":
            self.assertTrue(upload["reason"])
        return upload

    def item(self, table, **key):
        found = self.client("dynamodb").get_item(TableName=table, Key={n: {"S": v} for n, v in key.items()})
        return {name: value["S"] for name, value in found.get("Item", {}).items()}

    def items(self, table):
        found = self.client("dynamodb").scan(TableName=table)["Items"]
        return [{name: value["S"] for name, value in item.items()} for item in found]

    def faces(self, collection):
        return [face["FaceId"] for face in self.client("rekognition").list_faces(CollectionId=collection)["Faces"]]

    def people(self, collection):
        return self.server.rest("GET", f"/v1/people?collection={collection}").json()["people"]


class Cases:
    """What is done with each application, whoever works on its uploads. A class that takes part has `enrol` and
    `verify`, as the application's client does it, `redeliver`, which tells of the last upload again, and `stored`, which
    counts; the first three give the text that the page has for the case."""

    names = NAMES
    refused = ()  # That the application's rule cannot take.
    another, broken, nobody = "Somebody Else", "Broken Picture", "No Face"

    def case(self, name, got):
        """One cell of the page's tables: what it says."""
        _cells.setdefault(self.app, {}).setdefault(name, {})[self.way] = got
        if "--table" not in sys.argv:
            with self.subTest(name):
                self.assertEqual(got, said(self.app, name, self.way), f"{PAGE.name} is not so; --table prints what is")

    def test_every_case(self):
        for number, name in enumerate(self.names):
            self.case(f"enrol {name}", self.enrol(name, picture(number, 0)))
        for number, name in enumerate(self.names):
            self.case(f"verify {name}", self.verify(picture(number, 1)))
        stored = self.stored()
        self.assertEqual(set(stored), {len(self.names)}, "one of everything for each name")
        self.case("the same event again", self.redeliver())
        self.case("the same upload again", self.enrol_again())
        self.assertEqual(self.stored(), stored, "nothing is there twice")
        self.case("another picture of the same person", self.enrol(self.names[0], picture(0, 2)))
        self.case("the same name, another face", self.enrol(self.names[0], picture(6, 0)))
        self.case("verify that other face", self.verify(picture(6, 1)))
        self.case("another name, the same face", self.enrol(self.another, picture(1, 2)))
        self.case("verify a stranger", self.verify(picture(9, 2)))
        self.case("verify several strangers", self.verify(picture(9, 0)))
        stored = self.stored()
        self.case("enrol a corrupt image", self.enrol(self.broken, corrupt()))
        self.case("verify a corrupt image", self.verify(corrupt()))
        self.case("enrol a picture of nobody", self.enrol(self.nobody, without_face()))
        self.case("verify a picture of nobody", self.verify(without_face()))
        for name in self.refused:
            self.case(f"enrol {name}", self.enrol(name, picture(7, 0)))
        self.assertEqual(self.stored(), stored, "nothing of what was refused is there")


def said(app, case, way):
    """What the page says."""
    _, _, below = PAGE.read_text().partition(f"\n## {app}\n")
    for line in below.partition("\n## ")[0].splitlines():
        cells = [cell.strip().strip("`") for cell in line.split("|")]
        if cells[1:2] == [case]:
            return cells[2 + WAYS.index(way)]
    return None


def table(app):
    """As the page has it."""
    lines = ["", f"## {app}", "", "| case | " + " | ".join(WAYS) + " |", "|---" * (1 + len(WAYS)) + "|"]
    for case, gets in _cells[app].items():
        lines.append(f"| {case} | " + " | ".join(f"`{gets[way]}`" if way in gets else "" for way in WAYS) + " |")
    return "\n".join(lines)


def main():
    """Runs a file's tests; with --table it prints what each case gets, and compares it with nothing."""
    run = unittest.main(argv=[argument for argument in sys.argv if argument != "--table"], verbosity=2, exit=False)
    if "--table" in sys.argv:
        print(*(table(app) for app in sorted(_cells)), sep="\n")
    sys.exit(not run.result.wasSuccessful())
