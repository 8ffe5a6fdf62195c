"""Functions that uploads start. Those that fail at it: each event is given to them again, nothing is there twice, and what
never comes off ends on the list of failed tasks; with handlers that their owner starts, and uploaded ones that the server
starts. And one where all speak TLS."""

import contextlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest

import boto3

import lambda_handlers
from mien_server import REGION, Server, binary, clean_environment, identities, is_sanitized

FUNCTION_KIND = 1  # src/ports/tasks.h
BUCKET = "pictures"
TIMEOUT_S = 12 if is_sanitized() else 3
# Of a fault, in turn: what each attempt comes to, with a handler that its owner starts and with one that is uploaded. A
# process that dies is noticed at once by whoever started it, and else when its time is over.
ALWAYS_RAISES = [("waiting", "function_error"), ("waiting", "function_error"), ("failed", "function_error")]
ATTEMPTS = {
    "runtime": {
        "raise": ALWAYS_RAISES,
        "sleep": [("waiting", "timeout"), ("waiting", "timeout"), ("failed", "timeout")],
        "raise-after": [("waiting", "function_error"), ("done", "ok")],
        "die-after": [("waiting", "timeout"), ("done", "ok")],
    },
    "zip": {
        "raise": ALWAYS_RAISES,
        "sleep": [("waiting", "timeout"), ("waiting", "timeout"), ("failed", "timeout")],
        "raise-after": [("waiting", "function_error"), ("done", "ok")],
        "die-after": [("waiting", "function_error"), ("done", "ok")],
    },
}
REASONS = {"raise": "The handler failed: ValueError", "sleep": "The handler failed: Sandbox.Timedout"}
CONFIG = f"""
[functions]
allow_zip = true
python = "{sys.executable}"
[[function]]
name = "runtime"
run = "runtime"
timeout_s = {TIMEOUT_S}
[[function]]
name = "runtime-unimportable"
run = "runtime"
"""


class UploadTest(unittest.TestCase):
    """A server whose bucket starts functions: each those of the folder that is called like it."""

    authority = None  # That of the server's certificate, where it has one.

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "mien.toml").write_text(CONFIG)
        self.calls = {way: self.folder / f"{way}.calls" for way in ATTEMPTS}
        for path in self.calls.values():
            path.write_text("")
        self.server = Server("--config", str(self.folder / "mien.toml"), *self.flags()).start()
        self.addCleanup(self.server.discard)

    def flags(self):
        return []

    def client(self, service):
        return boto3.client(service, endpoint_url=self.server.url, region_name=REGION, verify=self.authority,
                            aws_access_key_id=self.server.key_id, aws_secret_access_key=self.server.secret)  # fmt: skip

    def set_up(self):
        self.client("rekognition").create_collection(CollectionId="faces")
        self.client("dynamodb").create_table(
            TableName="faces", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "FaceId", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "FaceId", "KeyType": "HASH"}],
        )  # fmt: skip
        role = self.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument='{"Statement":[]}')["Role"]["Arn"]
        for name, module in (("zip", "unreliable"), ("zip-unimportable", "unimportable")):
            self.client("lambda").create_function(
                FunctionName=name, Runtime="python3.11", Role=role, Handler=f"{module}.register", Timeout=TIMEOUT_S,
                Environment={"Variables": {"CALLS": str(self.calls["zip"])}},
                Code={"ZipFile": lambda_handlers.zip_of(module, "uploaded")},
            )  # fmt: skip
        s3 = self.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_notification_configuration(
            Bucket=BUCKET,
            NotificationConfiguration={"LambdaFunctionConfigurations": [{
                "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:123456789012:function:{name}",
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": f"{name}/"}]}}}
                for name in ("runtime", "zip", "runtime-unimportable", "zip-unimportable")]},
        )  # fmt: skip

    def upload(self, function, fault, body):
        self.client("s3").put_object(Bucket=BUCKET, Key=f"{function}/{fault}.jpg", Body=body,
                                     Metadata={"fault": fault, "seconds": str(TIMEOUT_S + 1)})  # fmt: skip

    def attempts(self, function, count):
        """The first `count` attempts, once there are so many."""
        lambda_handlers.next_attempt(self.server, function, count - 1)
        found = lambda_handlers.attempts(self.server, function)
        self.assertEqual(len(found), count, found)
        return found

    def taken(self):
        """The faces that are known, which are those of the table."""
        faces = {face["FaceId"] for face in self.client("rekognition").list_faces(CollectionId="faces")["Faces"]}
        items = {item["FaceId"]["S"] for item in self.client("dynamodb").scan(TableName="faces")["Items"]}
        self.assertEqual(items, faces)
        return faces


class Failures(UploadTest):
    def setUp(self):
        super().setUp()
        self.handlers = contextlib.ExitStack()
        self.addCleanup(self.handlers.close)
        self.key = lambda_handlers.enroller_key(self.server)

    def supervise(self, function, module):
        """As whoever runs a handler does: starts it anew after each end."""
        is_over = threading.Event()

        def work():
            while not is_over.is_set():
                process = lambda_handlers.start(self.server, function, f"{module}.register", self.key,
                                                {"CALLS": str(self.calls["runtime"])})  # fmt: skip
                while process.poll() is None and not is_over.wait(0.1):
                    pass
                process.kill()
                process.wait()
                is_over.wait(0.5)

        thread = threading.Thread(target=work)
        thread.start()
        self.handlers.callback(thread.join)
        self.handlers.callback(is_over.set)

    def start_handlers(self):
        self.supervise("runtime", "unreliable")
        self.supervise("runtime-unimportable", "unimportable")

    def tasks(self, change=""):
        """Rows of the store, while nobody has it open."""
        with contextlib.closing(sqlite3.connect(self.server.data_dir / "mien.db")) as store, store:
            if change:
                store.execute(change, (FUNCTION_KIND,))
            rows = store.execute("SELECT key, state, outcome, reason, attempts FROM tasks WHERE kind = ?", (FUNCTION_KIND,))
            return {row[0]: row[1:] for row in rows}

    def let_time_pass(self):
        """Until the next attempts are due: a minute, then two."""
        self.handlers.close()
        self.assertEqual(self.server.terminate(), 0)
        self.tasks("UPDATE tasks SET due_ms = created_ms WHERE kind = ? AND state = 0")
        self.server.start()
        self.start_handlers()

    def upload_all(self):
        """Each fault once, one after the other; then handlers that cannot begin."""
        people = [photos[0].read_bytes() for photos in identities().values()]
        for number, fault in enumerate(ATTEMPTS["runtime"]):
            for way in ATTEMPTS:
                self.upload(way, fault, people[number + (0 if way == "zip" else 4)])
            for way, faults in ATTEMPTS.items():
                self.assertEqual(self.attempts(way, number + 1)[-1], faults[fault][0], (way, fault))
        for way in ATTEMPTS:
            self.upload(f"{way}-unimportable", "import", people[0])
        for way in ATTEMPTS:
            self.assertEqual(self.attempts(f"{way}-unimportable", 1), ALWAYS_RAISES[:1], way)

    def check_round(self, number):
        """The attempts of the `number`th time, in whatever order they came; 0 is the first."""
        for way, faults in ATTEMPTS.items():
            before = sum(min(len(of_fault), number) for of_fault in faults.values())
            wanted = sorted(of_fault[number] for of_fault in faults.values() if len(of_fault) > number)
            self.assertEqual(sorted(self.attempts(way, before + len(wanted))[before:]), wanted, way)
            self.assertEqual(self.attempts(f"{way}-unimportable", number + 1), ALWAYS_RAISES[: number + 1], way)

    def test_events_are_given_again_and_end_on_the_list(self):
        self.set_up()
        self.start_handlers()
        self.upload_all()
        for number in (1, 2):
            self.let_time_pass()
            self.check_round(number)
        self.check_that_nothing_is_there_twice()
        self.assertNotIn("Ada Lovelace", self.server.log_text(), "an error's text may name somebody")
        self.handlers.close()
        self.assertEqual(self.server.terminate(), 0)
        self.check_the_list()

    def check_that_nothing_is_there_twice(self):
        self.assertEqual(len(self.taken()), 2 * len(ATTEMPTS), "one for each picture that was taken in the end")
        for way, faults in ATTEMPTS.items():
            calls = self.calls[way].read_text().splitlines()
            self.assertEqual(len(set(calls)), len(faults), "a repetition has the request id of the first")
            for call in set(calls):
                self.assertEqual(calls.count(call), len(faults[call.split()[1]]), call)

    def check_the_list(self):
        failed_state = 3
        tasks = self.tasks()
        for way, faults in ATTEMPTS.items():
            for fault in REASONS:
                outcome = faults[fault][-1][1]
                self.assertEqual(tasks[f"{way}/{fault}.jpg"], (failed_state, outcome, REASONS[fault], 3))
            unimportable = (failed_state, "function_error", "The handler failed: Runtime.ImportModuleError", 3)
            self.assertEqual(tasks[f"{way}-unimportable/import.jpg"], unimportable)


class OverTls(UploadTest):
    """The server runs an uploaded handler, which trusts the authority beside the server's certificate."""

    def flags(self):
        made = subprocess.run([str(binary()), "tls", "init", "--dir", str(self.folder / "tls"), "--json"], check=True,
                              capture_output=True, text=True, env=clean_environment())  # fmt: skip
        made = json.loads(made.stdout)
        self.authority = made["authority"]["file"]
        return ["--tls-cert", made["server"]["file"], "--tls-key", made["server"]["key_file"]]

    def test_an_upload_is_registered(self):
        self.set_up()
        self.upload("zip", "none", next(iter(identities().values()))[0].read_bytes())
        self.assertEqual(self.attempts("zip", 1), [("done", "ok")])
        self.assertEqual(len(self.taken()), 1)


del UploadTest  # It is no test of its own.

if __name__ == "__main__":
    unittest.main(verbosity=2)
