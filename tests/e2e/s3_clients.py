"""What the end-to-end tests of the S3 surface share: clients of one server."""

import contextlib
import http.client
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.parse

import boto3
import botocore.config
import botocore.exceptions
from mien_server import REGION, Answer, ServerTest, aws_cli

MB = 1024 * 1024
ODD_KEYS = ["a b", "ü/Nguyễn Văn A.jpg", "100%+plus?&=#.png", "dot/../x", "//double", "quote'\"<>&", "\u2028line", "tab\t!"]
# Runs a script of Python's with the names below; what the script is told stands behind it.
BELOW_LOCALHOST = f"""
import runpy, sys
sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r})
from s3_clients import names_below_localhost
sys.argv = sys.argv[1:]
with names_below_localhost():
    runpy.run_path(sys.argv[0], run_name="__main__")
"""


class S3Test(ServerTest):
    """A server and boto3's client of it."""

    ca = None  # The authority of its certificate, where it has one.

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.s3 = cls.client()
        cls.count = 0

    @classmethod
    def client(cls, **more):
        return client(cls.server, verify=cls.ca, **more)

    def fetch(self, url, method="GET", body=None, headers=None):
        return fetch(url, method, body, headers, ca=self.ca)

    def bucket(self):
        type(self).count += 1
        name = f"bucket-{type(self).count}"
        self.s3.create_bucket(Bucket=name)
        return name

    def assert_fails(self, status, code, function, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as caught:
            function(**arguments)
        response = caught.exception.response
        self.assertEqual((response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]), (status, code))


@contextlib.contextmanager
def names_below_localhost():
    """Names below localhost are this machine's (RFC 6761), as browsers have it; few systems say so."""
    ask = socket.getaddrinfo

    def answer(host, *rest, **more):
        return ask("127.0.0.1" if isinstance(host, str) and host.endswith(".localhost") else host, *rest, **more)

    socket.getaddrinfo = answer
    try:
        yield
    finally:
        socket.getaddrinfo = ask


def client(server, host="127.0.0.1", key_id=None, secret=None, verify=None, region=REGION, **config):
    config.setdefault("retries", {"total_max_attempts": 1})
    return boto3.client(
        "s3",
        endpoint_url=f"{server.scheme}://{host}:{server.port}",
        region_name=region,
        verify=verify,
        aws_access_key_id=key_id or server.key_id,
        aws_secret_access_key=secret or server.secret,
        config=botocore.config.Config(**config),
    )


def aws(server, *arguments, expect=0, ca=None, host="127.0.0.1", style="auto"):
    """The aws CLI; what it prints. `style`: how it addresses buckets. By the host's name it needs a name for one."""
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as config:
        config.write(f"[default]\ns3 =\n    addressing_style = {style}\n")
        config.flush()
        environment = {
            **os.environ,
            "AWS_ACCESS_KEY_ID": server.key_id,
            "AWS_SECRET_ACCESS_KEY": server.secret,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": f"{server.scheme}://{host}:{server.port}",
            "AWS_CONFIG_FILE": config.name,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            **({"AWS_CA_BUNDLE": str(ca)} if ca else {}),
        }
        command = [sys.executable, "-W", "ignore", "-c", BELOW_LOCALHOST, str(aws_cli()), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    if done.returncode != expect:
        raise AssertionError(f"{' '.join(map(str, arguments))}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def fetch(url, method="GET", body=None, headers=None, ca=None):
    """A request to a link, as somebody without any key sends it."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https":
        trust = ssl.create_default_context(cafile=ca)
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=60, context=trust)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    with contextlib.closing(connection), names_below_localhost():
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
