"""Events of other S3 servers come in and register people, whoever sends them and however often; and what was decided is
told to others, signed, repeated until it is taken, and kept on a list where it is not."""

import contextlib
import hashlib
import http.server
import json
import threading
import time
import unittest
import urllib.parse

import real_servers
import reference_apps
from mien_server import PROJECT, Server, identities
from reference_clients import Client002
from webhook_receiver import WebhookReceiver, verified

TOKEN = "e2e-hook-token-0123456789"
SECRET = "e2e-webhook-secret"
SETTLED = {"done", "refused", "failed"}
WAIT_S = 90


def pictures(person):
    return [path.read_bytes() for path in list(identities().values())[person]]


class Listener:
    """Takes deliveries; `statuses` are answered in turn, the last one for ever."""

    def __init__(self, *statuses):
        self.statuses = list(statuses) or [204]
        self.deliveries = []
        self._changed = threading.Condition()
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with listener._changed:
                    status = listener.statuses.pop(0) if len(listener.statuses) > 1 else listener.statuses[0]
                    listener.deliveries.append((status, headers, body))
                    listener._changed.notify_all()
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/told"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, count):
        deadline = time.monotonic() + WAIT_S
        with self._changed:
            while len(self.deliveries) < count:
                if not self._changed.wait(max(0, deadline - time.monotonic())):
                    raise AssertionError(f"{len(self.deliveries)} of {count} deliveries came")
            return list(self.deliveries)


class HookTest(unittest.TestCase):
    """A server with intakes of two other servers and webhooks, on a port that is known before it starts."""

    def setUp(self):
        self.open = contextlib.ExitStack()
        self.addCleanup(self.open.close)
        self.port = real_servers.free_port()
        self.hook = f"http://127.0.0.1:{self.port}/v1/hooks/s3"

    def start(self, source=None, event_keys="aws", webhooks=(), attempts_max=14):
        """`source`: the port of the other server, which need not be there yet. `webhooks`: (name, url, more)."""
        source = source or real_servers.free_port()
        text = f"""
[hooks]
webhook_attempts_max = {attempts_max}
[[intake]]
name = "employees"
source = "other"
bucket = "photos"
prefix = "index/"
action = "register"
collection = "staff"
identity = "metadata:fullname"
[[intake]]
name = "door"
source = "other"
bucket = "photos"
prefix = "probes/"
action = "verify"
collection = "staff"
"""
        for name, url, more in webhooks:
            text += f'[[webhook]]\nname = "{name}"\nurl = "{url}"\nsecret_env = "WEBHOOK_SECRET"\n{more}\n'
        self.start_with(text, source, event_keys)
        return source

    def start_with(self, text, source, event_keys="aws"):
        """A configuration, and the other server that it calls "other"."""
        text += f"""
[[source]]
name = "other"
endpoint = "http://127.0.0.1:{source}"
access_key_id = "{real_servers.ACCESS_KEY}"
secret_env = "OTHER_SECRET"
event_keys = "{event_keys}"
"""
        environment = {"MIEN_HOOK_TOKEN": TOKEN, "OTHER_SECRET": real_servers.SECRET_KEY, "WEBHOOK_SECRET": SECRET}
        self.server = Server("--listen", f"127.0.0.1:{self.port}", "--config", "mien.toml", environment=environment)
        (self.server.folder / "mien.toml").write_text(text)
        self.server.start()
        self.open.callback(self.server.stop)

    def uploads(self, **query):
        answer = self.server.rest("GET", "/v1/uploads?" + urllib.parse.urlencode({"bucket": "photos", **query}))
        self.assertEqual(answer.status, 200, answer)
        return answer.json()["uploads"]

    def settled(self, key):
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            found = self.uploads(key=key)
            if found and found[0]["state"] in SETTLED:
                return found[0]
            time.sleep(0.05)
        self.fail(f"{key} is not settled: {self.uploads()}\n{self.server.log_text()[-4000:]}")

    def people(self):
        answer = self.server.rest("GET", "/v1/people?collection=staff")
        return {person["name"]: person["face_count"] for person in answer.json().get("people", [])}

    def post(self, body, query=f"?token={TOKEN}", headers=None):
        headers = {"Content-Type": "application/json", **(headers or {})}
        return self.server.request("POST", f"/v1/hooks/s3{query}", json.dumps(body).encode(), headers)

    def deliveries(self, **query):
        answer = self.server.rest("GET", "/v1/webhooks/deliveries?" + urllib.parse.urlencode(query))
        self.assertEqual(answer.status, 200, answer)
        return answer.json()["deliveries"]

    def check_source(self, s3):
        """What is put on the other server becomes people, refusals and decisions here."""
        ann, bob = pictures(0), pictures(1)
        names = {"index/Ann B+c %41.jpg": ("Ann Lee", ann[0]), "index/Nguyễn Văn A.jpg": ("Bob", bob[0])}
        for key, (name, picture) in names.items():
            s3.put_object(Bucket="photos", Key=key, Body=picture, Metadata={"FullName": name})
        for key in names:
            upload = self.settled(key)
            self.assertEqual((upload["state"], upload["outcome"]), ("done", "registered"), upload)
        self.assertEqual(self.people(), {"Ann Lee": 1, "Bob": 1})
        s3.put_object(Bucket="photos", Key="index/broken.jpg", Body=b"no picture", Metadata={"FullName": "Cy"})
        self.assertEqual(self.settled("index/broken.jpg")["outcome"], "image_format")
        s3.put_object(Bucket="photos", Key="index/nobody.jpg", Body=pictures(2)[0])
        self.assertEqual(self.settled("index/nobody.jpg")["outcome"], "invalid_argument")
        s3.put_object(Bucket="photos", Key="probes/1.jpg", Body=ann[1])
        match = self.settled("probes/1.jpg")
        self.assertEqual((match["outcome"], match["person"]["name"]), ("match", "Ann Lee"), match)
        s3.put_object(Bucket="photos", Key="probes/2.jpg", Body=pictures(3)[0])
        self.assertEqual(self.settled("probes/2.jpg")["outcome"], "no_match")
        s3.put_object(Bucket="photos", Key="elsewhere/x.jpg", Body=ann[2])
        # Registered pictures stay; refused ones and probes are removed where they lie.
        left = {item["Key"] for item in s3.list_objects_v2(Bucket="photos").get("Contents", [])}
        self.assertEqual(left, {*names, "elsewhere/x.jpg"})
        self.assertEqual(len(self.uploads()), 6)
        log = self.server.log_text()
        for secret in (TOKEN, SECRET, real_servers.SECRET_KEY, "Ann", "Nguy", "index/"):
            self.assertNotIn(secret, log)


class OtherServers(HookTest):
    def test_versitygw_tells_of_what_is_put_there(self):
        # It encodes no keys; those that could be taken for encoded ones need event_keys.
        source = self.start(event_keys="raw")
        with real_servers.versitygw(f"{self.hook}?token={TOKEN}&source=other", port=source) as gateway:
            s3 = gateway.client()
            s3.create_bucket(Bucket="photos")
            self.check_source(s3)

    def test_minio_tells_of_what_is_put_there_and_repeats_what_was_not_taken(self):
        source = self.start()
        with real_servers.minio({"MIEN": self.hook}, port=source, tokens={"MIEN": TOKEN}) as minio:
            s3 = minio.client()
            s3.create_bucket(Bucket="photos")
            s3.put_bucket_notification_configuration(
                Bucket="photos",
                NotificationConfiguration={"QueueConfigurations": [
                    {"QueueArn": "arn:minio:sqs:us-east-1:MIEN:webhook", "Events": ["s3:ObjectCreated:*"]}]})
            self.check_source(s3)
            # Mien is away: the event waits there, and comes when it is back.
            self.assertEqual(self.server.terminate(), 0)
            s3.put_object(Bucket="photos", Key="index/later.jpg", Body=pictures(4)[0], Metadata={"fullname": "Dora"})
            self.server.start()
            self.assertEqual(self.settled("index/later.jpg")["outcome"], "registered")
            self.assertEqual(self.people()["Dora"], 1)

    def test_an_event_told_twice_is_one_upload_and_a_server_that_is_away_is_asked_again(self):
        source = self.start()
        with real_servers.minio(port=source) as minio:
            s3 = minio.client()
            s3.create_bucket(Bucket="photos")
            put = s3.put_object(Bucket="photos", Key="index/ann one.jpg", Body=pictures(0)[0], Metadata={"fullname": "Ann"})
            etag = put["ETag"].strip('"')
            record = {"eventVersion": "2.1", "eventSource": "aws:s3", "eventTime": "2026-02-03T04:05:06.789Z",
                      "eventName": "ObjectCreated:Put",
                      "s3": {"bucket": {"name": "photos"},
                             "object": {"key": "index/ann+one.jpg", "eTag": etag, "sequencer": "0055AED6DCD90281E5"}}}
            minio.stop()
            direct = {"Records": [record]}
            self.assertEqual(self.post(direct).json(), {"accepted": 1, "duplicates": 0, "ignored": 0})
            self.assertEqual(self.post(direct).json(), {"accepted": 0, "duplicates": 1, "ignored": 0})
            # In other envelopes, from SNS, SQS and EventBridge.
            topic = {"Type": "Notification", "Message": json.dumps(direct)}
            for envelope in (topic, {"MessageId": "m", "Body": json.dumps(direct)},
                             {"MessageId": "m", "Body": json.dumps(topic)}):
                self.assertEqual(self.post(envelope).json(), {"accepted": 0, "duplicates": 1, "ignored": 0}, envelope)
            bridge = {"detail-type": "Object Created", "source": "aws.s3", "time": "2026-02-03T04:05:06Z",
                      "detail": {"bucket": {"name": "photos"},
                                 "object": {"key": "index/ann one.jpg", "etag": etag, "sequencer": "0055AED6DCD90281E5"}}}
            self.assertEqual(self.post(bridge).json(), {"accepted": 0, "duplicates": 1, "ignored": 0})
            deadline = time.monotonic() + WAIT_S
            while not (waiting := self.uploads(key="index/ann one.jpg")[0]).get("outcome"):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)
            self.assertEqual((waiting["state"], waiting["outcome"]), ("waiting", "unavailable"), waiting)
            minio.start_again()
            self.assertEqual(self.settled("index/ann one.jpg")["outcome"], "registered")
            self.assertEqual(self.people(), {"Ann": 1})
            # An event of an upload that another has taken the place of.
            record["s3"]["object"].update(eTag="0" * 32, sequencer="0055AED6DCD90281E6")
            self.assertEqual(self.post(direct).json()["accepted"], 1)
            self.assertEqual(self.settled("index/ann one.jpg")["outcome"], "object_replaced")

    def test_strangers_and_hostile_bodies_are_refused(self):
        self.start()
        body = {"Records": []}
        self.assertEqual(self.post(body).status, 200)
        self.assertEqual(self.post(body, "", self.server.basic()).status, 200)
        self.assertEqual(self.post(body, "", {"Authorization": "Bearer " + TOKEN}).status, 200)
        for query, headers in (("", {}), ("?token=wrong-token-0123456789", {}), ("", {"Authorization": "Bearer x"})):
            self.assertEqual(self.post(body, query, headers).status, 401)
        self.assertEqual(self.post({"Event": "s3:TestEvent"}).json(), {"accepted": 0, "duplicates": 0, "ignored": 0})
        for wrong in ({}, {"Records": [{}]}, {"Type": "SubscriptionConfirmation", "SubscribeURL": "http://127.0.0.1/"}):
            answer = self.post(wrong)
            self.assertEqual((answer.status, answer.code), (400, "invalid_argument"), answer)
        self.assertEqual(self.server.request("POST", f"/v1/hooks/s3?token={TOKEN}", b"x" * (1 << 20) + b"x",
                                             {"Content-Type": "application/json"}).status, 413)
        self.assertNotIn(TOKEN, self.server.log_text())


class ReferenceApp(Client002, HookTest):
    """The flow of the reference application 002 with its bucket at another server, whose events may come twice."""

    keys = reference_apps.AppTest.keys
    item, items = reference_apps.AppTest.item, reference_apps.AppTest.items
    outcome = reference_apps.AppTest.outcome
    other = None

    def setUp(self):
        super().setUp()
        self.clients = {}

    def client(self, service):
        return self.other.client() if service == "s3" else reference_apps.AppTest.client(self, service)

    def mark(self):
        return len(self.told.records())

    def became(self, key, before):
        """Told of by that server, and then told of once more."""
        record = self.told.wait_for(lambda record: record in self.told.records()[before:])
        event = {"Records": [record]}
        self.assertEqual(self.post(event).json(), {"accepted": 1, "duplicates": 0, "ignored": 0})
        self.assertEqual(self.post(event).json(), {"accepted": 0, "duplicates": 1, "ignored": 0})
        upload = self.outcome(self.bucket, key)
        self.assertEqual(self.post(event).json(), {"accepted": 0, "duplicates": 1, "ignored": 0}, "though it is done")
        return f"{upload['state']}: {upload['outcome']}"

    def stored(self):
        people = self.server.rest("GET", f"/v1/people?collection={self.collection}").json()["people"]
        faces = self.client("rekognition").list_faces(CollectionId=self.collection)["Faces"]
        uploads = self.server.rest("GET", f"/v1/uploads?bucket={self.bucket}").json()["uploads"]
        return len(people), len(faces), len(self.items(self.table)), len(uploads)

    def flow(self, source, other, event_keys, told):
        # The example, but for the function, which is a bucket's of this server.
        text = (PROJECT / "examples" / "002" / "mien.toml").read_text()
        _, intake, rest = text.partition("[[intake]]\n")
        self.start_with(f'{intake}source = "other"\n{rest}', source, event_keys)
        self.other, self.told = other, told
        for number, name in enumerate(("Ada King Lovelace", reference_apps.VAN)):
            self.assertEqual(self.enrol(name, reference_apps.picture(number, 0)), "done: registered")
            self.assertEqual(self.verify(reference_apps.picture(number, 1)), f"200 {name}")
        self.assertEqual(self.stored(), (2, 2, 2, 2))
        self.assertEqual(self.enrol("Somebody Else", reference_apps.picture(0, 2)), "refused: duplicate_person")
        # The same upload again is another event; it adds nothing but itself.
        self.assertEqual(self.enrol_again(), "done: registered")
        self.assertEqual(self.stored(), (2, 2, 2, 4))

    def test_with_minio(self):
        with WebhookReceiver() as told, real_servers.minio({"MIEN": told.url}) as minio:
            s3 = minio.client()
            s3.create_bucket(Bucket=self.bucket)
            s3.put_bucket_notification_configuration(
                Bucket=self.bucket,
                NotificationConfiguration={"QueueConfigurations": [
                    {"QueueArn": "arn:minio:sqs:us-east-1:MIEN:webhook", "Events": ["s3:ObjectCreated:*"]}]})
            self.flow(minio.port, minio, "aws", told)

    def test_with_versitygw(self):
        with WebhookReceiver() as told, real_servers.versitygw(told.url) as gateway:
            gateway.client().create_bucket(Bucket=self.bucket)
            self.flow(gateway.port, gateway, "raw", told)


class Webhooks(HookTest):
    def put(self, s3, key, picture, **metadata):
        put = s3.put_object(Bucket="photos", Key=key, Body=picture, Metadata=metadata)
        record = {"eventName": "ObjectCreated:Put", "eventTime": "t",
                  "s3": {"bucket": {"name": "photos"}, "object": {
                      "key": urllib.parse.quote_plus(key), "eTag": put["ETag"], "sequencer": hashlib.sha1(key.encode()).hexdigest()}}}
        self.assertEqual(self.post({"Records": [record]}).json()["accepted"], 1)

    def test_decisions_are_told_signed_and_again_until_they_are_taken(self):
        desk, alarm, gone = Listener(500, 302, 204), Listener(503), Listener(410)
        for listener in (desk, alarm, gone):
            self.addCleanup(listener.close)
        source = self.start(attempts_max=2, webhooks=[
            ("desk", desk.url, ""), ("alarm", alarm.url, 'events = ["refused", "no_match"]\ntimeout_s = 2'),
            ("gone", gone.url, 'intakes = ["door"]')])
        # The desk's first delivery needs three attempts: two are too few for it.
        with real_servers.minio(port=source) as minio:
            s3 = minio.client()
            s3.create_bucket(Bucket="photos")
            self.put(s3, "index/ann.jpg", pictures(0)[0], fullname="Ann Lee")
            first = desk.wait_for(2)
            self.assertEqual([status for status, _, _ in first], [500, 302])
            bodies = {body for _, _, body in first}
            self.assertEqual(len(bodies), 1, "a repetition is the same")
            self.assertEqual({headers["mien-delivery"] for _, headers, _ in first}, {json.loads(first[0][2])["id"]})
            for _, headers, body in first:
                self.assertTrue(verified(SECRET, headers, body, time.time()))
                self.assertFalse(verified(SECRET + "x", headers, body, time.time()))
                self.assertFalse(verified(SECRET, headers, body + b" ", time.time()))
            told = json.loads(first[0][2])
            self.assertEqual((told["type"], told["decision"], told["person"]["name"]), ("registered", "registered", "Ann Lee"))
            self.assertEqual((told["intake"], told["bucket"], told["key"]), ("employees", "photos", "index/ann.jpg"))
            self.assertEqual(told["upload_id"], self.settled("index/ann.jpg")["upload_id"])
            self.dead_letter_and_retry(desk, told)

            self.put(s3, "probes/ann.jpg", pictures(0)[1])
            self.settled("probes/ann.jpg")
            match = json.loads(desk.wait_for(4)[3][2])
            self.assertEqual((match["type"], match["person"]["name"]), ("match", "Ann Lee"))
            self.assertGreater(match["similarity"], match["threshold"])
            gone.wait_for(1)
            self.put(s3, "probes/stranger.jpg", pictures(5)[0])
            self.assertEqual(json.loads(desk.wait_for(5)[4][2])["type"], "no_match")
            self.put(s3, "index/broken.jpg", b"no picture", fullname="Bob")
            refused = json.loads(desk.wait_for(6)[5][2])
            self.assertEqual((refused["type"], refused["reason"]), ("refused", "image_format"))
            self.assertNotIn("person", refused)
            alarmed = {json.loads(body)["type"] for _, _, body in alarm.wait_for(2)}
            self.assertLessEqual(alarmed, {"refused", "no_match"})
            self.assertIn("gone", {d.get("outcome") for d in self.deliveries(webhook="gone")})

    def dead_letter_and_retry(self, desk, told):
        deadline = time.monotonic() + WAIT_S
        while not (dead := self.deliveries(state="failed")):
            self.assertLess(time.monotonic(), deadline, self.deliveries())
            time.sleep(0.05)
        self.assertEqual((dead[0]["id"], dead[0]["webhook"], dead[0]["outcome"]), (told["id"], "desk", "bad_status"))
        self.assertNotIn("Ann", json.dumps(dead))
        answer = self.server.rest("POST", f"/v1/webhooks/deliveries/{told['id']}/retry")
        self.assertEqual(answer.status, 202, answer)
        self.assertEqual(json.loads(desk.wait_for(3)[2][2]), told)
        while self.deliveries(webhook="desk")[0]["state"] != "done":
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        again = self.server.rest("POST", f"/v1/webhooks/deliveries/{told['id']}/retry")
        self.assertEqual((again.status, again.code), (409, "not_retryable"))

    def test_the_start_says_which_secret_is_missing(self):
        for name, value, part in (("WEBHOOK_SECRET", "short", "WEBHOOK_SECRET"), ("OTHER_SECRET", "", "OTHER_SECRET"),
                                  ("MIEN_HOOK_TOKEN", "short", "MIEN_HOOK_TOKEN")):
            environment = {"MIEN_HOOK_TOKEN": TOKEN, "OTHER_SECRET": "s", "WEBHOOK_SECRET": SECRET, name: value}
            server = Server("--config", "mien.toml", environment=environment)
            self.addCleanup(server.discard)
            (server.folder / "mien.toml").write_text(
                '[[source]]\nname = "o"\nendpoint = "http://127.0.0.1:1"\naccess_key_id = "k"\nsecret_env = "OTHER_SECRET"\n'
                '[[webhook]]\nname = "w"\nurl = "http://127.0.0.1:1/"\nsecret_env = "WEBHOOK_SECRET"\n')
            code, said = server.run_to_end()
            self.assertEqual(code, 3, said)
            self.assertIn(part, said)
            if value:
                self.assertNotIn(f'"{value}"', said)


if __name__ == "__main__":
    unittest.main()
