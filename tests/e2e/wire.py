"""Requests as they stand on the wire: signed for a server, sent byte by byte, and their answers held against the shapes
that AWS's own clients know (botocore's service models)."""

import base64
import dataclasses
import functools
import hashlib
import hmac
import http.client
import io
import socket
import time
import urllib.parse
import zlib

import botocore.awsrequest
import botocore.parsers
import botocore.session

from mien_server import REGION, Answer

DYNAMODB = "application/x-amz-json-1.0"
REKOGNITION = "application/x-amz-json-1.1"
# Status and what has to be in the answer, by operation.
ANSWERS = {
    "GetCallerIdentity": (200, "Account Arn UserId"),
    "CreateRole": (200, "Role"),
    "PutRolePolicy": (200, ""),
    "DeleteRolePolicy": (200, ""),
    "DeleteRole": (200, ""),
    "AddPermission": (201, "Statement"),
    "DeleteFunction": (204, ""),
    "CreateCollection": (200, "CollectionArn FaceModelVersion StatusCode"),
    "IndexFaces": (200, "FaceModelVersion FaceRecords UnindexedFaces"),
    "SearchFacesByImage": (200, "FaceMatches FaceModelVersion SearchedFaceBoundingBox SearchedFaceConfidence"),
    "DeleteCollection": (200, "StatusCode"),
    "CreateTable": (200, "TableDescription"),
    "PutItem": (200, ""),
    "GetItem": (200, "Item"),
    "Scan": (200, "Count Items ScannedCount"),
    "DeleteTable": (200, "TableDescription"),
    "CreateBucket": (200, "Location"),
    "PutBucketNotificationConfiguration": (200, ""),
    "PutObject": (200, "ETag"),
    "GetObject": (200, "AcceptRanges Body ContentLength ContentType ETag LastModified Metadata"),
    "HeadObject": (200, "AcceptRanges ContentLength ContentType ETag LastModified Metadata"),
    "ListObjectsV2": (200, "EncodingType IsTruncated KeyCount MaxKeys Name Prefix"),
    "CreateMultipartUpload": (200, "Bucket ChecksumAlgorithm Key UploadId"),
    "UploadPart": (200, "ChecksumCRC32 ETag"),
    "CompleteMultipartUpload": (200, "Bucket ChecksumCRC32 ETag Key Location"),
    "DeleteObject": (204, ""),
    "DeleteBucket": (204, ""),
}


@dataclasses.dataclass
class Request:
    operation: str
    service: str  # "http": signed by nobody, for a route.
    method: str
    target: str
    headers: dict  # Names in lower case.
    body: bytes = b""
    signed: str = ""  # The names of the headers that are signed; empty: it is not, or in the query.


def aws_chunked(content):
    """One chunk, and the checksum behind it."""
    crc = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
    return b"%x\r\n%b\r\n0\r\nx-amz-checksum-crc32:%b\r\n\r\n" % (len(content), content, crc.encode())


def with_body(request, content):
    """The same request about other bytes: lengths and sums are theirs."""
    headers = dict(request.headers)
    if headers.get("content-encoding") == "aws-chunked":
        headers["x-amz-decoded-content-length"] = str(len(content))
        return dataclasses.replace(request, headers=headers, body=aws_chunked(content))
    if "x-amz-checksum-crc32" in headers:
        headers["x-amz-checksum-crc32"] = base64.b64encode(zlib.crc32(content).to_bytes(4, "big")).decode()
    return dataclasses.replace(request, headers=headers, body=content)


def _signature(secret, stamp, service, canonical):
    scope = f"{stamp[:8]}/{REGION}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return scope, hmac.digest(key, text.encode(), "sha256").hex()


def _canonical_query(query):
    return "&".join(sorted(pair if "=" in pair else pair + "=" for pair in query.split("&") if pair))


def for_server(request, server):
    """The request with that server's address and key, signed now. Nothing else of it changes."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    headers = {**request.headers, "host": f"127.0.0.1:{server.port}"}
    path, _, query = request.target.partition("?")
    if "transfer-encoding" not in headers and (request.body or "content-length" in headers):
        headers["content-length"] = str(len(request.body))
    if request.signed:
        headers["x-amz-date"] = stamp
        payload = hashlib.sha256(request.body).hexdigest()
        if not headers.get("x-amz-content-sha256", "").startswith("STREAMING") and request.service == "s3":
            headers["x-amz-content-sha256"] = payload
        payload = headers.get("x-amz-content-sha256", payload)
        lines = [f"{name}:{headers[name]}" for name in request.signed.split(";")]
        canonical = "\n".join([request.method, path, _canonical_query(query), *lines, "", request.signed, payload])
        scope, signature = _signature(server.secret, stamp, request.service, canonical)
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={server.key_id}/{scope}, SignedHeaders={request.signed}, Signature={signature}"
        )
    elif "X-Amz-Algorithm" in query:
        credential = urllib.parse.quote(f"{server.key_id}/{stamp[:8]}/{REGION}/{request.service}/aws4_request", safe="")
        query = (
            f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={stamp}"
            "&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
        )
        canonical = "\n".join(
            [request.method, path, _canonical_query(query), f"host:{headers['host']}", "", "host", "UNSIGNED-PAYLOAD"]
        )
        query += "&X-Amz-Signature=" + _signature(server.secret, stamp, request.service, canonical)[1]
    return dataclasses.replace(request, target=path + ("?" + query if query else ""), headers=headers)


def send(request, server):
    """The answer. Where the client waits to be told to go on before it sends the body, the server must do so."""
    request = for_server(request, server)
    head = f"{request.method} {request.target} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(head.encode() + b"\r\n")
        if "expect" in request.headers:
            told = connection.recv(25)
            assert told == b"HTTP/1.1 100 Continue\r\n\r\n", (request.operation, told + connection.recv(65536))
        body = request.body
        if "transfer-encoding" in request.headers:
            body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        connection.sendall(body)
        answer = http.client.HTTPResponse(connection, method=request.method)
        answer.begin()
        return Answer(answer.status, answer.getheaders(), answer.read())


@functools.cache
def model_of(service):
    return botocore.session.get_session().get_service_model(service)


def parsed(request, answer):
    """What botocore makes of the answer, as its clients do."""
    model = model_of(request.service)
    operation = model.operation_model(request.operation)
    parser = botocore.parsers.create_parser(model.metadata["protocol"])
    is_stream = operation.has_streaming_output and answer.status < 300
    response = {
        "status_code": answer.status,
        "headers": botocore.awsrequest.HeadersDict(answer.headers),
        "body": io.BytesIO(answer.body) if is_stream else answer.body,
    }
    return parser.parse(response, operation.output_shape)


def fault_of(request, answer):
    """Why the answer is none that AWS's clients could take for that of the operation; empty: it is one."""
    status, members = ANSWERS[request.operation]
    if answer.status != status:
        return f"status {answer.status}, not {status}: {answer.body[:300]!r}"
    found = parsed(request, answer)
    missing = set(members.split()) - set(found)
    if missing:
        return f"without {sorted(missing)}: {found}"
    kind = answer.headers.get("content-type", "")
    kinds = {"rekognition": REKOGNITION, "dynamodb": DYNAMODB, "sts": "text/xml", "iam": "text/xml"}
    if not kind.startswith(kinds.get(request.service, "")):
        return f"content type {kind!r}"
    if request.service == "dynamodb" and answer.headers.get("x-amz-crc32") != str(zlib.crc32(answer.body)):
        return "x-amz-crc32 is not the body's"
    identified = {"x-amz-request-id", "x-amzn-requestid"} & set(answer.headers)
    return "" if identified else "without the id of the request"
