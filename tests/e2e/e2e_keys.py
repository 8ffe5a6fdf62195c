"""Access keys and roles: made, used, expired and revoked over every protocol; kept across restarts; and the page of roles
walked, operation by operation and role by role."""

import base64
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import boto3
import botocore.config
import botocore.exceptions

from mien_server import PROJECT, REGION, Server, ServerTest, binary, clean_environment

ROLES = ("admin", "enroller", "verifier", "auditor")
DONE, REFUSED, USAGE = 0, 1, 2
DENIED = ("AccessDenied", "AccessDeniedException")
ASKING = "asked-about"  # A bucket whose pictures are verified: a verifier may store there, and nowhere else.
INTAKES = f"""
[[intake]]
name = "door"
bucket = "{ASKING}"
action = "verify"

[[intake]]
name = "employees"
bucket = "employees"
action = "register"
identity = "key:{{full_name}}_{{uuid}}"

[[function]]
name = "at-the-door"
run = "intake:employees"

[[route]]
method = "PUT"
path = "/routed/{{key}}"
target = "put-object"
bucket = "{ASKING}"

[[route]]
method = "PUT"
path = "/enrolling/{{key}}"
target = "put-object"
bucket = "employees"

[[route]]
method = "GET"
path = "/routed/who"
target = "verify:door"

[[route]]
method = "POST"
path = "/routed/new"
target = "register:employees"

[[route]]
method = "POST"
path = "/routed/function"
target = "function:at-the-door"
"""
# By the target of the route: what is asked of it. Nobody answers for the function, and no picture is one.
ROUTED = {
    "put_object": ("PUT", "/routed/a.jpg", b"x"),
    "verify": ("GET", "/routed/who?objectKey=none", b""),
    "register": ("POST", "/routed/new", b"x"),
    "function": ("POST", "/routed/function", b"x"),
}


def page_of_roles():
    """Rows of docs/api/roles.md: (surface, operation, the roles that may)."""
    rows = []
    for line in (PROJECT / "docs" / "api" / "roles.md").read_text().splitlines():
        found = re.fullmatch(r"\| (\w+) \| `(\w+)` \|(.*)\|", line)
        if found:
            marks = [mark.strip() == "yes" for mark in found[3].split("|")]
            rows.append((found[1], found[2], {role for role, mark in zip(ROLES, marks, strict=True) if mark}))
    return rows


def made_up(shape, depth=0):
    """The least that a shape of botocore's asks for. What it names does not exist."""
    if shape.type_name == "structure":
        return {name: made_up(shape.members[name], depth + 1) for name in shape.required_members} if depth < 6 else {}
    if shape.type_name == "list":
        return [made_up(shape.member, depth + 1)] if depth < 6 else []
    if shape.type_name == "map":
        return {"key": made_up(shape.value, depth + 1)}
    if shape.type_name in ("integer", "long"):
        return 1
    if shape.type_name in ("float", "double"):
        return 1.0
    if shape.type_name == "boolean":
        return False
    if shape.type_name == "blob":
        return b"x"
    enum = getattr(shape, "enum", [])
    return enum[0] if enum else "no-such-thing"


class Keys(ServerTest):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        config = pathlib.Path(folder.name) / "mien.toml"
        config.write_text(INTAKES)
        cls.server_flags = ("--config", str(config))
        super().setUpClass()

    def basic(self, key):
        return self.server.basic(key["access_key_id"], key["secret"])

    def make(self, role, **more):
        answer = self.server.rest("POST", "/v1/keys", {"role": role, **more})
        self.assertEqual(answer.status, 201, answer)
        made = answer.json()
        self.addCleanup(self.server.rest, "DELETE", f"/v1/keys/{made['key']['access_key_id']}")
        return {**made["key"], "secret": made["secret_access_key"]}

    def client(self, service, key, **config):
        config.setdefault("retries", {"total_max_attempts": 1})
        config.setdefault("parameter_validation", False)
        return boto3.client(
            service, endpoint_url=self.server.url, region_name=REGION, aws_access_key_id=key["access_key_id"],
            aws_secret_access_key=key["secret"], config=botocore.config.Config(**config),
        )

    def status_of(self, key, method="GET", path="/v1/people", **more):
        return self.server.request(method, path, headers=self.basic(key), **more).status

    def mien(self, *arguments, key=None, expect=DONE):
        key = key or {"access_key_id": self.server.key_id, "secret": self.server.secret}
        environment = clean_environment({
            "MIEN_SERVER": self.server.url, "MIEN_ACCESS_KEY_ID": key["access_key_id"],
            "MIEN_SECRET_ACCESS_KEY": key["secret"],
        })
        done = subprocess.run([str(binary()), *arguments], capture_output=True, text=True, env=environment, timeout=60)
        self.assertEqual(done.returncode, expect, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout if expect == DONE else done.stdout + done.stderr

    def test_a_key_from_the_command_line_until_it_is_revoked(self):
        told = self.mien("keys", "create", "--role", "verifier", "--name", "Cổng 1", "--expires-in-days", "2")
        made = dict(line.split("=", 1) for line in told.splitlines())
        key = {"access_key_id": made["MIEN_ACCESS_KEY_ID"], "secret": made["MIEN_SECRET_ACCESS_KEY"]}
        listed = json.loads(self.mien("keys", "list", "--json"))["keys"]
        mine = [one for one in listed if one["access_key_id"] == key["access_key_id"]]
        self.assertEqual([(one["role"], one["name"], one["created_by"]) for one in mine],
                         [("verifier", "Cổng 1", self.server.key_id)])
        self.assertNotIn(key["secret"], json.dumps(listed))
        self.assertIn("Cổng 1", self.mien("keys", "list"))
        self.assertIn("access_denied", self.mien("keys", "list", key=key, expect=REFUSED))
        self.assertIn("access_denied", self.mien("people", "list", key=key, expect=REFUSED))
        self.mien("keys", "revoke", key["access_key_id"])
        self.assertEqual(self.status_of(key), 401)
        self.assertIn("not_found", self.mien("keys", "revoke", key["access_key_id"], expect=REFUSED))
        self.assertIn("root key", self.mien("keys", "revoke", self.server.key_id, expect=REFUSED))
        self.mien("keys", "create", "--role", "king", expect=USAGE)
        actions = [(event["action"], event.get("access_key_id")) for event in
                   self.server.rest("GET", "/v1/events?page_size=2").json()["events"]]
        self.assertEqual(actions, [("revoke_key", key["access_key_id"]), ("create_key", key["access_key_id"])])

    def test_a_revoked_key_is_refused_at_once_by_every_protocol(self):
        key = self.make("admin")
        rekognition, s3 = self.client("rekognition", key), self.client("s3", key)
        s3.create_bucket(Bucket="revoked")
        link = s3.generate_presigned_url("list_objects_v2", {"Bucket": "revoked"}).removeprefix(self.server.url)
        rekognition.list_collections()
        self.assertEqual(self.status_of(key), 200)
        self.assertEqual(self.server.request("GET", link).status, 200)
        self.assertEqual(self.server.rest("DELETE", f"/v1/keys/{key['access_key_id']}").status, 204)
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            rekognition.list_collections()
        self.assertEqual(caught.exception.response["Error"]["Code"], "UnrecognizedClientException")
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            s3.list_buckets()
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidAccessKeyId")
        self.assertEqual(self.server.request("GET", link).status, 403)
        self.assertEqual(self.status_of(key), 401)

    def test_a_key_expires(self):
        key = self.make("auditor", expires_in_s=1)
        self.assertEqual(self.status_of(key), 200)
        deadline = time.monotonic() + 10
        while self.status_of(key) == 200 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(self.status_of(key), 401)

    def test_no_secret_is_logged_or_stored_in_the_open(self):
        key = self.make("enroller", name="very-special-name")
        self.assertEqual(self.status_of(key), 200)
        self.assertNotIn(key["secret"], self.server.log_text())
        self.assertNotIn("very-special-name", self.server.log_text())
        for path in self.server.data_dir.rglob("*"):
            if path.is_file():
                self.assertNotIn(key["secret"].encode(), path.read_bytes(), path)

    def assert_allowed(self, is_denied, role, roles, what):
        self.assertEqual(not is_denied, role in roles, f"{what} by {role}")

    def test_every_operation_of_aws_protocols_asks_for_its_role(self):
        rows = [row for row in page_of_roles() if row[0] not in ("rest", "routes")]
        self.assertGreater(len(rows), 60)
        keys = {role: self.make(role) for role in ROLES}
        for surface, operation, roles in rows:
            for role, key in keys.items():
                with self.subTest(surface=surface, operation=operation, role=role):
                    self.assert_allowed(self.is_denied(surface, operation, key), role, roles, operation)

    def test_every_kind_of_route_asks_for_its_role(self):
        rows = {operation: roles for surface, operation, roles in page_of_roles() if surface == "routes"}
        self.assertEqual(set(rows), set(ROUTED))
        keys = {role: self.make(role) for role in ROLES}
        for operation, (method, path, body) in ROUTED.items():
            for role, key in keys.items():
                with self.subTest(operation=operation, role=role):
                    answer = self.server.request(method, path, body, self.basic(key))
                    self.assert_allowed(answer.status == 403, role, rows[operation], f"{operation} ({answer})")
            self.assertEqual(self.server.request(method, path, body).status, 403, f"{operation} by nobody")

    def test_a_verifier_stores_through_a_route_only_what_is_asked_about(self):
        verifier = self.basic(self.make("verifier"))
        self.assertEqual(self.server.request("PUT", "/routed/b.jpg", b"x", verifier).status, 200)
        self.assertEqual(self.server.request("PUT", "/enrolling/b.jpg", b"x", verifier).status, 403)
        self.assertEqual(self.server.request("PUT", "/enrolling/b.jpg", b"x", self.basic(self.make("enroller"))).status, 200)

    def is_denied(self, surface, operation, key):
        if operation == "PostObject":  # No operation of the SDKs.
            return self.is_form_denied(key)
        s3 = {"s3": {"addressing_style": "path"}} if surface == "s3" else {}
        client = self.client(surface, key, **s3)
        model = client.meta.service_model.operation_model(operation)
        arguments = made_up(model.input_shape) if model.input_shape else {}
        if operation in ("PutObject", "CreateMultipartUpload"):
            arguments["Bucket"] = ASKING
        if operation in ("CopyObject", "UploadPartCopy"):
            arguments["CopySource"] = "no-such-thing/a"
        name = next(name for name, api in client.meta.method_to_api_mapping.items() if api == operation)
        try:
            getattr(client, name)(**arguments)
        except botocore.exceptions.ClientError as error:
            response = error.response
            # The answer to HEAD has no body, so that botocore knows only the status.
            return response["Error"]["Code"] in (*DENIED, "403")
        return False

    def is_form_denied(self, key):
        form = self.client("s3", key).generate_presigned_post(ASKING, "a")
        boundary = "x" * 20
        body = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                       for name, value in [*form["fields"].items(), ("file", "x")]) + f"--{boundary}--\r\n"
        answer = self.server.request("POST", f"/{ASKING}", body.encode(),
                                     {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        return b"<Code>AccessDenied</Code>" in answer.body

    def test_a_verifier_stores_only_what_is_asked_about(self):
        made = {role: self.client("s3", self.make(role)) for role in ("enroller", "verifier")}
        made["enroller"].create_bucket(Bucket="plain")
        for bucket in ("employees", "plain"):
            for store in (made["verifier"].put_object, made["verifier"].create_multipart_upload):
                with self.assertRaises(botocore.exceptions.ClientError) as caught:
                    store(Bucket=bucket, Key="Eve_0001.jpg")
                self.assertEqual(caught.exception.response["Error"]["Code"], "AccessDenied", bucket)
            made["enroller"].put_object(Bucket=bucket, Key="Eve_0001.jpg", Body=b"x")
        made["verifier"].put_object(Bucket=ASKING, Key="face.jpg", Body=b"x")

    def test_every_route_of_v1_asks_for_its_role(self):
        described = self.server.rest("GET", "/openapi.json").json()["paths"]
        rows = {operation: roles for surface, operation, roles in page_of_roles() if surface == "rest"}
        keys = {role: self.make(role) for role in ROLES}
        asked = set()
        for path, methods in described.items():
            for method, what in methods.items():
                if method == "parameters" or what.get("security") in ([], [{"session": []}]):
                    continue  # Nobody's key; or a session's own (RestSessionTest).
                operation = what["operationId"]
                self.assertIn(operation, rows, f"{method} {path} stands in no row of the page")
                asked.add(operation)
                if operation in ("stream_events",):
                    continue  # It does not end; e2e of its own.
                for role, key in keys.items():
                    with self.subTest(operation=operation, role=role):
                        answer = self.server.request(method.upper(), re.sub(r"\{\w+\}", "none", path), b"",
                                                     self.basic(key))
                        self.assert_allowed(answer.status == 403, role, rows[operation], operation)
        self.assertLessEqual({"create_key", "register_person", "verify", "list_events"}, asked)


class KeptKeys(unittest.TestCase):
    def setUp(self):
        self.server = Server().start()
        self.addCleanup(self.server.discard)

    def make(self):
        made = self.server.rest("POST", "/v1/keys", {"role": "auditor"}).json()
        pair = f"{made['key']['access_key_id']}:{made['secret_access_key']}".encode()
        return made["key"]["access_key_id"], {"Authorization": "Basic " + base64.b64encode(pair).decode()}

    def status(self, headers):
        return self.server.request("GET", "/v1/people", headers=headers).status

    def test_keys_and_revocations_outlive_a_killed_server(self):
        kept = [self.make() for _ in range(3)]
        key_id, revoked = self.make()
        self.assertEqual(self.server.rest("DELETE", f"/v1/keys/{key_id}").status, 204)
        self.server.kill()
        self.server.start()
        self.assertEqual([self.status(headers) for _, headers in kept], [200] * 3)
        self.assertEqual(self.status(revoked), 401)
        self.assertEqual(self.server.terminate(), 0)
        self.server.start()
        self.assertEqual(self.status(kept[0][1]), 200)

    def test_a_start_with_another_sealing_key_says_so(self):
        self.make()
        self.assertEqual(self.server.terminate(), 0)
        file = self.server.data_dir / "sealing-key.json"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        content = file.read_text()
        right = json.loads(content)["sealing_key"]
        self.server.environment["MIEN_SEALING_KEY"] = base64.b64encode(os.urandom(32)).decode()
        code, told = self.server.run_to_end()
        self.assertEqual(code, 3, told)
        self.assertIn("cannot be opened with this sealing key", told)
        self.server.environment["MIEN_SEALING_KEY"] = "not base64"
        code, told = self.server.run_to_end()
        self.assertEqual(code, 3, told)
        self.assertIn("32 bytes", told)
        del self.server.environment["MIEN_SEALING_KEY"]
        file.unlink()
        code, told = self.server.run_to_end()
        self.assertEqual(code, 3, told)
        self.assertIn("restore", told)
        self.assertFalse(file.exists(), "a new key would hide that the right one is missing")
        self.server.environment["MIEN_SEALING_KEY"] = right
        self.server.start()
        self.assertEqual(self.server.rest("GET", "/v1/keys").status, 200)


if __name__ == "__main__":
    unittest.main()
