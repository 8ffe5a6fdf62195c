"""Servers of others, as tools/test-servers.sh gets them, each started for a test and stopped behind it.

    with real_servers.versitygw(webhook_url=receiver.url) as s3:
        s3.client().create_bucket(Bucket="photos")

Each listens on the loopback interface, on a port of its own, keeps its data in a temporary folder, answers when the
context is entered, and is stopped by its process, also when the test is killed. Its log is printed when the test fails
within the context or when the server has ended by itself. A server that is not there skips the test with the command
that gets it, and fails it where CI is true.
"""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from mien_server import REGION, boto3, botocore, die_with_parent, lacking, remember

CACHE = pathlib.Path(os.environ.get("MIEN_TEST_SERVERS") or pathlib.Path.home() / ".cache" / "mien" / "test-servers")
START_S = 60  # Far above what any takes (versitygw 0.2 s, MinIO 0.6 s, DynamoDB Local 2 s), for machines under load.
ACCESS_KEY, SECRET_KEY = "mien-test-access", "mien-test-secret-0123456789"
# The S3 servers know buckets by path, and below this name: BUCKET.localhost.
DOMAIN = "localhost"
# Another port is tried as often as the one that was free is taken before the server has it.
PORTS_TRIED = 3


def there(name, *parts):
    """A file that the script got for the server."""
    path = CACHE.joinpath(name, *parts)
    if not path.exists():
        lacking(f"{name} is not in {CACHE}; tools/test-servers.sh {name} gets it.")
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _folder(needs_xattrs):
    """A new folder, where files can have extended attributes if need be: not every file system for temporary files can."""
    for parent in (None, CACHE):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="mien-e2e-real-", dir=parent))
        try:
            if needs_xattrs:
                os.setxattr(folder, "user.mien", b"1")
            return folder
        except OSError:
            shutil.rmtree(folder)
    raise RuntimeError(f"neither {tempfile.gettempdir()} nor {CACHE} lets files have extended attributes")


class RealServer:
    """A running server: `url` without a slash at its end, `port`, `access_key`, `secret_key`, `region`."""

    def __init__(self, name, service, access_key, secret_key, needs_xattrs=False):
        self.name, self.service = name, service
        self.access_key, self.secret_key, self.region = access_key, secret_key, REGION
        self.folder = _folder(needs_xattrs)
        self.data = self.folder / "data"
        self.data.mkdir()
        self.log = self.folder / "log"
        self.process = None
        self.port = 0
        self._command, self._environment = None, {}
        remember(self)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def remember_start(self, command, environment):
        self._command, self._environment = command, environment

    def spawn(self, command, environment=None):
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        # Nothing of the caller's own credentials, profiles or settings of these servers.
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "JAVA_HOME") if name in os.environ}
        kept.update(HOME=str(self.folder), TMPDIR=str(temporary), **(environment or {}))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=kept,
                cwd=self.folder, preexec_fn=die_with_parent)

    def start_again(self):
        """On the port and with the data that it had; for a server that was stopped."""
        self.spawn(self._command(self.port), self._environment)
        if not self.wait_for(self.lists_buckets):
            raise RuntimeError(f"{self.name} did not start again:\n{self.log_text()[-8000:]}")

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def wait_for(self, is_ready):
        """Whether it became so before the server ended or its time was over."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self.is_alive():
            if is_ready():
                return True
            time.sleep(0.02)
        return False

    def lists_buckets(self):
        """An S3 server is ready when it does what it is for: MinIO says that it is healthy before it has begun."""
        try:
            self.client(connect_timeout=5, read_timeout=5).list_buckets()
            return True
        except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
            return False

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def client(self, service=None, **config):
        """boto3's client; it repeats nothing by itself and addresses buckets by path unless told otherwise."""
        config.setdefault("retries", {"total_max_attempts": 1})
        return boto3.client(
            service or self.service, endpoint_url=self.url, region_name=self.region,
            aws_access_key_id=self.access_key, aws_secret_access_key=self.secret_key,
            config=botocore.config.Config(**config))

    def stop(self):
        if self.is_alive():
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        if self.is_alive():
            self.process.kill()
            self.process.wait()

    def discard(self):
        """Ends the process, however it is, and removes its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def _running(server):
    """The started server for the time of the context."""
    try:
        yield server
        if not server.is_alive():
            raise RuntimeError(f"{server.name} ended by itself with {server.process.returncode}")
    except BaseException:
        print(f"--- the log of {server.name}:\n{server.log_text()[-8000:]}\n---", file=sys.stderr, flush=True)
        raise
    finally:
        server.discard()


def _start_on_a_port(server, command, environment, port=None):
    """`command` makes the S3 server's command line for a port: `port`, else a free one."""
    server.remember_start(command, environment)
    for _ in range(PORTS_TRIED):
        server.port = port or free_port()
        server.spawn(command(server.port), environment)
        if server.wait_for(server.lists_buckets):
            return
        server.stop()
    log = server.log_text()
    server.discard()
    raise RuntimeError(f"{server.name} did not start:\n{log[-8000:]}")


@contextlib.contextmanager
def versitygw(webhook_url=None, port=None):
    """The S3 server of versitygw. It has no notification configuration of buckets; what happens in any of them goes to
    `webhook_url`, if there is one, as event records in AWS's form."""
    program = there("versitygw", "versitygw")
    server = RealServer("versitygw", "s3", ACCESS_KEY, SECRET_KEY, needs_xattrs=True)
    events = ["--event-webhook-url", webhook_url] if webhook_url else []

    def command(port):
        keys = ["--access", server.access_key, "--secret", server.secret_key, "--region", server.region]
        listen = ["--port", f"127.0.0.1:{port}", "--virtual-domain", f"{DOMAIN}:{port}"]
        return [program, *listen, *keys, *events, "posix", server.data]

    _start_on_a_port(server, command, {}, port)
    with _running(server):
        yield server


@contextlib.contextmanager
def minio(webhooks=None, port=None, tokens=None):
    """The S3 server of MinIO. `webhooks` has addresses by name (capital letters, digits, _): a bucket's notification
    configuration names one as the queue `arn:minio:sqs::NAME:webhook`. Events that cannot be delivered wait in a folder.
    `tokens` has what each webhook sends as a bearer's."""
    program = there("minio", "minio")
    server = RealServer("minio", "s3", ACCESS_KEY, SECRET_KEY)
    environment = {
        "MINIO_ROOT_USER": server.access_key, "MINIO_ROOT_PASSWORD": server.secret_key,
        "MINIO_REGION": server.region, "MINIO_DOMAIN": DOMAIN, "MINIO_BROWSER": "off", "MINIO_UPDATE": "off",
    }
    for name, url in (webhooks or {}).items():
        environment[f"MINIO_NOTIFY_WEBHOOK_ENABLE_{name}"] = "on"
        environment[f"MINIO_NOTIFY_WEBHOOK_ENDPOINT_{name}"] = url
        environment[f"MINIO_NOTIFY_WEBHOOK_QUEUE_DIR_{name}"] = str(server.folder / f"events-{name}")
    for name, token in (tokens or {}).items():
        environment[f"MINIO_NOTIFY_WEBHOOK_AUTH_TOKEN_{name}"] = token

    def command(port):
        return [program, "server", "--address", f"127.0.0.1:{port}", server.data]

    _start_on_a_port(server, command, environment, port)
    with _running(server):
        yield server


@contextlib.contextmanager
def dynamodb_local():
    """Amazon's DynamoDB Local, with its tables in memory. It takes any key of letters and digits."""
    folder = there("dynamodb", "classes").parent
    java = shutil.which("java") or lacking("there is no java; tools/test-servers.sh dynamodb installs it.")
    server = RealServer("dynamodb", "dynamodb", "MienTestAccess", "MienTestSecret")
    server.spawn([
        java, "-Xmx512m", f"-Djava.io.tmpdir={server.folder / 'tmp'}", "-cp", f"{folder / 'classes'}:{folder / 'lib' / '*'}",
        "DynamoDbOnLoopback", "-inMemory", "-sharedDb", "-disableTelemetry"])

    def is_ready():
        _, said, rest = server.log_text().partition("listening on 127.0.0.1:")
        server.port = int(rest.split("\n")[0]) if said and "\n" in rest else 0
        return server.port != 0

    with _running(server):
        if not server.wait_for(is_ready):
            raise RuntimeError("DynamoDB Local did not start")
        yield server
