"""What a session of the console may ask, of every protocol on the port: as the pages send it, by role; and what is refused
because it comes from elsewhere, without its token, twice, locked or ended. No browser: each request is what one would send."""

import json
import re
import unittest

from console_session import PASSWORD, begin_session, make_operator
from mien_server import Server

ROLES = ("admin", "enroller", "verifier", "auditor")
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
CORS = (
    "<CORSConfiguration><CORSRule><AllowedOrigin>https://a.example</AllowedOrigin>"
    "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>"
)
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def json_call(target, version, body):
    return "POST", "/", json.dumps(body), {"X-Amz-Target": target, "Content-Type": f"application/x-amz-json-{version}"}


def iam(**fields):
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return "POST", "/", body + "&Version=2010-05-08", {"Content-Type": FORM}


# By operation: the request, who may, the status of success, and of refusal the status and the code.
CALLS = {
    "rekognition ListCollections": (
        json_call("RekognitionService.ListCollections", "1.1", {}),
        {"admin", "enroller", "auditor"}, 200, (400, "AccessDeniedException")),
    "rekognition DeleteCollection": (
        json_call("RekognitionService.DeleteCollection", "1.1", {"CollectionId": "none-such"}),
        {"admin", "enroller"}, 400, (400, "AccessDeniedException")),
    "dynamodb ListTables": (
        json_call("DynamoDB_20120810.ListTables", "1.0", {}), set(ROLES), 200, None),
    "dynamodb DeleteTable": (
        json_call("DynamoDB_20120810.DeleteTable", "1.0", {"TableName": "none-such"}),
        {"admin", "enroller"}, 400, (400, "AccessDeniedException")),
    "lambda ListFunctions": (
        ("GET", "/2015-03-31/functions/", "", {}), {"admin"}, 200, (403, "AccessDeniedException")),
    "s3 ListBuckets": (("GET", "/", "", {"Accept": "application/xml"}), {"admin", "enroller", "auditor"}, 200, (403, "AccessDenied")),
    "s3 PutBucketCors": (
        ("PUT", "/door-pictures?cors", CORS, {"Content-Type": "application/xml"}), {"admin"}, 200, (403, "AccessDenied")),
    "s3 GetBucketCors": (("GET", "/door-pictures?cors", "", {}), {"admin", "enroller", "auditor"}, 200, (403, "AccessDenied")),
    "iam ListRoles": (iam(Action="ListRoles"), {"admin"}, 200, (403, "AccessDenied")),
    "iam GetRole": (iam(Action="GetRole", RoleName="for-functions"), {"admin"}, 200, (403, "AccessDenied")),
    "rest list_keys": (("GET", "/v1/keys", "", {}), {"admin"}, 200, (403, "access_denied")),
    "rest list_people": (("GET", "/v1/people", "", {}), {"admin", "enroller", "auditor"}, 200, (403, "access_denied")),
    "rest list_events": (("GET", "/v1/events", "", {}), {"admin", "auditor"}, 200, (403, "access_denied")),
}  # fmt: skip


def code_of(answer):
    """The error's name, in whichever form the protocol says it."""
    return answer.headers.get("x-amzn-errortype") or answer.code.rpartition("#")[2]


class Sessions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().start()
        cls.addClassCleanup(cls.server.stop)
        for role in ROLES:
            make_operator(cls.server, role, role)
        cls.sessions = {role: begin_session(cls.server, role) for role in ROLES}
        made = cls.ask(cls.sessions["admin"], "PUT", "/door-pictures", "", {})
        assert made.status == 200, made
        role = iam(Action="CreateRole", RoleName="for-functions", AssumeRolePolicyDocument=TRUST.replace('"', "%22"))
        made = cls.ask(cls.sessions["admin"], *role)
        assert made.status == 200, made
        made = cls.ask(cls.sessions["admin"], *CALLS["s3 PutBucketCors"][0])
        assert made.status == 200, made

    @classmethod
    def ask(cls, session, method, path, body="", headers=None, **instead):
        """As a page sends it. `instead` replaces or, with None, leaves out headers."""
        sent = {
            "Cookie": f"mien_session={session['cookie']}",
            "Authorization": f"Mien-Session {session['csrf_token']}",
            "Origin": cls.server.url,
            "Sec-Fetch-Site": "same-origin",
            **(headers or {}),
            **{name.replace("_", "-"): value for name, value in instead.items()},
        }
        sent = {name: value for name, value in sent.items() if value is not None}
        return cls.server.request(method, path, body, sent)

    def assert_refused(self, answer, status, code):
        self.assertEqual((answer.status, code_of(answer)), (status, code), answer)

    def test_every_protocol_answers_by_role(self):
        for name, (call, who, status, refusal) in CALLS.items():
            for role, session in self.sessions.items():
                with self.subTest(call=name, role=role):
                    answer = self.ask(session, *call)
                    if role in who:
                        self.assertEqual(answer.status, status, answer)
                        self.assertNotIn("AccessDenied", code_of(answer))
                    else:
                        self.assert_refused(answer, *refusal)

    def test_iam_goes_through_a_role_s_life(self):
        admin = self.sessions["admin"]
        made = self.ask(admin, *iam(Action="CreateRole", RoleName="short-lived", AssumeRolePolicyDocument=TRUST.replace('"', "%22")))
        self.assertEqual(made.status, 200, made)
        self.assertIn(b"<Arn>arn:aws:iam::", made.body)
        again = self.ask(admin, *iam(Action="CreateRole", RoleName="short-lived", AssumeRolePolicyDocument=TRUST.replace('"', "%22")))
        self.assert_refused(again, 409, "EntityAlreadyExists")
        self.assertIn(b"short-lived", self.ask(admin, *iam(Action="ListRoles")).body)
        self.assertEqual(self.ask(admin, *iam(Action="DeleteRole", RoleName="short-lived")).status, 200)
        self.assert_refused(self.ask(admin, *iam(Action="GetRole", RoleName="short-lived")), 404, "NoSuchEntity")
        self.assert_refused(self.ask(admin, *iam(Action="NoSuchAction")), 400, "InvalidAction")
        # Of the set-up calls that are forms, a session makes IAM's only.
        sts = ("POST", "/", "Action=GetCallerIdentity&Version=2011-06-15", {"Content-Type": FORM})
        self.assertGreaterEqual(self.ask(admin, *sts).status, 400)

    def test_a_page_of_another_site_is_refused(self):
        admin = self.sessions["admin"]
        host = f"127.0.0.1:{self.server.port}"
        elsewhere = {
            "cross-site": {"Sec_Fetch_Site": "cross-site"},
            "same-site, another port or name": {"Sec_Fetch_Site": "same-site"},
            "a word that nobody knows": {"Sec_Fetch_Site": "same-orgin"},
            "origin of another site": {"Sec_Fetch_Site": None, "Origin": "https://evil.example"},
            "origin of another port": {"Sec_Fetch_Site": None, "Origin": "http://127.0.0.1:1"},
            "origin that hides": {"Sec_Fetch_Site": None, "Origin": "null"},
            "origin that begins alike": {"Sec_Fetch_Site": None, "Origin": f"http://{host}.evil.example"},
            "host of another name": {"Sec_Fetch_Site": None, "Host": "evil.example"},
        }
        for name, headers in elsewhere.items():
            for operation in CALLS:
                with self.subTest(call=operation, elsewhere=name):
                    self.assert_refused(self.ask(admin, *CALLS[operation][0], **headers), 403, "access_denied")

    def test_sessions_are_begun_and_ended_by_the_console_s_own_pages_only(self):
        session = begin_session(self.server, "admin")
        wanted = json.dumps({"name": "admin", "password": PASSWORD})
        for method, path, body in (
            ("POST", "/v1/session", wanted),
            ("DELETE", "/v1/session", ""),
            ("POST", "/v1/session/lock", ""),
            ("POST", "/v1/session/kiosk", ""),
        ):
            with self.subTest(method + " " + path):
                headers = {"Content-Type": "application/json"} if body else {}
                answer = self.ask(session, method, path, body, headers, Sec_Fetch_Site="cross-site", Origin="https://evil.example")
                self.assert_refused(answer, 403, "access_denied")
                if method + path != "POST/v1/session":
                    answer = self.ask(session, method, path, body, headers, Authorization=None)
                    self.assert_refused(answer, 401, "unauthenticated")
        self.assertEqual(self.ask(session, "GET", "/v1/keys").status, 200, "it is still open")

    def test_a_cookie_alone_is_nobody(self):
        """What a form or a picture of another page could send at most: no protocol minds the cookie by itself."""
        admin = self.sessions["admin"]
        refusals = {"rest": (401, "unauthenticated"), "s3": (403, "AccessDenied")}
        for operation, (call, *_) in CALLS.items():
            if operation == "s3 ListBuckets":
                continue  # An unsigned GET / leads to the console, for everybody.
            with self.subTest(operation):
                answer = self.ask(admin, *call, Authorization=None)
                surface = operation.partition(" ")[0]
                self.assertIn(answer.status, (400, 401, 403), answer)
                self.assertNotEqual(code_of(answer), "", answer)
                if surface in refusals:
                    self.assert_refused(answer, *refusals[surface])

    def test_a_token_that_is_not_the_session_s_is_refused(self):
        admin, enroller = self.sessions["admin"], self.sessions["enroller"]
        wrong = {
            "another session's": f"Mien-Session {enroller['csrf_token']}",
            "a word": "Mien-Session x",
            "a part": f"Mien-Session {admin['csrf_token'][:-1]}",
            "too long": f"Mien-Session {admin['csrf_token']}0",
            "the cookie": f"Mien-Session {admin['cookie']}",
        }
        for name, header in wrong.items():
            for operation in CALLS:
                with self.subTest(token=name, call=operation):
                    answer = self.ask(admin, *CALLS[operation][0], Authorization=header)
                    self.assert_refused(answer, 401, "unauthenticated")
                    self.assertIn("Mien-Session", answer.headers["www-authenticate"])
        for name, cookie in {
            "no cookie": None,
            "two cookies": f"mien_session={admin['cookie']}; mien_session={enroller['cookie']}",
            "a strange cookie": "mien_session=AAAA",
            "the name of https": f"__Host-mien_session={admin['cookie']}",
        }.items():
            with self.subTest(name):
                answer = self.ask(admin, "GET", "/v1/keys", Cookie=cookie)
                self.assert_refused(answer, 401, "unauthenticated")

    def test_credentials_beside_the_cookie_count_alone(self):
        """The cookie of an admin adds nothing to a key that may less, or to one that is wrong."""
        admin = self.sessions["admin"]
        made = self.server.rest("POST", "/v1/keys", {"role": "verifier", "name": "beside a cookie"}).json()
        key_id, secret = made["key"]["access_key_id"], made["secret_access_key"]
        self.assert_refused(self.ask(admin, "GET", "/v1/keys", **self.server.basic(key_id, secret)), 403, "access_denied")
        wrong = self.server.basic(key_id, "wrong" + secret)
        self.assert_refused(self.ask(admin, "GET", "/v1/people", **wrong), 401, "unauthenticated")
        headers = {"Cookie": f"mien_session={admin['cookie']}"}
        answer = self.server.request("POST", "/", b"{}", {**self.server.signed("ListCollections", b"{}", secret="wrong"), **headers})
        self.assert_refused(answer, 400, "InvalidSignatureException")

    def test_a_locked_session_and_one_that_ended_are_told_so(self):
        for end, method, path, code in (
            ("locked", "POST", "/v1/session/lock", "session_locked"),
            ("ended", "DELETE", "/v1/session", "unauthenticated"),
        ):
            session = begin_session(self.server, "admin")
            done = self.ask(session, method, path)
            self.assertEqual(done.status, 204, done)
            for operation in CALLS:
                with self.subTest(end, call=operation):
                    self.assert_refused(self.ask(session, *CALLS[operation][0]), 401, code)

    def test_a_door_may_verify_and_nothing_else(self):
        session = begin_session(self.server, "admin")
        door = self.ask(session, "POST", "/v1/session/kiosk")
        self.assertEqual((door.status, door.json()["role"], door.json()["kind"]), (200, "verifier", "kiosk"), door)
        cookie = re.match(r"mien_session=([^;]+)", door.headers["set-cookie"]).group(1)
        kiosk = {**door.json(), "cookie": cookie}
        for operation, (call, who, status, refusal) in CALLS.items():
            with self.subTest(operation):
                answer = self.ask(kiosk, *call)
                if "verifier" in who:
                    self.assertEqual(answer.status, status, answer)
                else:
                    self.assert_refused(answer, *refusal)
        self.assert_refused(self.ask(session, "GET", "/v1/keys"), 401, "unauthenticated")

    def test_a_revoked_operator_is_gone_at_once(self):
        make_operator(self.server, "leaver", "admin")
        session = begin_session(self.server, "leaver")
        self.assertEqual(self.ask(session, "GET", "/v1/keys").status, 200)
        self.assertEqual(self.ask(self.sessions["admin"], "DELETE", "/v1/operators/leaver").status, 204)
        for operation in CALLS:
            with self.subTest(operation):
                self.assert_refused(self.ask(session, *CALLS[operation][0]), 401, "unauthenticated")


if __name__ == "__main__":
    unittest.main()
