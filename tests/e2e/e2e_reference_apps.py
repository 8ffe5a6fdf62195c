"""The five reference applications' flows against one server, with the configurations of examples/: set-up commands by the
aws CLI, uploads by boto3, by presigned links and through the gateway's routes, enrolment by trigger only."""

import base64
import http.client
import json
import pathlib
import struct
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import uuid
import zlib

import boto3
import botocore.config
import botocore.exceptions

from mien_server import PROJECT, REGION, Server, ServerTest, _aws_cli, clean_environment, identities

SETTLED = {"done", "refused", "failed"}
VAN = "Nguyễn Văn A"


def picture(person, number):
    """One of ten people's ten photos."""
    return list(identities().values())[person][number].read_bytes()


def without_face():
    """A grey slope, as PNG."""
    width, height = 320, 240
    rows = b"".join(b"\0" + bytes((x + y) % 256 for x in range(width)) for y in range(height))

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class AppTest(ServerTest):
    """A server with one example's configuration."""

    example = ""

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
            time.sleep(0.1)
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

    def people(self, collection):
        return self.server.rest("GET", f"/v1/people?collection={collection}").json()["people"]


class App000(AppTest):
    """Unsigned uploads through the gateway; the key begins with the employee's id."""

    example = "000/mien.toml"

    def put(self, bucket, key, body, stage="/dev"):
        return self.raw("PUT", f"{stage}/{bucket}/{urllib.parse.quote(key)}", body, {"Content-Type": "image/jpeg"})

    def verify(self, body, stage="/dev"):
        key = f"{uuid.uuid4()}.jpeg"
        self.assertEqual(self.put("long-stranger-images", key, body, stage).status, 200)
        return self.raw("GET", f"{stage}/employee?objectKey={key}", headers={"Content-Type": "application/json"})

    def test_an_employee_is_enrolled_and_recognised(self):
        key = f"mark123_{uuid.uuid4()}.jpeg"
        self.assertEqual(self.put("long-employee-images", key, picture(0, 0)).status, 200)
        done = self.assert_outcome("long-employee-images", key, "done", "registered")
        self.assertEqual(done["person"]["id"], "mark123")
        self.assertEqual(
            self.item("employees", rekognitionId=done["face_id"]),
            {"rekognitionId": done["face_id"], "employeeId": "mark123"},
        )
        for stage in ("/dev", ""):
            answer = self.verify(picture(0, 1), stage)
            self.assertEqual(answer.status, 200, answer)
            body = answer.json()
            self.assertEqual(body["Message"], "Success")
            self.assertEqual([face["employeeId"] for face in body["FaceList"]], ["mark123"])
            self.assertGreater(body["FaceList"][0]["confidence"], 80)
        # A second picture of the same employee is added, another's is not.
        second, other = f"mark123_{uuid.uuid4()}.jpeg", f"mark123_{uuid.uuid4()}.jpeg"
        self.put("long-employee-images", second, picture(0, 2), "")
        self.assertEqual(self.assert_outcome("long-employee-images", second, "done", "registered")["person"]["id"], "mark123")
        self.put("long-employee-images", other, picture(5, 0))
        self.assert_outcome("long-employee-images", other, "refused", "identity_conflict")

    def test_strangers_and_pictures_without_a_face_are_nobody(self):
        stranger = self.verify(picture(9, 0))
        self.assertEqual((stranger.status, stranger.json()["FaceList"]), (200, []))
        nobody = self.verify(without_face())
        self.assertEqual((nobody.status, nobody.json()["FaceList"]), (200, []), nobody)
        corrupt = self.verify(picture(0, 3)[:200] + b"junk")
        self.assertEqual(corrupt.status, 415, corrupt)
        self.assertEqual(corrupt.json()["code"], "image_format")
        self.assertEqual(self.raw("GET", "/dev/employee?objectKey=never-uploaded.jpeg").status, 404)
        self.assertEqual(self.raw("GET", "/dev/employee").status, 400)

    def test_a_key_that_names_nobody_is_refused_with_its_reason(self):
        self.put("long-employee-images", "nobody.jpeg", picture(4, 0))
        upload = self.assert_outcome("long-employee-images", "nobody.jpeg", "refused", "invalid_argument")
        self.assertIn("{id}_{uuid}", upload["reason"])

    def test_pages_of_other_origins_may_ask_and_read_errors(self):
        asked = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "PUT"}
        answer = self.raw("OPTIONS", "/dev/long-employee-images/x.jpeg", headers=asked)
        self.assertEqual(answer.status, 204, answer)
        self.assertEqual(answer.headers["access-control-allow-origin"], "*")
        self.assertNotIn("access-control-allow-credentials", answer.headers)
        error = self.raw("GET", "/dev/employee", headers={"Origin": "http://localhost:5173"})
        self.assertEqual((error.status, error.headers["access-control-allow-origin"]), (400, "*"))

    def test_only_the_configured_buckets_are_open(self):
        self.assertEqual(self.put("other-bucket", "x.jpeg", b"x").status, 403)
        self.assertEqual(self.raw("GET", "/long-employee-images/x.jpeg").status, 405)
        self.assertEqual(self.raw("DELETE", "/long-employee-images/x.jpeg").status, 405)


class App000First(AppTest):
    """Presigned links; the key is the name with underscores."""

    example = "000/v1.toml"

    def link(self, bucket, key, version):
        client = self.client("s3", signature_version={2: "s3", 4: "s3v4"}[version])
        return client.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=60)

    def put(self, url, body):
        parts = urllib.parse.urlsplit(url)
        return self.raw("PUT", f"{parts.path}?{parts.query}", body)

    def test_names_of_every_kind_are_enrolled_and_read_back(self):
        names = ["Ada King Lovelace", VAN, "A. B. Silva", "O'Neil Jr.", "Ann/Bo"]
        for number, name in enumerate(names):
            for version in (2, 4):
                key = f"{name.replace(' ', '_')}_{uuid.uuid4()}.jpeg"
                put = self.put(self.link("long-employee-images", key, version), picture(number, version))
                self.assertEqual(put.status, 200, put.body)
                done = self.assert_outcome("long-employee-images", key, "done", "registered")
                self.assertEqual(done["person"]["name"], name)
                self.assertEqual(self.item("employee", rekognitionId=done["face_id"])["fullname"], name)
            probe = f"{uuid.uuid4()}.jpeg"
            self.assertEqual(self.put(self.link("long-stranger-images", probe, 2), picture(number, 0)).status, 200)
            answer = self.raw("GET", f"/dev/employee?objectKey={probe}")
            self.assertEqual((answer.status, answer.json()), (200, {"Message": "Success", "fullname": name}))
        self.assertEqual(len(self.people("employees")), len(names), "two pictures each, one person each")
        scanned = self.client("dynamodb").scan(TableName="employee")
        self.assertEqual(scanned["Count"], 2 * len(names), "one item for each face")

    def test_unknown_people_are_told_so(self):
        probe = f"{uuid.uuid4()}.jpeg"
        self.put(self.link("long-stranger-images", probe, 4), picture(9, 0))
        answer = self.raw("GET", f"/dev/employee?objectKey={probe}")
        self.assertEqual((answer.status, answer.json()["Message"]), (403, "Person not found"))
        # A verified key gives the same answer again, though its pixels are gone.
        again = self.raw("GET", f"/dev/employee?objectKey={probe}")
        self.assertEqual((again.status, again.json()), (403, answer.json()))
        with self.assertRaises(botocore.exceptions.ClientError) as gone:
            self.client("s3").head_object(Bucket="long-stranger-images", Key=probe)
        self.assertEqual(gone.exception.response["ResponseMetadata"]["HTTPStatusCode"], 404)


class App001(AppTest):
    example = "001/mien.toml"

    def form(self, fields):
        boundary = uuid.uuid4().hex
        body = b""
        for name, value in fields.items():
            content = value if isinstance(value, bytes) else value.encode()
            body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
            body += (b'; filename="x.jpg"' if isinstance(value, bytes) else b"") + b"\r\n\r\n" + content + b"\r\n"
        return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}

    def test_upload_and_recognize(self):
        body, headers = self.form({"image": picture(0, 0), "UserId": "user-7"})
        answer = self.raw("POST", "/upload", body, headers)
        self.assertEqual(answer.status, 201, answer)
        record = answer.json()
        self.assertEqual(set(record), {"FaceId", "UserId", "ImagePath", "Timestamp"})
        self.assertEqual(record["UserId"], "user-7")
        self.assertTrue(record["ImagePath"].startswith("facial-recognition-bucket/uploaded/"))
        self.assertEqual(self.item("FaceMetadata", FaceId=record["FaceId"]), record)
        encoded = json.dumps({"image": base64.b64encode(picture(1, 0)).decode(), "UserId": "user-8"})
        answer = self.raw("POST", "/upload", encoded.encode(), {"Content-Type": "application/json"})
        self.assertEqual((answer.status, answer.json()["UserId"]), (201, "user-8"), answer)

        self.raw("PUT", "/dev/visitors-images/v1.jpeg", picture(0, 1), {"Content-Type": "image/png"})
        found = self.raw("GET", "/recognize?objectKey=v1.jpeg")
        self.assertEqual(found.status, 200, found)
        (match,) = found.json()["matches"]
        self.assertEqual((match["UserId"], match["FaceId"]), ("user-7", record["FaceId"]))
        self.assertGreater(match["Similarity"], 80)
        self.raw("PUT", "/dev/visitors-images/v2.jpeg", picture(9, 2))
        self.assertEqual(self.raw("GET", "/recognize?objectKey=v2.jpeg").json()["matches"], [])
        results = self.client("dynamodb").scan(TableName="RecognitionResults")["Items"]
        decisions = {item["ImagePath"]["S"]: item["Decision"]["S"] for item in results}
        self.assertEqual(decisions["visitors-images/v1.jpeg"], "match")
        self.assertEqual(decisions["visitors-images/v2.jpeg"], "no_match")

        # The same face under another name, and a picture of nobody.
        body, headers = self.form({"image": picture(0, 4), "UserId": "user-9"})
        answer = self.raw("POST", "/upload", body, headers)
        self.assertEqual((answer.status, answer.json()["code"]), (409, "duplicate_person"), answer)
        body, headers = self.form({"image": without_face(), "UserId": "user-9"})
        self.assertEqual(self.raw("POST", "/upload", body, headers).status, 422)
        self.assertEqual(self.raw("POST", "/upload", b"{}", {"Content-Type": "application/json"}).status, 400)

    def test_the_client_gets_first_and_last_name(self):
        self.raw("PUT", "/dev/employee-images/Ada_Lovelace.jpg", picture(3, 0))
        self.assert_outcome("employee-images", "Ada_Lovelace.jpg", "done", "registered")
        key = f"{uuid.uuid4()}.jpeg"
        self.raw("PUT", f"/dev/visitors-images/{key}", picture(3, 1))
        answer = self.raw("GET", f"/dev/employee?objectKey={key}")
        self.assertEqual((answer.status, answer.json()), (200, {"Message": "Success", "firstName": "Ada", "lastName": "Lovelace"}))
        key = f"{uuid.uuid4()}.jpeg"
        self.raw("PUT", f"/dev/visitors-images/{key}", picture(8, 1))
        answer = self.raw("GET", f"/dev/employee?objectKey={key}")
        self.assertEqual((answer.status, answer.json()["Message"]), (403, "Person Not Found"))


class IndexedByMetadata(AppTest):
    """What 002 and 004 have in common: objects below index/ with the name in their metadata; the client asks itself."""

    bucket = collection = table = ""

    def enrol(self, key, body, name):
        s3 = boto3.resource("s3", endpoint_url=self.server.url, region_name=REGION, **self.keys)
        s3.Object(self.bucket, key).put(Body=body, Metadata={"FullName": name} if name is not None else {})
        return self.outcome(self.bucket, key)

    def recognised(self, body):
        """The client's own loop: the first match that has an item wins."""
        found = self.client("rekognition").search_faces_by_image(CollectionId=self.collection, Image={"Bytes": body})
        for match in found["FaceMatches"]:
            item = self.item(self.table, RekognitionId=match["Face"]["FaceId"])
            if item:
                return item["FullName"]
        return None

    def check_enrolment(self):
        done = self.enrol("index/image1.jpg", picture(0, 0), "Elon Musk")
        self.assertEqual((done["state"], done["outcome"]), ("done", "registered"), done)
        self.assertEqual(self.recognised(picture(0, 1)), "Elon Musk")
        self.assertIsNone(self.recognised(picture(9, 0)))
        # Names that a header cannot carry come encoded, in either of two ways.
        self.enrol("index/van.jpg", picture(1, 0), urllib.parse.quote(VAN))
        self.assertEqual(self.recognised(picture(1, 1)), VAN)
        word = "=?utf-8?b?" + base64.b64encode(VAN.encode()).decode() + "?="
        self.assertEqual(self.enrol("index/van 2.jpg", picture(2, 0), word)["outcome"], "registered", "names may be shared")
        self.assertEqual(self.recognised(picture(2, 1)), VAN)
        # The same again: one more face of the same person, and the same bytes add nothing.
        self.assertEqual(self.enrol("index/image2.jpg", picture(0, 2), "Elon Musk")["person"], done["person"])
        self.assertEqual(self.enrol("index/image1.jpg", picture(0, 0), "Elon Musk")["face_id"], done["face_id"])
        for key, body, name, outcome in [
            ("index/other.jpg", picture(0, 3), "Somebody Else", "duplicate_person"),
            ("index/corrupt.jpg", b"\xff\xd8\xff junk", "Corrupt", "image_format"),
            ("index/nobody.jpg", without_face(), "Nobody", "no_face"),
            ("index/unnamed.jpg", picture(4, 0), None, "invalid_argument"),
        ]:
            refused = self.enrol(key, body, name)
            self.assertEqual((refused["state"], refused["outcome"]), ("refused", outcome), refused)
            self.assertTrue(refused["reason"])
        self.assertEqual(len(self.people(self.collection)), 3)
        # Not below index/: nothing follows.
        self.client("s3").put_object(Bucket=self.bucket, Key="elsewhere.jpg", Body=picture(5, 0))
        query = urllib.parse.urlencode({"bucket": self.bucket, "key": "elsewhere.jpg"})
        self.assertEqual(self.server.rest("GET", f"/v1/uploads?{query}").json()["uploads"], [])


class App002(IndexedByMetadata):
    example = "002/mien.toml"
    bucket, collection, table = "face-recognition-bucket", "face_recognition", "face_metadata"

    def aws(self, *arguments):
        environment = clean_environment(
            {
                "AWS_ACCESS_KEY_ID": self.server.key_id,
                "AWS_SECRET_ACCESS_KEY": self.server.secret,
                "AWS_DEFAULT_REGION": REGION,
                "AWS_ENDPOINT_URL": self.server.url,
                "AWS_PAGER": "",
            }
        )
        done = subprocess.run([_aws_cli(), *arguments], env=environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, f"aws {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def test_set_up_enrol_recognise_and_clean_up(self):
        with tempfile.TemporaryDirectory() as folder:
            self.set_up(pathlib.Path(folder))
            self.check_enrolment()
            self.clean_up()

    def set_up(self, folder):
        """The ten commands of the application, as its papers have them."""
        account = json.loads(self.aws("sts", "get-caller-identity"))["Account"]
        self.aws("rekognition", "create-collection", "--collection-id", self.collection)
        self.aws("s3api", "create-bucket", "--bucket", self.bucket)
        self.aws(
            "dynamodb", "create-table", "--table-name", self.table,
            "--attribute-definitions", "AttributeName=RekognitionId,AttributeType=S",
            "--key-schema", "AttributeName=RekognitionId,KeyType=HASH",
            "--provisioned-throughput", "ReadCapacityUnits=1,WriteCapacityUnits=1",
        )  # fmt: skip
        trust = folder / "trust.json"
        trust.write_text(json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}))  # fmt: skip
        self.aws("iam", "create-role", "--role-name", "face_recognition_role", "--assume-role-policy-document", f"file://{trust}")
        policy = folder / "policy.json"
        policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}))
        self.aws("iam", "put-role-policy", "--role-name", "face_recognition_role", "--policy-name", "face_recognition_policy",
                 "--policy-document", f"file://{policy}")  # fmt: skip
        handler = folder / "lambda_function.py"
        handler.write_text("def lambda_handler(event, context):\n    return event\n")
        subprocess.run(["python3", "-m", "zipfile", "-c", str(folder / "f.zip"), str(handler)], check=True, timeout=60)
        self.aws(
            "lambda", "create-function", "--function-name", "face_recognition_lambda", "--runtime", "python3.9",
            "--handler", "lambda_function.lambda_handler", "--role", f"arn:aws:iam::{account}:role/face_recognition_role",
            "--zip-file", f"fileb://{folder / 'f.zip'}",
        )  # fmt: skip
        self.aws(
            "lambda", "add-permission", "--function-name", "face_recognition_lambda", "--principal", "s3.amazonaws.com",
            "--statement-id", "s3invoke", "--action", "lambda:InvokeFunction", "--source-arn", f"arn:aws:s3:::{self.bucket}",
            "--source-account", account,
        )  # fmt: skip
        self.aws("s3api", "put-bucket-notification-configuration", "--bucket", self.bucket, "--notification-configuration",
                 json.dumps({"LambdaFunctionConfigurations": [{
                     "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:{account}:function:face_recognition_lambda",
                     "Events": ["s3:ObjectCreated:*"],
                     "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "index/"}]}}}]}))  # fmt: skip

    def clean_up(self):
        self.aws("rekognition", "delete-collection", "--collection-id", self.collection)
        self.aws("s3", "rb", f"s3://{self.bucket}", "--force")
        self.aws("dynamodb", "delete-table", "--table-name", self.table)
        self.aws("iam", "delete-role-policy", "--role-name", "face_recognition_role", "--policy-name", "face_recognition_policy")
        self.aws("iam", "delete-role", "--role-name", "face_recognition_role")
        self.aws("lambda", "delete-function", "--function-name", "face_recognition_lambda")
        self.assertNotIn(self.bucket, self.aws("s3", "ls"))

    def test_a_notification_to_a_function_that_there_is_not_is_refused(self):
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            self.client("s3").put_bucket_notification_configuration(
                Bucket=self.bucket,
                NotificationConfiguration={"LambdaFunctionConfigurations": [{
                    "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:123456789012:function:nobody",
                    "Events": ["s3:ObjectCreated:*"]}]},
            )  # fmt: skip
        self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidArgument")


class App003(AppTest):
    example = "003/mien.toml"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        s3 = boto3.client("s3", endpoint_url=cls.server.url, region_name=REGION,
                          aws_access_key_id=cls.server.key_id, aws_secret_access_key=cls.server.secret)  # fmt: skip
        s3.put_object(Bucket="storage-bucket", Key="Ada_Lovelace.jpg", Body=picture(0, 0))

    def setUp(self):
        done = self.assert_outcome("storage-bucket", "Ada_Lovelace.jpg", "done", "registered")
        self.assertEqual(
            self.item("employee_faces", RecognitionId=done["face_id"]),
            {"RecognitionId": done["face_id"], "FirstName": "Ada", "LastName": "Lovelace"},
        )

    def post(self, path, value):
        return self.raw("POST", path, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def test_the_gateway_says_who_it_is(self):
        image = base64.b64encode(picture(0, 1)).decode()
        answer = self.post("/dev/authenticate-face", {"body": image, "isBase64Encoded": True})
        self.assertEqual(
            (answer.status, answer.json()), (200, {"message": "Processing complete", "firstname": "Ada", "lastname": "Lovelace"})
        )
        stranger = self.post("/dev/authenticate-face", {"body": base64.b64encode(picture(9, 0)).decode(), "isBase64Encoded": True})
        self.assertEqual((stranger.status, stranger.json()["message"]), (404, "Person not recognized"))
        self.assertEqual(self.post("/dev/authenticate-face", {}).status, 400)
        self.client("s3").put_object(Bucket="visitor-bucket", Key="v.jpg", Body=picture(0, 2))
        asked = {"bucket_name": "visitor-bucket", "object_key": "v.jpg"}
        first, again = (self.post("/dev/authenticate-face", asked) for _ in range(2))
        self.assertEqual((first.status, first.json()["firstname"]), (200, "Ada"), first)
        self.assertEqual(again.json(), first.json(), "the page asks twice")

    def test_the_form_welcomes_employees(self):
        def ask(body):
            boundary = uuid.uuid4().hex
            form = f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n'.encode()
            form += body + f"\r\n--{boundary}--\r\n".encode()
            return self.raw("POST", "/authenticate", form, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

        known = ask(picture(0, 3))
        self.assertEqual(
            (known.status, known.json()), (200, {"status": "success", "message": "Hi Ada Lovelace, welcome to work."})
        )
        stranger = ask(picture(9, 2))
        self.assertEqual((stranger.status, stranger.json()["decision"]), (401, "no_match"))
        self.assertEqual(ask(without_face()).status, 404)
        self.assertEqual(ask(b"junk").status, 415)


class App004(IndexedByMetadata):
    example = "004/mien.toml"
    bucket, collection, table = "facerecognitiondata", "facerecognition_collection", "face_recognition"

    def test_enrol_and_recognise(self):
        self.check_enrolment()


del AppTest, IndexedByMetadata, ServerTest  # They are no tests of their own.

if __name__ == "__main__":
    unittest.main(verbosity=2)
