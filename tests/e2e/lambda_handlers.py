"""Lambda handlers for end-to-end tests: processes under AWS's own client, and what the server says of their work."""

import io
import json
import os
import pathlib
import subprocess
import sys
import time
import zipfile

from mien_server import REGION, clean_environment, die_with_parent

FOLDER = pathlib.Path(__file__).resolve().parent / "handlers"


def runtime_address(server, function):
    """Where a function's handler asks for events: the server prints it at its start."""
    for line in server.out_path.read_text().splitlines():
        if f" of the function {function} " in line:
            return line.rpartition("=")[2]
    raise AssertionError(server.out_path.read_text())


def enroller_key(server):
    """The environment of a client with a key that may register and look after people, and nothing else."""
    made = server.rest("POST", "/v1/keys", {"role": "enroller", "name": "handlers"})
    assert made.status == 201, made
    return {"AWS_ACCESS_KEY_ID": made.json()["key"]["access_key_id"], "AWS_SECRET_ACCESS_KEY": made.json()["secret_access_key"]}


def start(server, function, handler, key, environment=None):
    """A process of the handler (module.function of handlers/), as its owner starts it; ends with this test."""
    return subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", handler],
        cwd=FOLDER,
        env=clean_environment({
            "AWS_LAMBDA_RUNTIME_API": runtime_address(server, function),
            "AWS_LAMBDA_FUNCTION_NAME": function,
            "AWS_ENDPOINT_URL": server.url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "PYTHONDONTWRITEBYTECODE": "1",
            **key,
            **(environment or {}),
        }),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )  # fmt: skip


def zip_of(*modules):
    """The code of a function, as CreateFunction takes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for module in modules:
            archive.write(FOLDER / f"{module}.py", f"{module}.py")
    return out.getvalue()


def attempts(server, function):
    """(state, outcome) of each attempt at an event of the function that nobody waits for, as the log has them."""
    found = []
    for line in server.log_text().splitlines():
        if '"function_invoked"' in line and line.endswith("}"):
            entry = json.loads(line)
            if entry["target"] == function:
                found.append((entry["state"], entry["outcome"]))
    return found


def next_attempt(server, function, before, timeout_s=30):
    """The attempt after the first `before` ones, once it is there."""
    deadline = time.monotonic() + timeout_s
    while len(all_of_them := attempts(server, function)) <= before:
        if time.monotonic() > deadline:
            raise AssertionError(f"{function} was not invoked: {server.log_text()[-2000:]}")
        time.sleep(0.05)
    return all_of_them[before]
