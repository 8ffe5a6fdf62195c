"""Functions: set-up and clean-up commands of the aws CLI word by word, AWS's own runtime client with handlers of our own,
functions uploaded as a zip, and processes that end in the middle of their work."""

import io
import json
import os
import pathlib
import signal
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile

import boto3
import botocore.config
import botocore.exceptions

from mien_server import REGION, Server, ServerTest, aws_cli, clean_environment, die_with_parent

HANDLER = '''
import json, os, sys, time

STARTS = 0

def handler(event, context):
    what = event.get("do") if isinstance(event, dict) else None
    if what == "raise":
        raise ValueError("no " + event["name"])
    if what == "sleep":
        time.sleep(event["seconds"])
    if what == "large":
        return "x" * event["bytes"]
    if what == "exit":
        os._exit(3)
    if what == "pid":
        return os.getpid()
    if what == "environment":
        return {name: os.environ.get(name) for name in event["names"]}
    if what == "whoami":
        import boto3
        return boto3.client("sts").get_caller_identity()["Arn"]
    if what == "set-up":
        import boto3, botocore
        try:
            boto3.client("iam").list_roles()
        except botocore.exceptions.ClientError as error:
            return error.response["Error"]["Code"]
    if what == "about":
        return {"id": context.aws_request_id, "arn": context.invoked_function_arn, "name": context.function_name,
                "left": context.get_remaining_time_in_millis()}
    return {"echo": event}
'''
GATEWAY = '''
import json

def handler(event, context):
    asked = (event.get("queryStringParameters") or {}).get("objectKey")
    if asked is None:
        return {"no": "status"}
    return {"statusCode": 200, "headers": {"X-Stage": event["requestContext"]["stage"]},
            "body": json.dumps({"Message": "Success", "objectKey": asked}, ensure_ascii=False)}
'''
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    },
    indent=4,
)
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::b/*"]}],
    }
)


def zip_of(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


class FunctionTest(ServerTest):
    config = ""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-functions-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "mien.toml").write_text(cls.config)
        cls.server = Server("--config", str(cls.folder / "mien.toml"), "--log-level", "debug").start()

    def client(self, service, **config):
        config.setdefault("retries", {"total_max_attempts": 1})
        return boto3.client(
            service,
            endpoint_url=self.server.url,
            region_name=REGION,
            aws_access_key_id=self.server.key_id,
            aws_secret_access_key=self.server.secret,
            config=botocore.config.Config(**config),
        )

    def aws(self, *arguments, expect=0):
        """The aws CLI as somebody calls it who has set AWS_ENDPOINT_URL; its output."""
        environment = {
            **os.environ,
            "AWS_ACCESS_KEY_ID": self.server.key_id,
            "AWS_SECRET_ACCESS_KEY": self.server.secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.server.url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }
        done = subprocess.run(
            [sys.executable, str(aws_cli()), *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
            cwd=self.folder,
        )
        if done.returncode != expect:
            raise AssertionError(f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
        return done.stdout if expect == 0 else done.stderr

    def invoke(self, name, event, **more):
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event), **more)
        payload = answer["Payload"].read()
        return answer.get("FunctionError"), json.loads(payload) if payload else None

    def assert_refused(self, name, status, function, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            function(**arguments)
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], name, response)
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], status)
        self.assertTrue(response["Error"]["Message"], response)


class SetUp(FunctionTest):
    """What the reference applications' scripts do before and after, by the commands that they use."""

    def test_set_up_and_clean_up_by_the_aws_cli(self):
        (self.folder / "trust.json").write_text(TRUST)
        (self.folder / "policy.json").write_text(POLICY)
        (self.folder / "function.zip").write_bytes(zip_of({"app.py": HANDLER}))
        account = self.aws("sts", "get-caller-identity", "--query", "Account", "--output", "text").strip()
        self.assertEqual(account, "123456789012")
        role = self.aws(
            *("iam create-role --role-name face_recognition_role --assume-role-policy-document file://trust.json".split()),
            *("--query", "Role.Arn", "--output", "text"),
        ).strip()
        self.assertEqual(role, "arn:aws:iam::123456789012:role/face_recognition_role")
        self.aws(
            *"iam put-role-policy --role-name face_recognition_role --policy-name RekognitionInlinePolicy".split(),
            *("--policy-document", "file://policy.json"),
        )
        made = json.loads(
            self.aws(
                *"lambda create-function --function-name face_recognition_lambda --runtime python3.9".split(),
                *("--role", role, "--handler", "app.handler", "--zip-file", "fileb://function.zip", "--timeout", "15"),
            )
        )
        self.assertEqual(made["State"], "Active")
        permission = json.loads(
            self.aws(
                *"lambda add-permission --function-name face_recognition_lambda --statement-id s3invoke".split(),
                *"--action lambda:InvokeFunction --principal s3.amazonaws.com".split(),
                *"--source-arn arn:aws:s3:::face-recognition-bucket --source-account".split(),
                account,
            )
        )
        self.assertEqual(json.loads(permission["Statement"])["Sid"], "s3invoke")
        # Where the operator has not allowed it, uploaded code is kept and not run.
        self.assertIn(
            "AccessDeniedException",
            self.aws(*"lambda invoke --function-name face_recognition_lambda out.json".split(), expect=255),
        )
        self.assertIn(
            "DeleteConflict", self.aws("iam", "delete-role", "--role-name", "face_recognition_role", expect=255)
        )
        self.aws(
            *"iam delete-role-policy --role-name face_recognition_role --policy-name RekognitionInlinePolicy".split()
        )
        self.aws("iam", "delete-role", "--role-name", "face_recognition_role")
        self.aws("lambda", "delete-function", "--function-name", "face_recognition_lambda")
        self.assertIn(
            "ResourceNotFoundException",
            self.aws("lambda", "get-function", "--function-name", "face_recognition_lambda", expect=255),
        )

    def test_boto3_reads_back_what_it_made(self):
        iam, functions = self.client("iam"), self.client("lambda")
        iam.create_role(RoleName="r1", AssumeRolePolicyDocument=TRUST, Description="Für die Tür")
        role = iam.get_role(RoleName="r1")["Role"]
        self.assertEqual(role["AssumeRolePolicyDocument"], json.loads(TRUST))
        self.assertTrue(role["RoleId"].startswith("AROA"))
        iam.put_role_policy(RoleName="r1", PolicyName="p", PolicyDocument=POLICY)
        self.assertEqual(iam.get_role_policy(RoleName="r1", PolicyName="p")["PolicyDocument"], json.loads(POLICY))
        self.assertEqual(iam.list_role_policies(RoleName="r1")["PolicyNames"], ["p"])
        basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        iam.attach_role_policy(RoleName="r1", PolicyArn=basic)
        self.assertEqual(
            iam.list_attached_role_policies(RoleName="r1")["AttachedPolicies"],
            [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": basic}],
        )
        code = zip_of({"app.py": HANDLER})
        made = functions.create_function(
            FunctionName="f1", Runtime="python3.11", Role=role["Arn"], Handler="app.handler", Code={"ZipFile": code}
        )
        self.assertEqual(made["CodeSize"], len(code))
        functions.get_waiter("function_active_v2").wait(FunctionName="f1")
        changed = functions.update_function_configuration(
            FunctionName="f1", Timeout=30, Environment={"Variables": {"TABLE": "people"}}
        )
        self.assertEqual(changed["Environment"], {"Variables": {"TABLE": "people"}})
        self.assertEqual(functions.get_function(FunctionName=made["FunctionArn"])["Configuration"]["Timeout"], 30)
        self.assertEqual([f["FunctionName"] for f in functions.list_functions()["Functions"]], ["f1"])
        functions.add_permission(FunctionName="f1", StatementId="a", Action="lambda:InvokeFunction", Principal="*")
        self.assertEqual(json.loads(functions.get_policy(FunctionName="f1")["Policy"])["Statement"][0]["Sid"], "a")
        functions.remove_permission(FunctionName="f1", StatementId="a")
        self.assert_refused("ResourceNotFoundException", 404, functions.get_policy, FunctionName="f1")
        self.assert_refused(
            "ResourceConflictException",
            409,
            functions.create_function,
            FunctionName="f1",
            Runtime="python3.11",
            Role=role["Arn"],
            Handler="app.handler",
            Code={"ZipFile": code},
        )
        self.assert_refused(
            "InvalidParameterValueException",
            400,
            functions.update_function_code,
            FunctionName="f1",
            ZipFile=b"no zip",
        )
        self.assert_refused(
            "EntityAlreadyExists", 409, iam.create_role, RoleName="r1", AssumeRolePolicyDocument=TRUST
        )
        self.assert_refused("NoSuchEntity", 404, iam.get_role, RoleName="nobody")
        self.assert_refused(
            "MalformedPolicyDocument", 400, iam.create_role, RoleName="r2", AssumeRolePolicyDocument="no json"
        )

    def test_what_was_made_is_there_after_a_restart(self):
        self.client("iam").create_role(RoleName="kept", AssumeRolePolicyDocument=TRUST)
        made = self.client("lambda").create_function(
            FunctionName="kept",
            Runtime="python3.11",
            Role="arn:aws:iam::123456789012:role/kept",
            Handler="app.handler",
            Code={"ZipFile": zip_of({"app.py": HANDLER})},
        )
        self.server.kill()
        self.server.start()
        self.assertEqual(
            self.client("lambda").get_function_configuration(FunctionName="kept")["CodeSha256"], made["CodeSha256"]
        )
        self.assertNotIn("orphans_removed", self.server.log_text())


class Runtime(FunctionTest):
    """A handler that its owner starts, under AWS's own client."""

    config = """
        [[function]]
        name = "door"
        run = "runtime"
        timeout_s = 2

        [[function]]
        name = "gateway"
        run = "runtime"

        [[function]]
        name = "broken"
        run = "runtime"

        [[route]]
        method = "GET"
        path = "/{stage}/employee"
        target = "function:gateway"
        auth = "none"
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "app.py").write_text(HANDLER)
        (cls.folder / "gateway.py").write_text(GATEWAY)
        (cls.folder / "broken.py").write_text("import no_such_module\n")
        cls.handlers = {}

    @classmethod
    def tearDownClass(cls):
        for handler in cls.handlers.values():
            handler.kill()
            handler.wait()
        super().tearDownClass()

    def address(self, name):
        for line in self.server.out_path.read_text().splitlines():
            if f" of the function {name} " in line:
                return line.rpartition("=")[2]
        raise AssertionError(self.server.out_path.read_text())

    def start(self, name, handler):
        environment = clean_environment({"AWS_LAMBDA_RUNTIME_API": self.address(name), "AWS_LAMBDA_FUNCTION_NAME": name})
        self.handlers[name] = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", handler],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        return self.handlers[name]

    def ensure(self, name, handler):
        if name not in self.handlers or self.handlers[name].poll() is not None:
            self.start(name, handler)

    def setUp(self):
        self.ensure("door", "app.handler")

    def test_a_handler_answers(self):
        event = {"name": "Nguyễn Văn A", "list": [1, 2.5, None, True]}
        self.assertEqual(self.invoke("door", event), (None, {"echo": event}))
        _, about = self.invoke("door", {"do": "about"})
        self.assertEqual(about["arn"], "arn:aws:lambda:us-east-1:123456789012:function:door")
        self.assertEqual(about["name"], "door")
        self.assertGreater(about["left"], 0)
        self.assertLessEqual(about["left"], 2000)

    def test_an_error_of_the_handler(self):
        failed, payload = self.invoke("door", {"do": "raise", "name": "Ada"})
        self.assertEqual(failed, "Unhandled")
        self.assertEqual((payload["errorType"], payload["errorMessage"]), ("ValueError", "no Ada"))
        self.assertEqual(self.invoke("door", 1), (None, {"echo": 1}), "the next is served")

    def test_a_large_answer_and_one_that_is_too_large(self):
        self.assertEqual(self.invoke("door", {"do": "large", "bytes": 5_000_000})[0], None)
        failed, payload = self.invoke("door", {"do": "large", "bytes": 7_000_000})
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Function.ResponseSizeTooLarge"))
        self.handlers["door"].wait(30)  # AWS's client ends its process, as it does on AWS.

    def test_a_handler_that_takes_too_long_and_goes_on(self):
        failed, payload = self.invoke("door", {"do": "sleep", "seconds": 3})
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Sandbox.Timedout"))
        self.assertIn("Task timed out after 2.00 seconds", payload["errorMessage"])
        self.assertEqual(self.invoke("door", 2), (None, {"echo": 2}), "its late answer ended nothing")
        self.assertIsNone(self.handlers["door"].poll())

    def test_many_at_once(self):
        answers = [None] * 20
        def one(i):
            answers[i] = self.invoke("door", i)
        threads = [threading.Thread(target=one, args=(i,)) for i in range(len(answers))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [(None, {"echo": i}) for i in range(len(answers))])

    def test_a_process_that_is_killed_at_work(self):
        _, pid = self.invoke("door", {"do": "pid"})
        killer = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
        killer.start()
        failed, payload = self.invoke("door", {"do": "sleep", "seconds": 100})
        killer.join()
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Sandbox.Timedout"))
        self.handlers["door"].wait()
        self.start("door", "app.handler")
        self.assertEqual(self.invoke("door", 3), (None, {"echo": 3}))

    def test_an_event_that_nobody_waits_for(self):
        answer = self.client("lambda").invoke(FunctionName="door", InvocationType="Event", Payload=b'{"a":1}')
        self.assertEqual(answer["StatusCode"], 202)
        deadline = time.monotonic() + 30
        while "function_invoked" not in self.server.log_text():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_a_handler_that_cannot_begin(self):
        result = []
        waiting = threading.Thread(target=lambda: result.append(self.invoke("broken", {})))
        waiting.start()
        while waiting.is_alive():
            if "broken" not in self.handlers or self.handlers["broken"].poll() is not None:
                self.start("broken", "broken.handler")
            waiting.join(0.1)
        failed, payload = result[0]
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Runtime.ImportModuleError"))

    def test_a_route_of_an_api_gateway(self):
        self.ensure("gateway", "gateway.handler")
        answer = self.server.request("GET", "/dev/employee?objectKey=Nguy%E1%BB%85n+A.jpg")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json(), {"Message": "Success", "objectKey": "Nguyễn A.jpg"})
        self.assertEqual(answer.headers["x-stage"], "dev")
        self.assertEqual(answer.headers["content-type"], "application/json")
        malformed = self.server.request("GET", "/dev/employee")
        self.assertEqual((malformed.status, malformed.json()), (502, {"message": "Internal server error"}))

    def test_no_page_takes_events(self):
        import http.client
        host, port = self.address("broken").split(":")
        for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            connection.request("GET", "/2018-06-01/runtime/invocation/next", headers=headers)
            self.assertEqual(connection.getresponse().status, 403)
            connection.close()


class Zip(FunctionTest):
    """Functions that are uploaded, and run by the server."""

    config = f"""
        [functions]
        allow_zip = true
        python = "{sys.executable}"
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.folder / "function.zip").write_bytes(zip_of({"app.py": HANDLER, "lib/x.py": ""}))
        self = cls("create")
        self.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
        self.aws(
            *"lambda create-function --function-name door --runtime python3.11 --timeout 10".split(),
            *"--role arn:aws:iam::123456789012:role/r --handler app.handler".split(),
            *("--environment", "Variables={TABLE=people}", "--zip-file", "fileb://function.zip"),
        )

    def create(self):
        """So that the class can be made for its set-up."""

    def test_it_is_run_with_the_first_event(self):
        self.aws(*"lambda invoke --function-name door".split(),
                 *("--payload", '{"name":"Nguyễn Văn A"}', "out.json"))
        self.assertEqual(json.loads((self.folder / "out.json").read_text()), {"echo": {"name": "Nguyễn Văn A"}})
        pids = {self.invoke("door", {"do": "pid"})[1] for _ in range(3)}
        self.assertEqual(len(pids), 1, "one process, again and again")

    def test_it_has_a_key_of_its_own_and_nothing_of_the_servers(self):
        _, arn = self.invoke("door", {"do": "whoami"})
        self.assertTrue(arn.startswith("arn:aws:iam::123456789012:user/fn-door-"), arn)
        self.assertEqual(self.invoke("door", {"do": "set-up"})[1], "AccessDenied")
        names = ["TABLE", "AWS_REGION", "PATH", "MIEN_ROOT_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", "VIRTUAL_ENV"]
        _, values = self.invoke("door", {"do": "environment", "names": names})
        self.assertEqual((values["TABLE"], values["AWS_REGION"]), ("people", REGION))
        self.assertEqual(values["PATH"], "/usr/local/bin:/usr/bin:/bin")
        self.assertIsNone(values["MIEN_ROOT_SECRET_ACCESS_KEY"])
        self.assertNotEqual(values["AWS_SECRET_ACCESS_KEY"], self.server.secret)

    def test_it_is_killed_when_it_takes_too_long(self):
        functions = self.client("lambda")
        functions.update_function_configuration(FunctionName="door", Timeout=2)
        _, before = self.invoke("door", {"do": "pid"})
        failed, payload = self.invoke("door", {"do": "sleep", "seconds": 100})
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Sandbox.Timedout"))
        _, after = self.invoke("door", {"do": "pid"})
        self.assertNotEqual(before, after)
        self.assertFalse(pathlib.Path(f"/proc/{before}").exists())
        functions.update_function_configuration(FunctionName="door", Timeout=10)

    def test_a_process_that_ends_at_work(self):
        failed, payload = self.invoke("door", {"do": "exit"})
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Runtime.ExitError"))
        self.assertIn("exit status 3", payload["errorMessage"])
        _, pid = self.invoke("door", {"do": "pid"})
        killer = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
        killer.start()
        failed, payload = self.invoke("door", {"do": "sleep", "seconds": 8})
        killer.join()
        self.assertIn("signal: killed", payload["errorMessage"])
        self.assertEqual(self.invoke("door", 4), (None, {"echo": 4}))

    def test_other_code_runs_with_the_next_event(self):
        functions = self.client("lambda")
        self.assertEqual(self.invoke("door", 1), (None, {"echo": 1}))
        functions.update_function_code(
            FunctionName="door", ZipFile=zip_of({"app.py": "def handler(event, context):\n    return 'new'\n"})
        )
        self.assertEqual(self.invoke("door", 1), (None, "new"))
        functions.update_function_code(FunctionName="door", ZipFile=zip_of({"app.py": HANDLER}))
        self.assertEqual(self.invoke("door", 1), (None, {"echo": 1}))

    def test_code_that_cannot_be_imported(self):
        functions = self.client("lambda")
        role = "arn:aws:iam::123456789012:role/r"
        functions.create_function(
            FunctionName="broken", Runtime="python3.11", Role=role, Handler="app.handler",
            Code={"ZipFile": zip_of({"app.py": "import no_such_module\n"})},
        )
        failed, payload = self.invoke("broken", {})
        self.assertEqual((failed, payload["errorType"]), ("Unhandled", "Runtime.ImportModuleError"))
        functions.create_function(
            FunctionName="node", Runtime="nodejs20.x", Role=role, Handler="app.handler",
            Code={"ZipFile": zip_of({"app.js": ""})},
        )
        self.assert_refused("InvalidParameterValueException", 400, functions.invoke, FunctionName="node")

    def test_it_is_there_after_a_restart_and_nothing_is_left_running(self):
        _, pid = self.invoke("door", {"do": "pid"})
        self.assertEqual(self.server.terminate(), 0)
        self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())
        self.server.start()
        _, pid = self.invoke("door", {"do": "pid"})
        self.server.kill()
        deadline = time.monotonic() + 10
        while pathlib.Path(f"/proc/{pid}/cmdline").exists() and pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
            self.assertLess(time.monotonic(), deadline, "kill -9 of the server takes its handlers along")
            time.sleep(0.02)
        self.server.start()
        self.assertEqual(self.invoke("door", 5), (None, {"echo": 5}))

    def test_the_log_says_where_uploaded_code_is_root(self):
        self.assertEqual("uploaded_functions_run_as_root" in self.server.log_text(), os.geteuid() == 0)

    def test_the_log_names_nobody(self):
        self.invoke("door", {"do": "raise", "name": "Ada Lovelace"})
        log = "\n".join(line for line in self.server.log_text().splitlines() if "function_output" not in line)
        self.assertNotIn("Ada Lovelace", log)


if __name__ == "__main__":
    unittest.main()
