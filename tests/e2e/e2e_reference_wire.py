"""The reference applications' requests, byte by byte: as we restate them, and as they were recorded, where the folder of the
recordings is at hand (MIEN_REFERENCE_WIRE). Each gets an answer of the shape that AWS documents."""

import ast
import base64
import dataclasses
import json
import os
import pathlib
import re
import tempfile
import unittest

import boto3

import lambda_handlers
import wire_requests
from mien_server import PROJECT, REGION, Server, ServerTest, identities, padded_jpeg
from wire import Request, fault_of, parsed, send, with_body

RECORDED = pathlib.Path(os.environ.get("MIEN_REFERENCE_WIRE", PROJECT.parent / "shared" / "reference" / "wire"))
CONFIG = """
[[intake]]
name = "restated"
bucket = "wire-open"
action = "verify"
collection = "wire"
keep = "all"

[[intake]]
name = "strangers"
bucket = "long-stranger-images"
action = "verify"
collection = "employees"
keep = "all"  # 000's own handlers read them, too.

[[intake]]
name = "visitors"
bucket = "validation-bucket"
action = "verify"
collection = "employees"
keep = "all"  # And 003's.

[[route]]
method = "PUT"
path = "/dev/{bucket}/{key}"
target = "put-object"
buckets = ["wire-open", "long-employee-images", "long-stranger-images"]
auth = "none"

[[route]]
method = "GET"
path = "/dev/employee"
target = "verify:INTAKE"
answer = "face-list"
auth = "none"

[[route]]
method = "POST"
path = "/dev/authenticate-face"
target = "verify:VISITORS"
answer = "message-names"
auth = "none"

[[route]]
method = "POST"
path = "/authenticate"
target = "verify:VISITORS"
answer = "status"
auth = "none"
"""
# Of routes: status and members. Nobody is known there.
ROUTES = {
    "PUT": (200, set()),
    "GET_employee": (200, {"Message", "FaceList"}),
    "POST_authenticate-face": (404, {"message"}),
    "POST_authenticate": (401, {"status", "message"}),
}


class WireTest(ServerTest):
    intake = visitors = ""  # Of 000's routes, and of 003's.

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        config = pathlib.Path(folder.name) / "mien.toml"
        config.write_text(CONFIG.replace("INTAKE", cls.intake).replace("VISITORS", cls.visitors))
        cls.server = Server("--config", str(config)).start()
        cls.picture = list(identities().values())[0][0].read_bytes()

    def client(self, service):
        return boto3.client(service, endpoint_url=self.server.url, region_name=REGION,
                            aws_access_key_id=self.server.key_id, aws_secret_access_key=self.server.secret)  # fmt: skip

    def create_function(self, name, role):
        """Its upload is the one request that is not replayed: the code is the application's."""
        code = lambda_handlers.zip_of("unimportable")
        self.client("lambda").create_function(FunctionName=name, Runtime="python3.9", Handler="unimportable.register",
                                              Role=f"arn:aws:iam::123456789012:role/{role}", Code={"ZipFile": code})  # fmt: skip

    def ask(self, request, name=""):
        """The answer, which is of the documented shape."""
        answer = send(request, self.server)
        with self.subTest(name or request.operation):
            if request.service == "http":
                status, members = ROUTES[request.operation]
                self.assertEqual(answer.status, status, answer)
                self.assertLessEqual(members, set(answer.json()), answer)
                self.assertEqual(answer.headers["content-type"].split(";")[0], "application/json")
            else:
                self.assertEqual(fault_of(request, answer), "")
        return answer

    def upload_in_parts(self, create, part, complete):
        """The three requests of it, from functions that are given what the answers before told."""
        upload = parsed(create, self.ask(create))["UploadId"]
        parts = []
        for number, size in ((1, 5 * 1024 * 1024), (2, 70_000)):
            request = part(upload, number, bytes(size))
            answer = parsed(request, self.ask(request))
            parts.append((answer["ETag"], answer["ChecksumCRC32"]))
        self.ask(complete(upload, parts))


class Restated(WireTest):
    intake = visitors = "restated"

    def test_every_request(self):
        its, picture = wire_requests, self.picture
        for request in its.set_up():
            if request.operation == "AddPermission":
                self.create_function(its.FUNCTION, its.ROLE)
            self.ask(request)
        for request in its.enrol(picture):
            answer = self.ask(request)
            if request.operation == "HeadObject":
                self.assertEqual(parsed(request, answer)["Metadata"], {"fullname": "Ada Lovelace"})
                self.assertEqual(answer.headers["content-length"], str(len(picture)))
        for request in its.verify(picture):
            answer = self.ask(request)
            if request.operation == "SearchFacesByImage":
                self.assertEqual(len(answer.json()["FaceMatches"]), 1)
            if request.operation == "GetObject":
                self.assertEqual(answer.body, picture)
                self.assertIn("x-amz-checksum-crc32", answer.headers)
        chunked = self.client("s3").get_object(Bucket=its.BUCKET, Key="chunked.jpg")
        self.assertEqual(chunked["Body"].read(), picture, "the chunks are unwrapped")
        for request in its.gateway(list(identities().values())[5][0].read_bytes()):
            self.ask(request)
        target = f"/{its.BUCKET}/big.jpg"
        self.upload_in_parts(
            its.create_multipart(target),
            lambda upload, number, body: its.upload_part(target, upload, number, body),
            lambda upload, parts: its.complete_multipart(target, upload, parts),
        )
        keys = ["chunked.jpg", "chunked.txt", "plain.txt", "Ada_Lovelace.jpg", "Ada_King_Lovelace_7c9e.jpeg", "big.jpg"]
        keys += [its.KEY, "never%20there"]
        for request in its.clean_up(keys):
            self.ask(request)


def recorded(path, picture):
    """A file of the recordings as a request. Bodies that were cut are made whole with a picture of ours, as long as the
    one that was in them."""
    head, _, rest = path.read_text().partition("\n\n")
    _, line, *lines = head.splitlines()
    method, target, _ = line.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    for name in ("connection", "accept-encoding"):  # One answer each, as it is.
        headers.pop(name, None)
    authorization = headers.pop("authorization", "")
    service = re.search(r"/us-east-1/(\w+)/aws4_request", authorization)
    signed = re.search(r"SignedHeaders=([\w;-]+)", authorization)
    name = path.stem.partition("-")[2]
    operation = {
        "S3_PutBucketNotification": "PutBucketNotificationConfiguration",
        "S3_PresignedPutObject": "PutObject",
    }.get(name) or re.sub(r"^(S3|Lambda|Flask|ApiGateway)_|-tls-awschunked$|_long-.*$", "", name)
    request = Request(operation, service[1] if service else "http" if "X-Amz" not in target else "s3", method, target,
                      headers, b"", signed[1] if signed else "")  # fmt: skip
    return with_body(request, body_of(request, rest, picture))


def everything_restated(picture):
    """What the test above sends, without an answer to go by."""
    its = wire_requests
    yield from (*its.set_up(), *its.enrol(picture), *its.verify(picture), *its.gateway(picture), *its.clean_up(["k"]))
    yield from (its.create_multipart("/b/k"), its.upload_part("/b/k", "u", 1, b""), its.complete_multipart("/b/k", "u", []))


def body_of(request, text, picture):
    text, cut, rest = text.partition("\n... [")
    size = int(rest.partition(" ")[0]) if cut else 0
    if request.headers.get("content-encoding") == "aws-chunked":
        # The chunk's own lines are made anew.
        return padded_jpeg(picture, int(request.headers["x-amz-decoded-content-length"])) if cut else b"bytes body"
    if not cut:
        return text.rstrip("\n").encode()
    if text.startswith("{"):
        return json_of(json.loads(re.sub(r'"/9j/.*', '""' + "}" * text.count("{"), text, flags=re.DOTALL)), size, picture)
    first = ast.literal_eval(text.rpartition(" ...")[0])
    if first.startswith(b"--"):
        boundary, _, _ = first.partition(b"\r\n")
        before = first.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        after = b"\r\n" + boundary + b"--\r\n"
        return before + padded_jpeg(picture, size - len(before) - len(after)) + after
    return padded_jpeg(picture, size)


def json_of(members, size, picture):
    """A body of that size with the picture in base64, and with what the recording has behind the picture, where it is cut."""
    holder, name = (members["Image"], "Bytes") if "Image" in members else (members, "body")
    if name == "body":
        members.update(isBase64Encoded=True, bucket_name="validation-bucket",
                       object_key="7d1c6f0e-3a52-4b0f-9a1d-5e8c2b7f4a60.jpeg")  # fmt: skip
    room = size - len(json.dumps(members))
    holder[name] = base64.b64encode(padded_jpeg(picture, room // 4 * 3)).decode()
    body = json.dumps(members).encode()
    assert len(body) == size, f"{len(body)} bytes, and {size} were recorded: the members are others"
    return body


@unittest.skipUnless(RECORDED.is_dir(), f"there are no recordings in {RECORDED}; MIEN_REFERENCE_WIRE names their folder")
class Recorded(WireTest):
    intake, visitors = "strangers", "visitors"

    def replay(self, folder, before=None):
        """All requests of a folder in their order. `before`: what has to be there, by the file's number."""
        files = sorted((RECORDED / folder).glob("*.txt"))
        self.assertTrue(files, f"{RECORDED / folder} is empty")
        for path in files:
            for what in (before or {}).get(path.name[:2], []):
                what()
            self.ask(recorded(path, self.picture), f"{folder}/{path.name}")

    def test_what_we_restate_is_all_of_it(self):
        def kind(request):
            return request.operation, request.service, request.method, request.signed

        restated = {kind(request) for request in everything_restated(self.picture)}
        for path in sorted(RECORDED.glob("*/*.txt")):
            with self.subTest(f"{path.parent.name}/{path.name}"):
                request = kind(recorded(path, self.picture))
                self.assertTrue(request in restated, request)

    def put(self, bucket, key):
        self.client("s3").create_bucket(Bucket=bucket)
        self.client("s3").put_object(Bucket=bucket, Key=key, Body=self.picture)

    def create_table(self, name, key):
        self.client("dynamodb").create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        )  # fmt: skip

    def create_collection(self, name):
        self.client("rekognition").create_collection(CollectionId=name)

    def empty(self, bucket):
        boto3.resource("s3", endpoint_url=self.server.url, region_name=REGION, aws_access_key_id=self.server.key_id,
                       aws_secret_access_key=self.server.secret).Bucket(bucket).objects.delete()  # fmt: skip

    def test_000(self):
        self.replay("000-longtch", {
            "16": [lambda: self.put("long-stranger-images", "v1.jpeg")],
            "18": [lambda: self.create_table("employee", "rekognitionId")],
        })  # fmt: skip

    def test_002(self):
        self.replay("002-ellyx13", {
            "08": [lambda: self.create_function("face_recognition_lambda", "face_recognition_role")],
            "20": [lambda: self.empty("face-recognition-bucket")],
            "25": [lambda: self.create_collection("tmpc")],
        })  # fmt: skip

    def test_003(self):
        stored = "f19229f9-d70b-4b13-8f9b-8357a7ff429c.jpeg"
        self.replay("003-prativa", {"07": [lambda: self.put("validation-bucket", stored)]})

    def test_004(self):
        self.replay("004-jiaorong", {"09": [lambda: self.create_collection("facerecognition_collection")]})

    def test_of_none_alone(self):
        self.client("s3").create_bucket(Bucket="validation-bucket")
        self.client("s3").create_bucket(Bucket="long-employee-images")
        paths = sorted((RECORDED / "misc").glob("*.txt"))
        files = {path.name[:2]: recorded(path, self.picture) for path in paths}
        for number in ("01", "02", "03", "07", "08"):
            self.ask(files.pop(number), f"misc/{number}")

        def told(request, upload, **more):
            target = re.sub(r"uploadId=[^&]+", f"uploadId={upload}", request.target)
            for name, value in more.items():
                target = re.sub(rf"{name}=\d+", f"{name}={value}", target)
            return dataclasses.replace(request, target=target)

        def complete(upload, parts):
            body = files["06"].body.decode()
            for pattern, at in ((r"<ETag>.*?</ETag>", 0), (r"<ChecksumCRC32>.*?</ChecksumCRC32>", 1)):
                values = iter(parts)
                body = re.sub(pattern, lambda found: re.sub(r">.*<", lambda _: f">{next(values)[at]}<", found[0]), body)
            return with_body(told(files["06"], upload), body.encode())

        self.upload_in_parts(
            files["04"],
            lambda upload, number, body: with_body(told(files["05"], upload, partNumber=number), body),
            complete,
        )


del WireTest, ServerTest  # They are no tests of their own.

if __name__ == "__main__":
    unittest.main(verbosity=2)
