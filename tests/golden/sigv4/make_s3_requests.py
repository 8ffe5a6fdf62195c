#!/usr/bin/env python3
"""Writes s3_requests.json: requests to S3 as botocore signs them, which verify_s3() must take. Run it with the tests'
Python (tools/setup.sh --tests). The time and the key are fixed, so that it gives the same again."""

import datetime
import json
import pathlib

import botocore.auth
import botocore.compat
import botocore.session
from botocore.config import Config

KEY_ID, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = datetime.datetime(2026, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
LEFT_OUT = ("host", "user-agent", "amz-sdk-invocation-id", "amz-sdk-request")  # Unsigned, and another each time.
ENDPOINT = "http://127.0.0.1:8080"


class Frozen(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW.astimezone(tz) if tz else NOW.replace(tzinfo=None)

    @classmethod
    def utcnow(cls):
        return NOW.replace(tzinfo=None)


def freeze():
    for module in (botocore.auth, botocore.compat):
        if hasattr(module, "datetime"):
            module.datetime = type("datetime", (), {"datetime": Frozen, "timezone": datetime.timezone,
                                                     "timedelta": datetime.timedelta})
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: NOW.replace(tzinfo=None) if remove_tzinfo else NOW
    botocore.auth.time.time = lambda: NOW.timestamp()
    botocore.auth.formatdate = lambda *args, **kwargs: "Tue, 03 Feb 2026 04:05:06 GMT"


def client(version, endpoint=ENDPOINT, style="path", region="us-east-1"):
    session = botocore.session.Session()
    session.set_credentials(KEY_ID, SECRET)
    return session.create_client("s3", endpoint_url=endpoint, region_name=region, verify=False,
                                 config=Config(signature_version=version, s3={"addressing_style": style},
                                               retries={"max_attempts": 0}, ignore_configured_endpoint_urls=True))


class Stop(Exception):
    pass


def split(url):
    _, rest = url.split("://", 1)
    host, slash, target = rest.partition("/")
    return host, slash + target


def sent(name, version, operation, bucket="", **arguments):
    """A request as botocore would send it."""
    options = {key: arguments.pop(key) for key in ("endpoint", "style", "region") if key in arguments}
    made = client(version, **options)
    seen = []

    def stop(request, **kwargs):
        seen.append(request)
        raise Stop()

    made.meta.events.register("before-send.s3", stop)
    try:
        getattr(made, operation)(**arguments)
    except Stop:
        pass
    request = seen[0]
    host, target = split(request.url)
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    text = lambda v: v.decode() if isinstance(v, bytes) else str(v)
    return {"name": name, "method": request.method, "target": target, "host_bucket": bucket,
            "headers": [["Host", host]] + [[k, text(v)] for k, v in request.headers.items() if k.lower() not in LEFT_OUT],
            "body": body.decode("latin-1")}


def link(name, version, operation, method, arguments, headers=(), bucket="", **options):
    url = client(version, **options).generate_presigned_url(operation, arguments, 3600, HttpMethod=method)
    host, target = split(url)
    return {"name": name, "method": method, "target": target, "host_bucket": bucket,
            "headers": [["Host", host]] + [list(h) for h in headers], "body": ""}


def form(name, version):
    made = client(version).generate_presigned_post(
        "faces", "in/${filename}", Fields={"acl": "private", "Content-Type": "image/jpeg"},
        Conditions=[{"acl": "private"}, ["starts-with", "$Content-Type", "image/"], ["content-length-range", 1, 1000]],
        ExpiresIn=3600)
    return {"name": name, "bucket": "faces", "fields": sorted(made["fields"].items())}


def main():
    freeze()
    here = pathlib.Path(__file__).resolve().parent
    jpeg = dict(Bucket="faces", Key="in/Ada Lovelace+é~(1).jpg", Body=b"a picture", Metadata={"FullName": "Ada Lovelace"})
    get = {"Bucket": "faces", "Key": "a b/ü+=&.jpg"}
    put = {**get, "ContentType": "image/jpeg", "Metadata": {"fullname": "Ada  L"}}
    put_headers = [("Content-Type", "image/jpeg"), ("x-amz-meta-fullname", "Ada  L")]
    requests = [
        sent("put, header 4", "s3v4", "put_object", **jpeg),
        sent("put, header 4, virtual host", "s3v4", "put_object", bucket="faces", endpoint="http://localhost:8080",
             style="virtual", **jpeg),
        sent("put, header 4, TLS: unsigned trailer", "s3v4", "put_object", endpoint="https://localhost:8080", **jpeg),
        sent("list, header 4", "s3v4", "list_objects_v2", Bucket="faces", Prefix="a b&c=+/", Delimiter="/", MaxKeys=7),
        sent("delete many, header 4", "s3v4", "delete_objects", Bucket="faces", Delete={"Objects": [{"Key": "ü"}]}),
        sent("notification, header 4", "s3v4", "get_bucket_notification_configuration", Bucket="faces"),
        sent("put, header 2", "s3", "put_object", **jpeg),
        sent("put, header 2, virtual host", "s3", "put_object", bucket="faces", endpoint="http://localhost:8080",
             style="virtual", **jpeg),
        sent("list, header 2", "s3", "list_objects_v2", Bucket="faces", Prefix="a b&c=+/"),
        sent("part, header 2", "s3", "upload_part", Bucket="faces", Key="k", PartNumber=2, UploadId="id+/=", Body=b"x"),
        link("get, link 4", "s3v4", "get_object", "GET", {**get, "ResponseContentType": "a/b; c=\"d e\""}),
        link("put, link 4", "s3v4", "put_object", "PUT", put, put_headers),
        link("put, link 4, region", "s3v4", "put_object", "PUT", put, put_headers, region="eu-central-1"),
        link("get, link 2", "s3", "get_object", "GET", {**get, "ResponseContentType": "a/b; c=\"d e\""}),
        link("put, link 2", "s3", "put_object", "PUT", put, put_headers),
        link("put, link 2, virtual host", "s3", "put_object", "PUT", put, put_headers, bucket="faces",
             endpoint="http://localhost:8080", style="virtual"),
    ]
    forms = [form("form 4", "s3v4"), form("form 2", "s3")]
    lines = ",\n".join(json.dumps(r, ensure_ascii=False) for r in requests)
    form_lines = ",\n".join(json.dumps(f, ensure_ascii=False) for f in forms)
    (here / "s3_requests.json").write_text('{"requests": [\n' + lines + '\n],\n"forms": [\n' + form_lines + "\n]}\n")


if __name__ == "__main__":
    main()
