"""What uploads leave goes with their person, and the command line shows and repeats them: one intake into a table, a
bucket, and the deletions that follow."""

import io
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

import boto3
import botocore.exceptions

from mien_server import REGION, Server, ServerTest, binary, clean_environment, identities

CONFIG = """
[[intake]]
name = "staff"
bucket = "staff"
action = "register"
identity = "metadata:fullname"
collection = "people"
table = "staff"
table_key = "face"
table_item = { face = "{face_id}", name = "{name}", picture = "{bucket}/{key}" }

[[intake]]
name = "door"
bucket = "door"
action = "verify"
collection = "people"
keep = "all"
"""


def picture(person, number):
    """One of ten people's ten photos."""
    return list(identities().values())[person][number].read_bytes()


class Uploads(ServerTest):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        config = pathlib.Path(cls.folder.name) / "mien.toml"
        config.write_text(CONFIG)
        cls.server = Server("--config", str(config))
        cls.start()

    @classmethod
    def start(cls):
        cls.server.start()  # At another port each time.
        keys = {"aws_access_key_id": cls.server.key_id, "aws_secret_access_key": cls.server.secret}
        cls.s3, cls.tables = (boto3.client(service, endpoint_url=cls.server.url, region_name=REGION, **keys)
                              for service in ("s3", "dynamodb"))

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def mien(self, *arguments, expect=0):
        environment = clean_environment() | {"MIEN_ACCESS_KEY_ID": self.server.key_id,
                                             "MIEN_SECRET_ACCESS_KEY": self.server.secret}
        done = subprocess.run([str(binary()), *arguments, "--server", self.server.url], capture_output=True, text=True,
                              env=environment)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        return done.stdout if expect == 0 else done.stderr

    def put(self, bucket, key, body, **metadata):
        self.s3.put_object(Bucket=bucket, Key=key, Body=io.BytesIO(body), Metadata=metadata)
        return self.settled(bucket, key)

    def settled(self, bucket, key):
        for _ in range(300):
            found = json.loads(self.mien("uploads", "list", "--bucket", bucket, "--key", key, "--json"))["uploads"]
            if found and found[0]["state"] not in ("waiting", "open"):
                return found[0]
            time.sleep(0.1)
        self.fail("it is not settled")

    def keys(self, bucket):
        return [found["Key"] for found in self.s3.list_objects_v2(Bucket=bucket).get("Contents", [])]

    def faces(self):
        return {item["face"]["S"] for item in self.tables.scan(TableName="staff")["Items"]}

    def until(self, look, expected):
        for _ in range(100):
            if look() == expected:
                return
            time.sleep(0.1)
        self.assertEqual(look(), expected)

    def test_what_an_upload_left_goes_with_its_person(self):
        first = self.put("staff", "a1.jpg", picture(0, 0), fullname="Ann")
        second = self.put("staff", "a2.jpg", picture(0, 1), fullname="Ann")
        bob = self.put("staff", "b.jpg", picture(1, 0), fullname="Bob")
        probe = self.put("door", "probe.jpg", picture(0, 2))
        stranger = self.put("door", "stranger.jpg", picture(2, 0))
        self.assertEqual([u["outcome"] for u in (first, second, bob, probe, stranger)],
                         ["registered"] * 3 + ["match", "no_match"])
        self.assertEqual(self.keys("staff"), ["a1.jpg", "a2.jpg", "b.jpg"])
        self.assertEqual(self.faces(), {u["face_id"] for u in (first, second, bob)})
        ann = first["person"]["id"]
        self.assertEqual(second["person"]["id"], ann)

        answer = self.server.rest("DELETE", f"/v1/people/{ann}/faces/{first['face_id']}")
        self.assertEqual(answer.status, 204, answer)
        self.until(lambda: self.keys("staff"), ["a2.jpg", "b.jpg"])
        self.until(self.faces, {second["face_id"], bob["face_id"]})
        self.assertEqual(self.keys("door"), ["probe.jpg", "stranger.jpg"])

        # Acknowledged before the end of the process: removed after its next start at the latest.
        self.mien("people", "delete", ann)
        self.server.kill()
        self.start()
        self.until(lambda: self.keys("staff"), ["b.jpg"])
        self.until(self.faces, {bob["face_id"]})
        self.until(lambda: self.keys("door"), ["stranger.jpg"])
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            self.s3.get_object(Bucket="staff", Key="a2.jpg")
        self.assertEqual(refused.exception.response["Error"]["Code"], "NoSuchKey")

    def test_the_command_line_lists_and_repeats(self):
        refused = self.put("staff", "junk.jpg", b"junk", fullname="Cy")
        self.assertEqual((refused["state"], refused["outcome"]), ("refused", "image_format"))
        listed = self.mien("uploads", "list", "--state", "refused", "--intake", "staff")
        line = next(line for line in listed.splitlines() if line.startswith(refused["upload_id"]))
        for part in ("refused", "image_format", "staff/junk.jpg: " + refused["reason"]):
            self.assertIn(part, line)
        told = self.mien("uploads", "retry", refused["upload_id"], expect=1)
        self.assertIn("Its picture was removed when it was refused", told)
        self.assertEqual(self.settled("staff", "junk.jpg"), refused, "what was decided stays")
        kept = self.put("door", "junk.jpg", b"junk")
        # It may have been tried and refused once more before the command tells of it.
        self.assertRegex(self.mien("uploads", "retry", kept["upload_id"]), r": (waiting|refused)\n$")
        repeated = self.settled("door", "junk.jpg")
        self.assertEqual((repeated["upload_id"], repeated["outcome"]), (kept["upload_id"], "image_format"))
        self.assertGreater(repeated["updated_at"], kept["updated_at"])
        self.s3.delete_object(Bucket="door", Key="junk.jpg")
        again = self.put("staff", "other.jpg", picture(3, 0), fullname="Dee")
        self.assertIn("not_retryable", self.mien("uploads", "retry", again["upload_id"], expect=1))
        self.mien("people", "delete", again["person"]["id"])
        self.until(lambda: "other.jpg" in self.keys("staff"), False)
        self.mien("uploads", "retry", "no-such-upload", expect=1)
        self.mien("uploads", "list", "--state", "odd", expect=2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
