"""The segment of the index: written at a clean stop, used by the next start, gone with the first removal."""

import array
import hashlib
import json
import math
import os
import sqlite3
import unittest

from mien_server import Server, seeded_random

FACES = 12_000  # More than limits::kCheckpointEntriesMin.
DIMENSION = 384


def face_id(number):
    return hashlib.sha256(b"face %d" % number).digest()[:16]


def uuid_text(raw):
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


class Segment(unittest.TestCase):
    def setUp(self):
        self.random = seeded_random()
        self.embeddings = []
        self.server = Server()
        self.addCleanup(self.server.discard)

    def unit(self):
        values = [self.random.gauss(0, 1) for _ in range(DIMENSION)]
        norm = math.sqrt(sum(value * value for value in values))
        return array.array("f", (value / norm for value in values)).tobytes()

    def fill(self):
        """Writes faces into the store of a server that is stopped; by requests it would take minutes."""
        with sqlite3.connect(self.server.data_dir / "mien.db") as database:
            (collection,) = database.execute("SELECT id FROM collections WHERE name = 'people'").fetchone()
            (change,) = database.execute("SELECT change FROM state").fetchone()
            for number in range(FACES):
                self.embeddings.append(self.unit())
                row = (collection, face_id(number), bytes(16), bytes(32), change + 1 + number, self.embeddings[-1])
                database.execute(
                    "INSERT INTO faces (collection, face_id, image_id, image_sha256, box_left, box_top, box_width,"
                    " box_height, confidence_pct, created_ms, change, embedding)"
                    " VALUES (?, ?, ?, ?, 0, 0, 1, 1, 99, 0, ?, ?)",
                    row,
                )
            database.execute("UPDATE state SET change = change + ?", (FACES,))
            database.execute("UPDATE collections SET face_count = face_count + ?", (FACES,))
        database.close()

    def events(self, name):
        lines = [json.loads(line) for line in self.server.log_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    def last_start(self):
        return self.events("index_ready")[-1]

    def path(self):
        return self.server.data_dir / "index" / "segment"

    def nearest(self, number):
        found = self.server.rekognition().search_faces(
            CollectionId="people", FaceId=uuid_text(face_id(number)), FaceMatchThreshold=0, MaxFaces=5
        )
        return [(match["Face"]["FaceId"], match["Similarity"]) for match in found["FaceMatches"]]

    def lies_in_a_file(self, embedding):
        files = (path for path in self.server.data_dir.rglob("*") if path.is_file())
        return any(embedding in path.read_bytes() for path in files)

    def test_is_written_used_and_discarded(self):
        server = self.server
        server.start()
        self.assertEqual(server.terminate(), 0)
        self.assertFalse(self.path().exists(), "there is too little to be worth it")
        self.fill()
        server.start()
        self.assertEqual((self.last_start()["from_segment"], self.last_start()["replayed"]), (0, FACES))
        expected = [self.nearest(number) for number in range(0, FACES, 1500)]
        self.assertEqual(server.terminate(), 0)
        self.assertTrue(self.path().exists())
        self.assertEqual(self.events("segment_written")[-1]["entries"], FACES)

        server.start()
        self.assertEqual((self.last_start()["from_segment"], self.last_start()["replayed"]), (FACES, 0))
        self.assertEqual([self.nearest(number) for number in range(0, FACES, 1500)], expected)
        server.kill()
        self.assertTrue(self.path().exists())

        server.start()
        self.assertEqual(self.last_start()["from_segment"], FACES, "kill -9 does it no harm")
        self.assertTrue(self.lies_in_a_file(self.embeddings[7]))
        server.rekognition().delete_faces(CollectionId="people", FaceIds=[uuid_text(face_id(7))])
        self.assertFalse(self.path().exists())
        self.assertFalse(self.lies_in_a_file(self.embeddings[7]))
        self.assertTrue(self.lies_in_a_file(self.embeddings[8]))
        server.kill()

        server.start()
        self.assertEqual((self.last_start()["from_segment"], self.last_start()["replayed"]), (0, FACES - 1))
        self.assertEqual(server.terminate(), 0)
        self.assertTrue(self.path().exists())

    def test_is_ignored_when_it_is_damaged(self):
        server = self.server
        server.start()
        self.assertEqual(server.terminate(), 0)
        self.fill()
        server.start()
        expected = self.nearest(5)
        self.assertEqual(server.terminate(), 0)
        with self.path().open("r+b") as file:
            file.seek(self.random.randrange(self.path().stat().st_size // 2, self.path().stat().st_size))
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 0x40]))
        server.start()
        self.assertEqual(self.last_start()["from_segment"], 0)
        self.assertEqual(len(self.events("segment_ignored")), 1)
        self.assertFalse(self.path().exists())
        self.assertEqual(self.nearest(5), expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
