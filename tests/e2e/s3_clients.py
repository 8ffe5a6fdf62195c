"""What the end-to-end tests of the S3 surface share: clients of one server."""

import contextlib
import http.client
import os
import pathlib
import socket
import subprocess
import sys
import urllib.parse

import boto3
import botocore.config
from mien_server import REGION, Answer

MB = 1024 * 1024


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


def aws(server, *arguments, expect=0, ca=None):
    """The aws CLI; what it prints."""
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": server.key_id,
        "AWS_SECRET_ACCESS_KEY": server.secret,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": server.url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
        **({"AWS_CA_BUNDLE": str(ca)} if ca else {}),
    }
    program = pathlib.Path(sys.executable).parent / "aws"
    done = subprocess.run([sys.executable, str(program), *map(str, arguments)], capture_output=True, text=True,
                          env=environment, timeout=300)
    if done.returncode != expect:
        raise AssertionError(f"{' '.join(map(str, arguments))}: exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def fetch(url, method="GET", body=None, headers=None):
    """A request to a link, as somebody without any key sends it."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=60)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body, {"Host": parts.netloc, **(headers or {})})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()
