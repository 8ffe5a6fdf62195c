"""The five reference applications' flows against one server, with the configurations of examples/: set-up commands by the
aws CLI, uploads by boto3, by presigned links and through the gateway's routes, enrolment by trigger only. What is
special about each; e2e_reference_cases.py has what they have in common."""

import base64
import json
import unittest
import urllib.parse
import uuid

import boto3
import botocore.exceptions

import app_002_commands
import lambda_handlers
from mien_server import REGION, multipart
from reference_apps import VAN, AppTest, corrupt, picture, without_face
from reference_clients import Client000First, Client002, Client004, told


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
        for stage in ("/dev", "/prod", ""):
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

    def test_a_picture_that_never_came(self):
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


class App000First(Client000First, AppTest):
    """Presigned links; the key is the name with underscores."""

    example = "000/v1.toml"

    def test_a_name_of_its_own_alphabet_and_a_stranger(self):
        for number in (0, 1):
            key = self.key_of(VAN)
            self.put(key, VAN, picture(1, number))
            done = self.assert_outcome(self.bucket, key, "done", "registered")
            self.assertEqual(done["person"]["name"], VAN)
            self.assertEqual(
                self.item("employee", rekognitionId=done["face_id"]), {"rekognitionId": done["face_id"], "fullname": VAN}
            )
        self.assertEqual(len(self.people("employees")), 1, "two pictures, one person")
        probe = f"{uuid.uuid4()}.jpeg"
        self.put_by_link("long-stranger-images", probe, picture(9, 2))
        answer = self.raw("GET", f"/dev/employee?objectKey={probe}")
        self.assertEqual((answer.status, answer.json()["Message"]), (403, "Person not found"))
        # A verified key gives the same answer again, though its pixels are gone.
        again = self.raw("GET", f"/prod/employee?objectKey={probe}")  # Whatever the stage is called.
        self.assertEqual((again.status, again.json()), (403, answer.json()))
        with self.assertRaises(botocore.exceptions.ClientError) as gone:
            self.client("s3").head_object(Bucket="long-stranger-images", Key=probe)
        self.assertEqual(gone.exception.response["ResponseMetadata"]["HTTPStatusCode"], 404)


class App001(AppTest):
    example = "001/mien.toml"

    def form(self, fields):
        body, content_type = multipart(list(fields.items()))
        return body, {"Content-Type": content_type}

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
        for fields, status, code in (
            ({"image": without_face(), "UserId": "user-9"}, 422, "no_face"),
            ({"image": corrupt(), "UserId": "user-9"}, 415, "image_format"),
            ({"image": picture(4, 0), "UserId": VAN}, 400, "invalid_argument"),
            ({"image": picture(4, 0)}, 400, "invalid_argument"),
            ({"UserId": "user-9"}, 400, ""),
        ):
            answer = self.raw("POST", "/upload", *self.form(fields))
            self.assertEqual((answer.status, answer.code), (status, code), answer)
        self.assertEqual(self.raw("POST", "/upload", b"{}", {"Content-Type": "application/json"}).status, 400)
        self.assertEqual(self.raw("GET", "/recognize?objectKey=never-uploaded").status, 404)

    def test_the_client_gets_first_and_last_name(self):
        self.raw("PUT", "/dev/employee-images/Ada_Lovelace.jpg", picture(3, 0))
        self.assert_outcome("employee-images", "Ada_Lovelace.jpg", "done", "registered")
        key = f"{uuid.uuid4()}.jpeg"
        self.raw("PUT", f"/dev/visitors-images/{key}", picture(3, 1))
        answer = self.raw("GET", f"/dev/employee?objectKey={key}")
        self.assertEqual((answer.status, answer.json()), (200, {"Message": "Success", "firstName": "Ada", "lastName": "Lovelace"}))
        key = f"{uuid.uuid4()}.jpeg"
        self.raw("PUT", f"/prod/visitors-images/{key}", picture(8, 1))  # Whatever the stage is called.
        answer = self.raw("GET", f"/prod/employee?objectKey={key}")
        self.assertEqual((answer.status, answer.json()["Message"]), (403, "Person Not Found"))


class App002(Client002, AppTest):
    example = "002/mien.toml"

    def test_set_up_enrol_recognise_and_clean_up(self):
        """The function is answered by an intake: its code is kept, and does not run."""
        app_002_commands.set_up(self.server, lambda_handlers.zip_of("app_002", "indexed"))
        key = self.key_of("Ada")
        self.put(key, "Ada", picture(0, 0))
        done = self.assert_outcome(self.bucket, key, "done", "registered")
        self.assertEqual(self.items(self.table), [{"RekognitionId": done["face_id"], "FullName": "Ada"}])
        self.assertEqual(self.verify(picture(0, 1)), "200 Ada")
        self.assertEqual(lambda_handlers.attempts(self.server, app_002_commands.FUNCTION), [])
        app_002_commands.clean_up(self.server)

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
        self.client("s3").put_object(Bucket="validation-bucket", Key="v.jpg", Body=picture(0, 2))
        asked = {"bucket_name": "validation-bucket", "object_key": "v.jpg"}
        first, again = (self.post("/dev/authenticate-face", asked) for _ in range(2))
        self.assertEqual((first.status, first.json()["firstname"]), (200, "Ada"), first)
        self.assertEqual(again.json(), first.json(), "the page asks twice")

    def test_the_gateway_says_what_it_cannot_take(self):
        for asked, gets in (
            ({"bucket_name": "validation-bucket", "object_key": "never.jpg"}, '404 {"message":"There is no such object."}'),
            ({"bucket_name": "storage-bucket", "object_key": "Ada_Lovelace.jpg"},
             '400 {"message":"Pictures in this bucket are not looked at here."}'),
            ({"bucket_name": "validation-bucket"}, '400 {"message":"The request names no object and brings no picture."}'),
            ({"body": "!!!", "isBase64Encoded": True}, '400 {"message":"The picture is not base64."}'),
            ([], '400 {"message":"The body must be a JSON object."}'),
        ):  # fmt: skip
            self.assertEqual(told(self.post("/dev/authenticate-face", asked)), gets)

    def test_the_form_welcomes_employees(self):
        def ask(body):
            form, content_type = multipart([("image", body)])
            return self.raw("POST", "/authenticate", form, {"Content-Type": content_type})

        known = ask(picture(0, 3))
        self.assertEqual(
            (known.status, known.json()), (200, {"status": "success", "message": "Hi Ada Lovelace, welcome to work."})
        )
        stranger = ask(picture(9, 2))
        self.assertEqual((stranger.status, stranger.json()["decision"]), (401, "no_match"))
        self.assertEqual(ask(without_face()).status, 404)
        self.assertEqual(ask(b"junk").status, 415)


class App004(Client004, AppTest):
    example = "004/mien.toml"

    def enrol(self, key, body, name):
        s3 = boto3.resource("s3", endpoint_url=self.server.url, region_name=REGION, **self.keys)
        s3.Object(self.bucket, key).put(Body=body, Metadata={"FullName": name} if name is not None else {})
        return self.outcome(self.bucket, key)

    def test_names_that_a_header_cannot_carry(self):
        """They come encoded, in either of two ways."""
        self.enrol("index/van.jpg", picture(1, 0), urllib.parse.quote(VAN))
        self.assertEqual(self.verify(picture(1, 1)), f"200 {VAN}")
        word = "=?utf-8?b?" + base64.b64encode(VAN.encode()).decode() + "?="
        self.assertEqual(self.enrol("index/van 2.jpg", picture(2, 0), word)["outcome"], "registered", "names may be shared")
        self.assertEqual(self.verify(picture(2, 1)), f"200 {VAN}")

    def test_another_picture_is_the_same_persons_and_the_same_adds_nothing(self):
        done = self.enrol("index/image1.jpg", picture(0, 0), "Elon Musk")
        self.assertEqual((done["state"], done["outcome"]), ("done", "registered"), done)
        self.assertEqual(self.enrol("index/image2.jpg", picture(0, 2), "Elon Musk")["person"], done["person"])
        self.assertEqual(self.enrol("index/image1.jpg", picture(0, 0), "Elon Musk")["face_id"], done["face_id"])

    def test_what_is_refused_says_why(self):
        unnamed = self.enrol("index/unnamed.jpg", picture(4, 0), None)
        self.assertEqual((unnamed["state"], unnamed["outcome"]), ("refused", "invalid_argument"), unnamed)
        self.assertIn("fullname", unnamed["reason"])

    def test_what_is_not_below_index_is_only_kept(self):
        self.client("s3").put_object(Bucket=self.bucket, Key="elsewhere.jpg", Body=picture(5, 0))
        query = urllib.parse.urlencode({"bucket": self.bucket, "key": "elsewhere.jpg"})
        self.assertEqual(self.server.rest("GET", f"/v1/uploads?{query}").json()["uploads"], [])


del AppTest  # It is no test of its own.

if __name__ == "__main__":
    unittest.main(verbosity=2)
