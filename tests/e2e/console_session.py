"""Operators and their sessions, by requests alone."""

import json
import re

PASSWORD = "correct horse battery"


def make_operator(server, name, role):
    """Invited by the root key, with a password by the link."""
    invited = server.rest("POST", "/v1/operators", {"name": name, "role": role})
    assert invited.status == 201, invited
    link = {"token": invited.json()["token"], "password": PASSWORD}
    redeemed = server.request("POST", "/v1/session/link", json.dumps(link), {"Content-Type": "application/json"})
    assert redeemed.status == 200, redeemed


def begin_session(server, name="ann", password=PASSWORD):
    """What the server says of a new session, and its cookie."""
    wanted = json.dumps({"name": name, "password": password})
    answer = server.request("POST", "/v1/session", wanted, {"Content-Type": "application/json"})
    assert answer.status == 200, answer
    cookie = re.match(r"mien_session=([^;]+)", answer.headers["set-cookie"]).group(1)
    return {**answer.json(), "cookie": cookie}
