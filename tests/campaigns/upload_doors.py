"""The doors through which a campaign's uploads come, what a client knows of each upload, and how one is made."""

import http.client
import json
import pathlib
import sys
import threading
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from plain_client import LOST, PlainClient  # noqa: E402  (finds mien_server, too)
import botocore.exceptions  # noqa: E402
from s3_clients import client as s3_client  # noqa: E402

ANNOUNCED = "mien-uploads"
# Identity from metadata, from an id and from a name in the key; each policy of what is kept; items per face and per upload.
CONFIGURATION = """
[[intake]]
name = "staff"
bucket = "staff-pictures"
prefix = "index/"
action = "register"
collection = "staff"
identity = "metadata:fullname"
table = "staff"
table_key = "RekognitionId"
table_item = { RekognitionId = "{face_id}", FullName = "{name}", ImagePath = "{bucket}/{key}", Timestamp = "{now}" }
[[intake]]
name = "badges"
bucket = "badge-pictures"
action = "register"
collection = "badges"
identity = "key:{id}_{uuid}"
table = "badges"
table_key = "UploadId"
table_item = { UploadId = "{upload_id}", BadgeId = "{person_id}", FaceId = "{face_id}" }
keep = "none"
[[intake]]
name = "archive"
bucket = "archive-pictures"
action = "register"
collection = "archive"
identity = "key:{full_name}_{uuid}"
keep = "all"
"""


class Refused(AssertionError):
    """An upload that should have been taken."""


class Door:
    """An intake. People are told apart by id where it has ids, else by name."""

    def __init__(self, name, bucket, collection, keep, by_id=False):
        self.name, self.bucket, self.collection, self.keep, self.by_id = name, bucket, collection, keep, by_id

    def identity(self, person):
        """What the person is called in the collection: names of several words and alphabets, ids of plain letters."""
        if self.by_id:
            return person.id
        return person.name.replace("_", " ") + (" Ø" if self.name == "staff" else "")

    def place(self, identity):
        """A new key for a picture of that person, and the metadata that goes with it."""
        if self.name == "staff":
            return f"index/{uuid.uuid4()}.jpg", {"fullname": urllib.parse.quote(identity)}
        if self.name == "badges":
            return f"{identity}_{uuid.uuid4()}.jpg", {}
        return f"{identity.replace(' ', '_')}_{uuid.uuid4()}.jpg", {}


DOORS = [
    Door("staff", "staff-pictures", "staff", "accepted"),
    Door("badges", "badge-pictures", "badges", "none", by_id=True),
    Door("archive", "archive-pictures", "archive", "all"),
    Door(ANNOUNCED, ANNOUNCED, "people", "none", by_id=True),
]


class Upload:
    """A picture for a door, put once or several times. What the clients were told of it."""

    def __init__(self, door, identity, content, outcome, ways):
        self.door = door
        self.identity = identity
        self.content = content
        self.outcome = outcome  # "registered", or why it is refused.
        self.ways = ways  # How to put it each time.
        self.after = None  # Another upload that must be done before.
        self.lock = threading.Lock()  # For the counts.
        self.turn = threading.Lock()  # For the link, of which there is one.
        self.acknowledged = 0
        self.unknown = 0  # Puts whose answer was lost.
        self.link = None  # Where it was announced: the answer.
        self.key, self.metadata = ("", {}) if door.name == ANNOUNCED else door.place(identity)

    @property
    def is_registered(self):
        return self.outcome == "registered"


class Clients:
    """Of one thread; it stays at one address, whatever becomes of the server there."""

    def __init__(self, server):
        self.server = server
        self.plain = PlainClient(server)
        self.s3 = s3_client(server, connect_timeout=5, read_timeout=60)
        versions = {"presigned-v4": "s3v4", "presigned-v2": "s3"}
        self.links = {way: s3_client(server, signature_version=version) for way, version in versions.items()}
        self.lost_announcements = 0

    def put(self, upload, way):
        """One attempt. Raises one of LOST where no answer came."""
        try:
            if way == "announced":
                with upload.turn:
                    self.put_announced(upload)
            elif way == "PutObject":
                self.put_object(upload)
            else:
                self.put_presigned(upload, self.links[way])
        except LOST:
            with upload.lock:
                upload.unknown += 1
            raise
        with upload.lock:
            upload.acknowledged += 1

    def put_object(self, upload):
        where = {"Bucket": upload.door.bucket, "Key": upload.key, "Metadata": upload.metadata}
        try:
            self.s3.put_object(**where, Body=upload.content, ContentType="image/jpeg")
        except botocore.exceptions.ClientError as error:
            raise Refused(f"PutObject of {upload.door.name}: {error}") from error
        except (botocore.exceptions.BotoCoreError, http.client.HTTPException) as error:
            raise OSError("no answer") from error

    def put_presigned(self, upload, signer):
        where = {"Bucket": upload.door.bucket, "Key": upload.key, "Metadata": upload.metadata, "ContentType": "image/jpeg"}
        link = signer.generate_presigned_url("put_object", where, ExpiresIn=600)
        headers = {"Content-Type": "image/jpeg", **{f"x-amz-meta-{name}": value for name, value in upload.metadata.items()}}
        answer = self.put_to(link, upload.content, headers)
        if answer.status != 200:
            raise Refused(f"presigned PUT of {upload.door.name}: {answer}")

    def put_to(self, link, content, headers):
        parts = urllib.parse.urlsplit(link)
        return self.plain.request("PUT", f"{parts.path}?{parts.query}", content, headers)

    def put_announced(self, upload):
        """The link takes one picture once: one that was cut off may have come, and then the next is refused."""
        if upload.link is None:
            upload.link = self.announce(upload)
            upload.key = upload.link["key"]
        answer = self.put_to(upload.link["url"], upload.content, upload.link["headers"])
        if upload.acknowledged and answer.status != 403:
            raise Refused(f"an announced upload was taken twice: {answer}")
        if answer.status != 200 and not (answer.status == 403 and (upload.unknown or upload.acknowledged)):
            raise Refused(f"PUT of an announced upload: {answer}")

    def announce(self, upload):
        body = {"action": "register", "name": f"Name of {upload.identity}", "id": upload.identity, "expires_in_s": 3600}
        headers = {**self.server.basic(), "Content-Type": "application/json"}
        try:
            answer = self.plain.request("POST", "/v1/uploads", json.dumps(body).encode(), headers)
        except LOST:
            self.lost_announcements += 1
            raise
        if answer.status != 201:
            raise Refused(f"announcement: {answer}")
        return answer.json()

    def close(self):
        self.plain.close()
