"""Hostile, broken, odd and unsupported pictures and bodies through every operation that takes a picture: each gets a
documented answer, the server lives, answers in time, and its memory stays within bounds. Prints what each category was
answered with, the slowest requests, and the highest memory.

Each file of the collection goes through DetectFaces, /v1/verify and one of the other operations in turn, each made bomb
through all. MIEN_BAD_INPUT=all sends every file through all of them: that takes a few minutes more."""

import base64
import collections
import json
import os
import time
import unittest

import hostile_pictures
from mien_server import ServerTest, data, identities, is_sanitized, padded_jpeg

MIB = 1024 * 1024
# One picture at a time: 80 megapixels with alpha are 320 MB, their coefficients 640 MB, the tables of a hostile lossless
# WebP about 800 MB. A service has one at work on each core.
MEMORY_MAX_MB = 4096 if is_sanitized() else 2048
ANSWER_MAX_S = 120 if is_sanitized() else 20
ALL = os.environ.get("MIEN_BAD_INPUT") == "all"

# What a picture can be answered with, by surface; docs/api/rekognition.md and docs/api/rest.md describe each.
REFUSED_BY_REKOGNITION = {
    "400 InvalidImageFormatException",
    "400 ImageTooLargeException",
    "400 InvalidParameterException",  # A side shorter than 80 pixels, or no face where one is needed.
    "400 ValidationException",  # No bytes at all.
    "413 RequestEntityTooLargeException",  # So large that the whole request is.
}
REFUSED_BY_REST = {
    "400 invalid_argument",  # No bytes at all.
    "413 image_too_large",
    "415 image_format",
    "422 image_too_small",
}
VERIFIED = {"200 no_face", "200 no_match", "200 match", "200 several_faces", "200 low_quality"}
NOT_ONE_GOOD_FACE = {"422 no_face", "422 several_faces", "422 low_quality"}
OF_SOMEBODY = {"409 duplicate_person", "409 identity_conflict", "409 image_of_another_person"}
CODES = {
    "DetectFaces": {"200"} | REFUSED_BY_REKOGNITION,
    "IndexFaces": {"200"} | REFUSED_BY_REKOGNITION,
    "SearchFacesByImage": {"200"} | REFUSED_BY_REKOGNITION,
    "CompareFaces source": {"200"} | REFUSED_BY_REKOGNITION,
    "CompareFaces target": {"200"} | REFUSED_BY_REKOGNITION,
    "verify 1:N": VERIFIED | REFUSED_BY_REST,
    "verify 1:1": VERIFIED | REFUSED_BY_REST,
    "people": {"201"} | NOT_ONE_GOOD_FACE | OF_SOMEBODY | REFUSED_BY_REST,
    "faces": {"201"} | NOT_ONE_GOOD_FACE | OF_SOMEBODY | REFUSED_BY_REST,
}
FIRST = ("DetectFaces", "verify 1:N")
OTHERS = tuple(name for name in CODES if name not in FIRST)
TOO_LARGE = {"400 ImageTooLargeException", "413 image_too_large"}
NO_IMAGE = {"400 InvalidImageFormatException", "415 image_format"}
EMPTY = {"400 ValidationException", "400 invalid_argument"}


def image(picture):
    return b'{"Bytes":"' + base64.b64encode(picture) + b'"}'


class BadInput(ServerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = collections.defaultdict(collections.Counter)
        cls.times = []
        cls.turn = 0
        cls.face = identities()["Gerhard_Schroeder"][0].read_bytes()
        done = cls.server.register("Gerhard", [cls.face], id="gerhard")
        assert done.status == 201, done
        done = cls.server.call("CreateCollection", b'{"CollectionId":"hostile"}')
        assert done.status == 200, done

    @classmethod
    def tearDownClass(cls):
        cls.print_table()
        super().tearDownClass()

    @classmethod
    def print_table(cls):
        sent = "every file through every operation" if ALL else "a selection; MIEN_BAD_INPUT=all sends all"
        print(f"\n{len(cls.times)} requests, {sent}")
        for surface in CODES:
            rows = {category: codes for (where, category), codes in cls.table.items() if where == surface}
            print(f"\n{surface}: {sum(codes.total() for codes in rows.values())} requests")
            for category, codes in sorted(rows.items()):
                answers = ", ".join(f"{code} x{count}" for code, count in sorted(codes.items()))
                print(f"  {category:<36}{answers}")
        print(f"\nslowest, of {ANSWER_MAX_S} s allowed:")
        for took_s, surface, name in sorted(cls.times, reverse=True)[:10]:
            print(f"  {took_s * 1000:8.0f} ms  {surface:<20} {name}")
        print(f"highest memory of the server: {cls.server.memory_peak_mb():.0f} MB of {MEMORY_MAX_MB} allowed", flush=True)

    def asked(self, surface, category, name, send):
        began = time.monotonic()
        answer = send()
        took_s = time.monotonic() - began
        code = f"{answer.status} {answer.code}".strip()
        self.table[surface, category][code] += 1
        self.times.append((took_s, surface, f"{category}: {name}"))
        self.assertLess(answer.status, 500, f"{surface} {category} {name}: {answer}")
        self.assertLess(took_s, ANSWER_MAX_S, f"{surface} {category} {name}")
        return code

    def sender(self, operation, picture):
        """What sends the picture to that operation."""
        server, good = self.server, image(self.face)
        bodies = {
            "DetectFaces": b'{"Image":%b}',
            "IndexFaces": b'{"CollectionId":"hostile","Image":%b}',
            "SearchFacesByImage": b'{"CollectionId":"hostile","Image":%b}',
            "CompareFaces source": b'{"SourceImage":%b,"TargetImage":' + good + b"}",
            "CompareFaces target": b'{"SourceImage":' + good + b',"TargetImage":%b}',
        }
        if operation in bodies:
            return lambda: server.call(operation.split()[0], bodies[operation] % image(picture))
        if operation == "people":
            return lambda: server.register("Somebody", [picture], id="somebody")
        if operation == "faces":
            return lambda: server.rest("POST", "/v1/people/gerhard/faces", form=[("image", picture)])
        return lambda: server.verify(picture, **({"person_id": "gerhard"} if operation == "verify 1:1" else {}))

    def sent(self, operations, category, name, picture):
        """One picture through several operations; their codes."""
        codes = []
        for operation in operations:
            with self.subTest(operation=operation):
                code = self.asked(operation, category, name, self.sender(operation, picture))
                self.assertIn(code, CODES[operation], f"{category} {name}")
                codes.append(code)
                if operation == "people" and code == "201":
                    self.assertEqual(self.server.rest("DELETE", "/v1/people/somebody").status, 204)
        return set(codes)

    def operations_in_turn(self):
        if ALL:
            return tuple(CODES)
        type(self).turn += 1
        return (*FIRST, OTHERS[self.turn % len(OTHERS)])

    def assert_well(self):
        """The server lives and still knows a face."""
        self.assertTrue(self.server.is_alive(), self.server.log_text()[-4000:])
        self.assertEqual(self.server.verify(self.face).code, "match")

    def test_all_files_of_the_collection(self):
        root = data("bad-input")
        files = sorted(path for path in root.rglob("*") if path.is_file())
        self.assertGreaterEqual(len(files), 600)
        for path in files:
            with self.subTest(path=str(path.relative_to(root))):
                codes = self.sent(self.operations_in_turn(), path.parent.name, path.name, path.read_bytes())
                if path.parent.name == "zero-byte":
                    self.assertLessEqual(codes, EMPTY)
        self.assert_well()

    def test_bombs(self):
        for category, pictures in hostile_pictures.bombs().items():
            for name, picture in pictures:
                with self.subTest(category=category, name=name):
                    codes = self.sent(CODES, category, name, picture)
                    if category in ("made: header 65535x65535", "made: just too large"):
                        self.assertLessEqual(codes, TOO_LARGE | NO_IMAGE)
                    if category == "made: just too large":
                        # Rekognition takes no WebP, whatever its size.
                        self.assertLessEqual(codes, TOO_LARGE)
                    if any(costly in name for costly in ("501 scans", "20,000 scans", "24 scans", "16,384 x 16,384")):
                        self.assertLessEqual(codes, TOO_LARGE)
                    if category == "made: animated":
                        self.assertLessEqual(codes, NO_IMAGE)
        self.assert_well()

    def test_spoilt_copies_of_a_good_picture(self):
        face = self.face
        for name, picture, expected in (
            ("zero bytes", b"", EMPTY),
            ("one byte", b"\xff", NO_IMAGE),
            ("text named .jpg", b"This is no picture, whatever its name says.\n" * 40, NO_IMAGE),
            ("only the start of a JPEG", face[:2], NO_IMAGE),
            ("JPEG cut in its head", face[:200], NO_IMAGE),
            ("JPEG with a wrong start", b"\x00\x00" + face[2:], NO_IMAGE),
            ("JPEG behind other bytes", b"GIF89a" + face, NO_IMAGE),
            ("start of a PNG only", b"\x89PNG\r\n\x1a\n", NO_IMAGE),
            ("PNG head around a JPEG", b"\x89PNG\r\n\x1a\n" + face, NO_IMAGE),
            ("5 MiB of zeros", bytes(5 * MIB), NO_IMAGE),
        ):
            with self.subTest(name=name):
                self.assertLessEqual(self.sent(CODES, "made: spoilt", name, picture), expected)
        for share in (25, 50, 75, 95):  # What of it can be used is the decoder's choice.
            self.sent(CODES, "made: truncated", f"JPEG cut at {share} %", face[: len(face) * share // 100])
        for name, picture in hostile_pictures.cut_at_each_marker(face):
            with self.subTest(name=name):
                # Only the end marker may be missing, which some cameras leave out.
                expected = NO_IMAGE if len(picture) < len(face) - 2 else set().union(*CODES.values())
                self.assertLessEqual(self.sent(CODES, "made: cut at a marker", name, picture), expected)
        self.assert_well()

    def test_one_byte_too_many(self):
        large = padded_jpeg(self.face, 5 * MIB + 1)
        for operation in CODES:
            code = self.asked(operation, "made: 5 MiB + 1", "5 MiB + 1", self.sender(operation, large))
            if not operation[0].islower():
                self.assertEqual(code, "400 ImageTooLargeException", operation)
            else:
                self.assertIn(code, CODES[operation] - TOO_LARGE, operation)
        picture = padded_jpeg(self.face, 15 * MIB)
        whole = self.asked("verify 1:N", "made: 15 MiB", "15 MiB", lambda: self.server.verify(picture))
        self.assertEqual(whole, "200 match")
        more = padded_jpeg(self.face, 15 * MIB + 1)
        for operation in ("verify 1:N", "verify 1:1", "people", "faces"):
            over = self.asked(operation, "made: 15 MiB + 1", "15 MiB + 1", self.sender(operation, more))
            self.assertEqual(over, "413 image_too_large", operation)
        self.assert_well()

    def test_json_that_is_none_or_says_too_much(self):
        deep = b'{"Image":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001
        lists = b"[" * 10_000 + b"]" * 10_000
        good = base64.b64encode(self.face)
        for name, rekognition, rest in (
            ("nested 10,000 deep", deep, deep.replace(b"Image", b"image")),
            ("lists 10,000 deep", lists, lists),
            ("never closed, 1,000,000 deep", b"[" * 1_000_000, b"[" * 1_000_000),
            (
                "duplicate keys",
                b'{"Image":{"Bytes":"%b"},"Image":{"Bytes":"%b"}}' % (good, good),
                b'{"image":"%b","image":"%b"}' % (good, good),
            ),
            ("invalid base64", b'{"Image":{"Bytes":"####"}}', b'{"image":"####"}'),
            ("base64 of a broken length", b'{"Image":{"Bytes":"QUJDR"}}', b'{"image":"QUJDR"}'),
            ("no JSON", b"Image=a.jpg", b"image=a.jpg"),
            ("cut short", b'{"Image":{"Bytes":"%b' % good, b'{"image":"%b' % good),
            ("a byte that is no UTF-8", b'{"Image":{"Bytes":"\xff"}}', b'{"image":"\xff"}'),
            ("a number out of range", b'{"Image":1e400}', b'{"image":"QUJD","threshold":1e400}'),
            ("a list for an object", b"[]", b"[]"),
            ("a wrong type", b'{"Image":{"Bytes":5}}', b'{"image":5}'),
        ):
            with self.subTest(name=name):
                code = self.asked("DetectFaces", f"JSON: {name}", name, lambda: self.server.call("DetectFaces", rekognition))
                self.assertEqual(code, "400 SerializationException")
                code = self.asked(
                    "verify 1:N", f"JSON: {name}", name, lambda: self.server.rest("POST", "/v1/verify", body=rest)
                )
                self.assertEqual(code, "400 invalid_argument")
        self.assert_well()

    def test_bodies_that_are_too_large_are_refused_unread(self):
        body = json.dumps({"Image": {"Bytes": "A" * (9 * MIB)}}).encode()
        answer = self.server.call("DetectFaces", body)
        self.assertEqual((answer.status, answer.code), (413, "RequestEntityTooLargeException"), answer)
        answer = self.server.rest("POST", "/v1/verify", body=body)
        self.assertEqual((answer.status, answer.code), (413, "body_too_large"), answer)
        self.assert_well()

    def test_the_memory_stays_bounded(self):
        """Runs last: unittest goes by name."""
        self.assertGreater(len(self.times), 0)
        self.assertLess(self.server.memory_peak_mb(), MEMORY_MAX_MB)


if __name__ == "__main__":
    unittest.main(verbosity=2)
