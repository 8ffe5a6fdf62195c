"""What the end-to-end tests share: a server of their own, its clients, and the photos they may use. Run with
tests/python.sh, whose Python has boto3, the aws CLI and awslambdaric."""

import base64
import ctypes
import hashlib
import hmac
import http.client
import json
import mmap
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

import boto3
import botocore.config
import botocore.exceptions

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
REGION = "us-east-1"


_servers = []  # All that were made (remember), so that an early end leaves none behind.


def lacking(what):
    """Ends the test: without what it needs it can say nothing."""
    in_ci = os.environ.get("CI") == "true"
    print(f"{'FAILED' if in_ci else 'SKIPPED'}: {what}", file=sys.stderr, flush=True)
    for server in _servers:
        server.discard()
    os._exit(1 if in_ci else SKIPPED)


def remember(server):
    """An early end of the test will discard() this server too."""
    _servers.append(server)


def aws_cli():
    return pathlib.Path(sys.executable).parent / "aws"


def binary():
    path = pathlib.Path(os.environ.get("MIEN_BINARY", PROJECT / "build" / "release" / "mien"))
    if not path.exists():
        lacking(f"there is no server at {path}; build it with make build, or name another with MIEN_BINARY.")
    return path


def models_dir():
    path = pathlib.Path(os.environ.get("MIEN_MODELS_DIR", binary().parent / "models"))
    if not path.is_dir():
        lacking(f"there are no models in {path}; make models fetches them, or name another folder with MIEN_MODELS_DIR.")
    return path


def data(*parts):
    """A file or folder of the test photos."""
    root = pathlib.Path(os.environ.get("MIEN_TEST_DATA", PROJECT.parent / "shared" / "data"))
    path = root.joinpath(*parts)
    if not path.exists():
        lacking(f"the test photos {path} are missing; name the folder that holds {parts[0]} with MIEN_TEST_DATA.")
    return path


def photo(*parts):
    return data(*parts).read_bytes()


def identities():
    """Ten people by name, each with ten photos."""
    root = data("identities")
    people = {path.name: sorted(path.glob("*.jpg")) for path in sorted(root.iterdir()) if path.is_dir()}
    assert len(people) >= 10 and all(len(photos) >= 10 for photos in people.values()), people
    return people


def padded_jpeg(jpeg, size):
    """The same picture in exactly `size` bytes: comments are put behind the start of the file."""
    missing = size - len(jpeg)
    comments = []
    while missing > 0:
        take = min(missing, 65_537)
        if 0 < missing - take < 4:  # A segment has at least four bytes.
            take -= 4
        comments.append(b"\xff\xfe" + (take - 2).to_bytes(2, "big") + bytes(take - 4))
        missing -= take
    return jpeg[:2] + b"".join(comments) + jpeg[2:]


def is_sanitized():
    """Whether the server is built with the address sanitizer: slower, and with a larger memory."""
    with binary().open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        return text.find(b"__asan_init") >= 0


def die_with_parent():
    """In the child, before it becomes the server: a test that is killed takes its server along (prctl(2))."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Answer:
    """An HTTP answer that was read whole."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body

    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """What happened, in one word: the decision, the problem's code, the exception's name or S3's <Code>."""
        try:
            body = self.json()
        except ValueError:
            found = re.search(rb"<Code>(\w+)</Code>", self.body)
            return found[1].decode() if found else ""
        return body.get("__type") or body.get("code") or body.get("decision") or ""

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


def clean_environment(more=None):
    """For a process of Mien's: none of our own settings, and what a binary with sanitizers needs. OpenVINO gives threads
    signal stacks of its own, which the address sanitizer would free in its place: use_sigaltstack=0 leaves them alone."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MIEN_")}
    environment["TBB_ENABLE_SANITIZERS"] = "1"
    environment.setdefault("LSAN_OPTIONS", f"suppressions={PROJECT}/tests/lsan.supp")
    environment.setdefault("ASAN_OPTIONS", "use_sigaltstack=0")
    environment.update(more or {})
    return environment


class Server:
    """A server process on a free port. Holds its data directory, so it can be killed and started again."""

    def __init__(self, *flags, environment=None, data_dir=None, models=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-"))
        self.data_dir = pathlib.Path(data_dir or self.folder / "data")
        self.flags = list(flags)
        self.environment = environment or {}
        self.models = models
        self.process = None
        self.port = 0
        self.scheme = "http"
        self.key_id = self.environment.get("MIEN_ROOT_ACCESS_KEY_ID", "")
        self.secret = self.environment.get("MIEN_ROOT_SECRET_ACCESS_KEY", "")
        remember(self)

    def spawn(self):
        """Starts the process without waiting for it. Output goes to files, so that nothing blocks on a full pipe."""
        environment = clean_environment(self.environment)
        listen = [] if "--listen" in self.flags else ["--listen", "127.0.0.1:0"]
        command = [str(binary()), "serve", "--data-dir", str(self.data_dir), *listen]
        command += ["--models-dir", str(self.models or models_dir()), *self.flags]
        self.out_path, self.log_path = self.folder / "stdout", self.folder / "stderr"
        with self.out_path.open("wb") as out, self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=out, stderr=log, env=environment, cwd=self.folder, preexec_fn=die_with_parent
            )

    def start(self):
        self.spawn()
        deadline = time.monotonic() + (240 if is_sanitized() else 60)
        while "listening on" not in (out := self.out_path.read_text()) or not out.endswith("\n"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server did not start: {out}{self.log_text()}")
            time.sleep(0.01)
        time.sleep(0.01)  # The key is printed in the same breath as the address.
        for line in self.out_path.read_text().splitlines():
            name, _, value = line.strip().partition("=")
            if line.startswith("mien: listening on"):
                self.port = int(line.rpartition(":")[2])
                self.scheme = "https" if "https://" in line else "http"
            elif name == "MIEN_ACCESS_KEY_ID":
                self.key_id = value
            elif name == "MIEN_SECRET_ACCESS_KEY":
                self.secret = value
        return self

    def start_again(self):
        """At the same address. Another test's server may have been given the port meanwhile, for a while."""
        self.flags = ["--listen", f"127.0.0.1:{self.port}"]
        for _ in range(20):
            try:
                return self.start()
            except RuntimeError:
                if "in use" not in self.log_text():
                    raise
                time.sleep(0.5)
        return self.start()

    def run_to_end(self, timeout_s=60):
        """For starts that must fail: the exit code and all that was printed."""
        self.spawn()
        try:
            code = self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return code, self.out_path.read_text() + self.log_text()

    def log_text(self):
        return self.log_path.read_text(errors="replace")

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def discard(self):
        """Ends the process, however it is, and removes its files."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def terminate(self, timeout_s=30):
        """SIGTERM; the exit code. The address sanitizer looks for leaks at the end, which takes a while."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s * 4 if is_sanitized() else timeout_s)

    def stop(self):
        """Ends the server and removes its files; an unclean end is an error of the test that caused it."""
        code = self.terminate() if self.is_alive() else self.process.returncode
        log = self.log_text()
        self.discard()
        if code != 0:
            raise AssertionError(f"the server ended with {code}:\n{log[-8000:]}")

    def memory_peak_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def request(self, method, path, body=b"", headers=None, timeout_s=180):
        """One request as it is given: nothing is signed, no credentials are added."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            try:
                connection.request(method, path, body, headers or {})
            except (BrokenPipeError, ConnectionResetError):
                pass  # Refused before the body was read: the answer is there all the same.
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def basic(self, key_id=None, secret=None):
        pair = f"{key_id or self.key_id}:{secret or self.secret}".encode()
        return {"Authorization": "Basic " + base64.b64encode(pair).decode()}

    def rest(self, method, path, body=None, form=None, headers=None):
        """A request to /v1 with the root key. `body` becomes JSON; `form` is a list of (name, text or picture)."""
        headers = {**self.basic(), **(headers or {})}
        content = b""
        if form is not None:
            content, headers["Content-Type"] = multipart(form)
        elif body is not None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        return self.request(method, path, content, headers)

    def register(self, name, photos, headers=None, **fields):
        form = [("name", name), *fields.items(), *(("image", picture) for picture in photos)]
        return self.rest("POST", "/v1/people", form=form, headers=headers)

    def verify(self, picture, headers=None, **fields):
        return self.rest("POST", "/v1/verify", form=[("image", picture), *fields.items()], headers=headers)

    def rekognition(self, **config):
        return self.client("rekognition", **config)

    def client(self, service, **config):
        """boto3's client with the root key; it repeats nothing by itself."""
        config.setdefault("retries", {"total_max_attempts": 1})
        config.setdefault("read_timeout", 180)
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
            config=botocore.config.Config(**config),
        )

    def call(self, operation, body, **signing):
        """An operation with any bytes for a body, rightly signed unless told otherwise."""
        return self.request("POST", "/", body, self.signed(operation, body, **signing))

    def signed(self, operation, body, **signing):
        headers = {
            "host": f"127.0.0.1:{self.port}",
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"RekognitionService.{operation}",
        }
        signing.setdefault("key_id", self.key_id)
        signing.setdefault("secret", self.secret)
        return sign(headers, body, **signing)

    def aws(self, *arguments, expect=0):
        """The aws CLI; its JSON."""
        environment = {
            **os.environ,
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_REKOGNITION": self.url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }
        command = [sys.executable, str(aws_cli()), "rekognition", *arguments, "--output", "json"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        if done.returncode != expect:
            raise AssertionError(f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
        return json.loads(done.stdout) if expect == 0 and done.stdout else done.stderr


def sign(headers, body, key_id, secret, service="rekognition", region=REGION, shift_s=0, token=""):
    """The headers with Signature Version 4 added, written after AWS's description and independent of botocore."""
    now = time.gmtime(time.time() + shift_s)
    stamp, day = time.strftime("%Y%m%dT%H%M%SZ", now), time.strftime("%Y%m%d", now)
    headers = {**headers, "x-amz-date": stamp}
    if token:
        headers["x-amz-security-token"] = token
    names = sorted(headers)
    canonical = "\n".join(["POST", "/", "", *(f"{name}:{headers[name]}" for name in names), "", ";".join(names)])
    canonical += "\n" + hashlib.sha256(body).hexdigest()
    scope = f"{day}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={hmac.digest(key, text.encode(), 'sha256').hex()}"
    )
    return headers


def multipart(form):
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in form:
        is_picture = isinstance(value, bytes)
        filename = '; filename="picture"\r\nContent-Type: application/octet-stream' if is_picture else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n\r\n'
        parts += [head.encode(), value if is_picture else str(value).encode(), b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


class ServerTest(unittest.TestCase):
    """One server for all tests of a class."""

    server_flags = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.server_flags).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def need(self, *programs):
        missing = [name for name in programs if not shutil.which(name)]
        if missing and os.environ.get("CI") == "true":
            self.fail(f"missing: {missing}; tools/setup.sh --tests installs them")
        if missing:
            self.skipTest(f"missing: {missing}")

    def assert_code(self, answer, status, code):
        self.assertEqual((answer.status, answer.code), (status, code), answer)
        if 400 <= status and answer.headers.get("content-type") == "application/problem+json":
            problem = answer.json()
            self.assertEqual(problem["status"], status)
            self.assertEqual(problem["type"], f"urn:mien:problem:{code}")
            self.assertTrue(problem["title"] and problem["detail"], problem)
            self.assertEqual(problem["request_id"], answer.headers["x-request-id"])

    def assert_refused(self, name, function, **arguments):
        """boto3 raises the exception of that name, with status 400, a message and a request id."""
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            function(**arguments)
        response = caught.exception.response
        self.assertEqual(response["Error"]["Code"], name, response)
        self.assertEqual(response["ResponseMetadata"]["HTTPStatusCode"], 400)
        self.assertTrue(response["Error"]["Message"], response)
        self.assertTrue(response["ResponseMetadata"]["RequestId"], response)
        return response["Error"]["Message"]


def seeded_random():
    """The seed is printed, so that a failure can be repeated with MIEN_TEST_SEED."""
    seed = int(os.environ.get("MIEN_TEST_SEED", time.time_ns() % 1_000_000))
    print(f"MIEN_TEST_SEED={seed}", flush=True)
    return random.Random(seed)
