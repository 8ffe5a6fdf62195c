"""What each of the reference applications gets in each case, with Mien's own intakes and with handlers in the
applications' manner under AWS's runtime client: docs/api/reference-apps.md has all of it, row by row."""

import json

import app_002_commands
import lambda_handlers
from mien_server import REGION
from reference_apps import VAN, AppTest, Cases, main, picture
from reference_clients import Client000, Client000First, Client001, Client002, Client003, Client004, told


class Intake(Cases, AppTest):
    """Mien's own intakes do the work."""

    way = "intakes"

    def mark(self):
        return None

    def became(self, key, _):
        upload = self.outcome(self.bucket, key)
        if upload["state"] == "refused":
            self.assertTrue(upload["reason"], upload)
        return f"{upload['state']}: {upload['outcome']}"

    def redeliver(self):
        """An event of another S3 server about a bucket that is Mien's own: it needs none, and nothing follows."""
        event = event_about(self.bucket, self.last[0])
        answer = self.server.rest("POST", "/v1/hooks/s3", event)
        return f"{answer.status} {answer.body.decode()}"

    def stored(self):
        return len(self.faces(self.collection)), len(self.items(self.table)), len(self.people(self.collection))


class Handlers(Cases, AppTest):
    """The application's own handlers do: started here, where their owner would."""

    way = "handlers"
    functions = {}  # Name of the function: module.function of handlers/.
    registration = ""  # The one that uploads start.
    others = ()  # Buckets that start nothing.
    tables = {}  # Name: key.
    prefix = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.server.discard)
        cls.set_up(cls())
        key = lambda_handlers.enroller_key(cls.server)
        for function, handler in cls.functions.items():
            process = lambda_handlers.start(cls.server, function, handler, key)
            cls.addClassCleanup(process.wait)
            cls.addClassCleanup(process.kill)

    def runTest(self):
        """So that an object of the class can be made for its set-up."""

    def set_up(self):
        s3 = self.client("s3")
        for bucket in (self.bucket, *self.others):
            s3.create_bucket(Bucket=bucket)
        self.client("rekognition").create_collection(CollectionId=self.collection)
        for table, key in self.tables.items():
            self.client("dynamodb").create_table(
                TableName=table,
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                BillingMode="PAY_PER_REQUEST",
            )
        s3.put_bucket_notification_configuration(
            Bucket=self.bucket,
            NotificationConfiguration={"LambdaFunctionConfigurations": [{
                "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:123456789012:function:{self.registration}",
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": self.prefix}]}}}]},
        )  # fmt: skip

    def mark(self):
        return len(lambda_handlers.attempts(self.server, self.registration))

    def became(self, key, before):
        return "{}: {}".format(*lambda_handlers.next_attempt(self.server, self.registration, before))

    def redeliver(self):
        """The handler is given an event that it had before."""
        answer = self.client("lambda").invoke(
            FunctionName=self.registration, Payload=json.dumps(event_about(self.bucket, self.last[0])))
        self.assertNotIn("FunctionError", answer)
        return f"{answer['StatusCode']} {answer['Payload'].read().decode()}"

    def stored(self):
        return len(self.faces(self.collection)), len(self.items(self.table))


def event_about(bucket, key):
    s3 = {"bucket": {"name": bucket}, "object": {"key": key, "eTag": "0" * 32, "sequencer": "0" * 16}}
    return {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}]}


class Intake000(Client000, Intake):
    app, example = "000", "000/mien.toml"
    names = [*Client000.names, "ann_bo"]
    refused = ["Ann B", VAN, "team/ann"]


class Intake000First(Client000First, Intake):
    app, example = "000, first version", "000/v1.toml"


class Intake001(Client001, Intake):
    app, example = "001", "001/mien.toml"
    refused = ["Ann B", "team/ann"]


class Intake002(Client002, Intake):
    app, example = "002", "002/mien.toml"


class Intake003(Client003, Intake):
    app, example = "003", "003/mien.toml"


class Intake004(Client004, Intake):
    app, example = "004", "004/mien.toml"


class Handlers000(Client000, Handlers):
    app, example = "000", "000/functions.toml"
    registration = "employee-registration"
    functions = {registration: "app_000.register", "employee-authentication": "app_000.authenticate"}
    others = ["long-stranger-images"]
    tables = {"employees": "rekognitionId"}
    names = [*Client000.names, "Ann B", VAN, "team/ann", "ann_bo"]

    def test_what_the_handler_did_not_foresee_is_an_error_of_the_gateway(self):
        for query in ("", "?objectKey=never-uploaded.jpeg"):
            answer = self.raw("GET", f"/dev/employee{query}", headers={"Origin": "http://localhost:5173"})
            self.assertEqual(told(answer), '502 {"message":"Internal server error"}')
            self.assertEqual(answer.headers["access-control-allow-origin"], "*", "a page can read it")
        answer = self.raw("GET", "/dev/employee?objectKey=%ff")
        self.assertEqual(answer.status, 400, answer)


class Handlers000First(Client000First, Handlers):
    app, example = "000, first version", "000/v1-functions.toml"
    registration = "employee-registration"
    functions = {registration: "app_000_first.register", "employee-authentication": "app_000_first.authenticate"}
    others = ["long-stranger-images"]
    tables = {"employee": "rekognitionId"}


class Handlers001(Client001, Handlers):
    app, example = "001", "001/functions.toml"
    registration = "face-registration"
    functions = {
        registration: "app_001.register",
        "face-recognition": "app_001.recognize",
        "visitor-authentication": "app_001.employee",
    }
    others = ["visitors-images"]
    prefix = "uploaded/"
    tables = {"FaceMetadata": "FaceId", "RecognitionResults": "ResultId"}

    def test_the_client_is_told_first_and_last_name_and_each_recognition_is_stored(self):
        self.enrol("Ada_Lovelace", picture(3, 0))
        for person, told_them in (
            (3, '200 {"Message":"Success","firstName":"Ada","lastName":"Lovelace"}'),
            (9, '403 {"Message":"Person Not Found"}'),
        ):
            key = f"visitor-{person}.jpeg"
            self.assertEqual(self.raw("PUT", f"/dev/visitors-images/{key}", picture(person, 2)).status, 200)
            self.assertEqual(told(self.raw("GET", f"/dev/employee?objectKey={key}")), told_them)
            before = len(self.items("RecognitionResults"))
            self.assertEqual(self.raw("GET", f"/recognize?objectKey={key}").status, 200)
            stored = [item for item in self.items("RecognitionResults") if item["ImagePath"] == f"visitors-images/{key}"]
            self.assertEqual([len(json.loads(item["Matches"])) for item in stored], [1 if person == 3 else 0])
            self.assertEqual(len(self.items("RecognitionResults")), before + 1)


class Handlers002(Client002, Handlers):
    """The function is uploaded by the application's own commands, and the server runs it."""

    app, example = "002", "002/functions.toml"
    registration = app_002_commands.FUNCTION

    def set_up(self):
        app_002_commands.set_up(self.server, lambda_handlers.zip_of("app_002", "indexed"))


class Handlers003(Client003, Handlers):
    app, example = "003", "003/functions.toml"
    registration = "employee-registration"
    functions = {registration: "app_003.register", "employee-authentication": "app_003.authenticate"}
    others = ["validation-bucket"]
    tables = {"employee_faces": "RecognitionId"}

    def test_the_gateway_is_given_the_picture_in_every_way(self):
        self.enrol("Grace Hopper", picture(7, 0))
        visitors = self.others[0]
        self.client("s3").put_object(Bucket=visitors, Key="visitor.jpg", Body=picture(7, 1))
        found = '200 {"message":"Processing complete","firstname":"Grace","lastname":"Hopper"}'
        for kind, body, gets in (
            ("image/jpeg", picture(7, 1), found),
            ("application/json", json.dumps({"bucket_name": visitors, "object_key": "visitor.jpg"}).encode(), found),
            ("application/json", b"{}", '400 {"message":"Name bucket_name and object_key, or bring a picture"}'),
            ("application/json", b"", '400 {"message":"Name bucket_name and object_key, or bring a picture"}'),
            ("application/json", b"{", '502 {"message":"Internal server error"}'),
            ("application/json", json.dumps({"bucket_name": visitors, "object_key": "never"}).encode(),
             '502 {"message":"Internal server error"}'),
        ):  # fmt: skip
            self.assertEqual(told(self.raw("POST", "/dev/authenticate-face", body, {"Content-Type": kind})), gets)


class Handlers004(Client004, Handlers):
    app, example = "004", "004/functions.toml"
    registration = "face_recognition"
    functions = {registration: "app_004.lambda_handler"}
    prefix = "index/"
    tables = {"face_recognition": "RekognitionId"}


del AppTest, Cases, Handlers, Intake  # They are no tests of their own.

if __name__ == "__main__":
    main()
