"""The reference applications' clients: what they send to enrol somebody and to ask who somebody is. `became`, which a
test's class adds, waits for what an upload comes to."""

import base64
import json
import urllib.parse
import uuid

import botocore.exceptions

from reference_apps import NAMES, VAN, shape


def told(answer):
    """An answer's status and body, for the table."""
    return f"{answer.status} {shape(answer.json())}"


class Client:
    """Uploads one picture after the other."""

    bucket = collection = table = ""
    first = last = None  # Uploads: key, name, body.

    def enrol(self, name, body):
        return self.upload(self.key_of(name), name, body)

    def upload(self, key, name, body):
        self.last = (key, name, body)
        self.first = self.first or self.last
        before = self.mark()
        self.put(key, name, body)
        return self.became(key, before)

    def enrol_again(self):
        return self.upload(*self.first)

    def put_signed(self, key, body, **metadata):
        self.client("s3").put_object(Bucket=self.bucket, Key=key, Body=body, Metadata=metadata)


class Client000(Client):
    """Unsigned requests to the gateway; the id of an employee is in the key."""

    bucket, collection, table = "long-employee-images", "employees", "employees"
    names = ["mark123", "a.b-c:d"]
    another, broken, nobody = "somebody", "broken", "nobody"

    def key_of(self, name):
        return f"{name}_{uuid.uuid4()}.jpeg"

    def put(self, key, name, body):
        self.put_unsigned(self.bucket, key, body)

    def put_unsigned(self, bucket, key, body):
        path = f"/dev/{bucket}/{urllib.parse.quote(key)}"
        answer = self.raw("PUT", path, body, {"Content-Type": "image/jpeg"})
        self.assertEqual(answer.status, 200, answer)

    def verify(self, body):
        key = f"{uuid.uuid4()}.jpeg"
        self.put_unsigned("long-stranger-images", key, body)
        return told(self.raw("GET", f"/dev/employee?objectKey={key}", headers={"Content-Type": "application/json"}))


class Client000First(Client):
    """Links signed in either version, in turn; the name is in the key, with `_` for blanks."""

    bucket, collection, table = "long-employee-images", "employees", "employee"
    links = 0

    def key_of(self, name):
        return f"{name.replace(' ', '_')}_{uuid.uuid4()}.jpeg"

    def put(self, key, name, body):
        self.put_by_link(self.bucket, key, body)

    def put_by_link(self, bucket, key, body):
        self.links += 1
        client = self.client("s3", signature_version="s3" if self.links % 2 else "s3v4")
        link = client.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=60)
        parts = urllib.parse.urlsplit(link)
        answer = self.raw("PUT", f"{parts.path}?{parts.query}", body)
        self.assertEqual(answer.status, 200, answer)

    def verify(self, body):
        key = f"{uuid.uuid4()}.jpeg"
        self.put_by_link("long-stranger-images", key, body)
        return told(self.raw("GET", f"/dev/employee?objectKey={key}"))


class Client001(Client):
    """Objects below uploaded/ with the person's id in their metadata; visitors come through the gateway."""

    bucket, collection, table = "facial-recognition-bucket", "face-collection", "FaceMetadata"
    names = ["user-7", "a.b_c"]
    another, broken, nobody = "user-9", "broken", "nobody"

    def key_of(self, name):
        return f"uploaded/{uuid.uuid4()}.jpg"

    def put(self, key, name, body):
        self.put_signed(key, body, UserId=name)

    def verify(self, body):
        key = f"{uuid.uuid4()}.jpeg"
        answer = self.raw("PUT", f"/dev/visitors-images/{key}", body, {"Content-Type": "image/png"})
        self.assertEqual(answer.status, 200, answer)
        return told(self.raw("GET", f"/recognize?objectKey={key}"))


class Indexed(Client):
    """002 and 004: objects below index/ with the name in their metadata; the client asks Rekognition and the table."""

    def key_of(self, name):
        return f"index/{name} {uuid.uuid4()}.png"

    def put(self, key, name, body):
        # A header takes no other letters.
        self.put_signed(key, body, FullName=name if name.isascii() else urllib.parse.quote(name))

    def verify(self, body):
        """The client's own loop: the first match that has an item wins."""
        client = self.client("rekognition")
        try:
            found = client.search_faces_by_image(CollectionId=self.collection, Image={"Bytes": body})["FaceMatches"]
        except botocore.exceptions.ClientError as error:
            response = error.response
            return f"{response['ResponseMetadata']['HTTPStatusCode']} {response['Error']['Code']}"
        for match in found:
            item = self.item(self.table, RekognitionId=match["Face"]["FaceId"])
            if item:
                return f"200 {item['FullName']}"
        return '200 {"FaceMatches":[]}' if not found else "200, and no item"


class Client002(Indexed):
    names = [*NAMES, "Ann_Bo"]
    bucket, collection, table = "face-recognition-bucket", "face_recognition", "face_metadata"


class Client003(Client):
    """Objects First_Last.jpg; the gateway takes a picture in base64, and is told where it is to lie."""

    bucket, collection, table = "storage-bucket", "employee", "employee_faces"
    names = ["Ada Lovelace", "Nguyễn Văn", "A. Silva", "Jane O'Neil", "Ann/Bo Lee"]

    def key_of(self, name):
        return f"{name.replace(' ', '_')}.jpg"

    def put(self, key, name, body):
        self.put_signed(key, body)

    def verify(self, body):
        asked = {"body": base64.b64encode(body).decode(), "isBase64Encoded": True,
                 "bucket_name": "validation-bucket", "object_key": f"{uuid.uuid4()}.jpeg"}  # fmt: skip
        return told(self.raw("POST", "/dev/authenticate-face", json.dumps(asked).encode(), {"Content-Type": "application/json"}))


class Client004(Indexed):
    names = ["Elon Musk", VAN]
    bucket, collection, table = "facerecognitiondata", "facerecognition_collection", "face_recognition"
