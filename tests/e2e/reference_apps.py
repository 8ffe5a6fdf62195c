"""What the tests of the five reference applications share: a server with one of their configurations, the pictures, and
the table of what each case gets, which docs/api/reference-apps.md repeats."""

import json
import re
import struct
import sys
import time
import urllib.parse
import zlib

import boto3
import botocore.config

from mien_server import PROJECT, REGION, Server, ServerTest, identities

SETTLED = {"done", "refused", "failed"}
VAN = "Nguyễn Văn A"
# As people write them: blanks, dots, an apostrophe, a slash, letters beyond ASCII. In keys `_` stands for a blank.
NAMES = ["Ada King Lovelace", VAN, "A. B. Silva", "O'Neil Jr.", "Ann/Bo"]
PAGE = PROJECT / "docs" / "api" / "reference-apps.md"
_rows = {}  # By section, then by case: what the tests of this process saw.


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
    section = ""  # Of the table.

    @classmethod
    def setUpClass(cls):
        cls.server = Server("--config", str(PROJECT / "examples" / cls.example))
        cls.server.start()

    @property
    def keys(self):
        return {"aws_access_key_id": self.server.key_id, "aws_secret_access_key": self.server.secret}

    def client(self, service, **config):
        return boto3.client(
            service,
            endpoint_url=self.server.url,
            region_name=REGION,
            config=botocore.config.Config(retries={"max_attempts": 0}, **config),
            **self.keys,
        )

    def raw(self, method, path, body=b"", headers=None):
        """As a browser or a plain HTTP client asks: nothing is signed."""
        return self.server.request(method, path, body, headers or {})

    def outcome(self, bucket, key):
        """What became of the object's last upload, once it is settled."""
        query = urllib.parse.urlencode({"bucket": bucket, "key": key})
        for _ in range(300):
            answer = self.server.rest("GET", f"/v1/uploads?{query}")
            self.assertEqual(answer.status, 200, answer)
            uploads = answer.json()["uploads"]
            if uploads and uploads[0]["state"] in SETTLED:
                return uploads[0]
            time.sleep(0.05)
        self.fail(f"{bucket}/{key} is not settled")

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

    # The table.

    def case(self, name, got, expected):
        """One row: what a case got, and that it is what the page says."""
        self.assertEqual(got, expected, name)
        _rows.setdefault(self.section, {})[name] = expected

    def case_answer(self, name, answer, expected):
        """A row of an HTTP answer: its status and the shape of its JSON."""
        self.assertNotIn("Traceback", answer.body.decode(errors="replace"))
        self.case(name, f"{answer.status} {shape(answer.json())}", expected)

    def case_upload(self, name, upload, expected):
        """A row of an upload: its state and outcome."""
        if upload["state"] == "refused":
            self.assertTrue(upload["reason"], upload)
        self.case(name, f"{upload['state']}: {upload.get('outcome')}", expected)
        return upload


def table():
    """The rows that were seen, as the page has them."""
    lines = []
    for section, rows in _rows.items():
        lines += [f"### {section}", "", "| case | gets |", "|---|---|"]
        lines += [f"| {case} | `{gets}` |" for case, gets in rows.items()] + [""]
    return "\n".join(lines)


def check_table():
    """For tearDownModule: prints the table where --table asks for it, else compares it with the page."""
    if "--table" in sys.argv:
        print(table())
        return
    sections = dict(re.findall(r"^### (.+)\n\n((?:\|.*\n)+)", PAGE.read_text(), re.MULTILINE))
    for section, rows in _rows.items():
        said = set(sections.get(section, "").splitlines())
        missing = [row for case, gets in rows.items() if (row := f"| {case} | `{gets}` |") not in said]
        assert not missing, f"{PAGE.name} does not say below '{section}' (--table prints all):\n" + "\n".join(missing)
