"""What the reference applications' clients put on the wire, in our own words: which headers and which body, and which of
the headers are signed. In the order in which one server can answer all of it."""

import base64
import json
import urllib.parse

from wire import DYNAMODB, REKOGNITION, Request, with_body

BUCKET, COLLECTION, TABLE, FUNCTION, ROLE = "wire-bucket", "wire", "wire", "wire-function", "wire-role"
OPEN_BUCKET = "wire-open"  # Of the routes.
KEY = "index/Ada%20Lovelace.png"  # As it stands in a path.
FORM = "application/x-www-form-urlencoded; charset=utf-8"
EMPTY = "SHA256 of the body goes here"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, indent=4)
NOTIFICATION = (
    '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><CloudFunctionConfiguration>'
    f"<CloudFunction>arn:aws:lambda:us-east-1:123456789012:function:{FUNCTION}</CloudFunction>"
    "<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>index/</Value></FilterRule>"
    "</S3Key></Filter></CloudFunctionConfiguration></NotificationConfiguration>"
)


def query_api(service, action, version, **fields):
    body = urllib.parse.urlencode({"Action": action, "Version": version, **fields}).encode()
    return Request(action, service, "POST", "/", {"content-type": FORM}, body, "content-type;host;x-amz-date")


def json_api(service, operation, **members):
    target, kind = {"rekognition": ("RekognitionService", REKOGNITION), "dynamodb": ("DynamoDB_20120810", DYNAMODB)}[service]
    headers = {"x-amz-target": f"{target}.{operation}", "content-type": kind}
    signed = "content-type;host;x-amz-date;x-amz-target"
    return Request(operation, service, "POST", "/", headers, json.dumps(members).encode(), signed)


def s3(operation, method, target, body=None, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    signed = sorted({"host", "x-amz-content-sha256", "x-amz-date", *headers} - {"expect", "transfer-encoding"})
    headers["x-amz-content-sha256"] = headers.get("x-amz-content-sha256", EMPTY)
    if body is None and method in ("PUT", "POST", "DELETE"):
        headers["content-length"] = "0"
    request = Request(operation, "s3", method, target, headers, b"", ";".join(signed))
    return with_body(request, body) if body is not None else request


def lambda_api(operation, method, target, body=b""):
    headers = {"content-type": "application/json"} if body else {"content-length": "0"}
    signed = ";".join(sorted({"host", "x-amz-date", *headers} - {"content-length"}))
    return Request(operation, "lambda", method, f"/2015-03-31/functions/{target}", headers, body, signed)


def route(operation, method, target, body=b"", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(operation, "http", method, target, headers, body)


def put_object(target, body, **more):
    return s3("PutObject", "PUT", target, body, expect="100-continue", x_amz_checksum_crc32="",
              x_amz_sdk_checksum_algorithm="CRC32", **more)  # fmt: skip


def put_object_in_chunks(target, body, **more):
    """As over https: the sum is behind the body, whose hash nobody knows yet."""
    return s3("PutObject", "PUT", target, body, expect="100-continue", transfer_encoding="chunked",
              content_encoding="aws-chunked", x_amz_trailer="x-amz-checksum-crc32", x_amz_decoded_content_length="",
              x_amz_sdk_checksum_algorithm="CRC32", x_amz_content_sha256="STREAMING-UNSIGNED-PAYLOAD-TRAILER",
              **more)  # fmt: skip


def set_up():
    yield query_api("sts", "GetCallerIdentity", "2011-06-15")
    yield json_api("rekognition", "CreateCollection", CollectionId=COLLECTION)
    yield s3("CreateBucket", "PUT", f"/{BUCKET}")
    yield json_api(
        "dynamodb", "CreateTable", TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "RekognitionId", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "RekognitionId", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )  # fmt: skip
    yield query_api("iam", "CreateRole", "2010-05-08", RoleName=ROLE, AssumeRolePolicyDocument=POLICY)
    yield query_api("iam", "PutRolePolicy", "2010-05-08", RoleName=ROLE, PolicyName="p", PolicyDocument=POLICY)
    permission = {"StatementId": "s3invoke", "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
                  "SourceArn": f"arn:aws:s3:::{BUCKET}", "SourceAccount": "123456789012"}  # fmt: skip
    yield lambda_api("AddPermission", "POST", f"{FUNCTION}/policy", json.dumps(permission).encode())
    yield s3("PutBucketNotificationConfiguration", "PUT", f"/{BUCKET}?notification", NOTIFICATION.encode())


def enrol(picture):
    """An application's client, and then its handler."""
    yield put_object(f"/{BUCKET}/{KEY}", picture, x_amz_meta_fullname="Ada Lovelace")
    yield put_object_in_chunks(f"/{BUCKET}/chunked.jpg", picture, x_amz_meta_fullname="Ada Lovelace")
    yield put_object(f"/{BUCKET}/Ada_Lovelace.jpg", picture, content_type="image/jpeg")
    yield put_object(f"/{BUCKET}/plain.txt", b"x")
    yield put_object_in_chunks(f"/{BUCKET}/chunked.txt", b"x")
    image = {"S3Object": {"Bucket": BUCKET, "Name": "index/Ada Lovelace.png"}}
    yield json_api("rekognition", "IndexFaces", Image=image, CollectionId=COLLECTION)
    yield s3("HeadObject", "HEAD", f"/{BUCKET}/{KEY}")
    item = {"RekognitionId": {"S": "eb11"}, "FullName": {"S": "Ada Lovelace"}}
    yield json_api("dynamodb", "PutItem", TableName=TABLE, Item=item)


def verify(picture):
    encoded = base64.b64encode(picture).decode()
    yield json_api("rekognition", "SearchFacesByImage", CollectionId=COLLECTION, Image={"Bytes": encoded})
    yield json_api("dynamodb", "GetItem", TableName=TABLE, Key={"RekognitionId": {"S": "eb11"}})
    yield json_api("dynamodb", "Scan", TableName=TABLE)
    yield s3("GetObject", "GET", f"/{BUCKET}/{KEY}", x_amz_checksum_mode="ENABLED")


def gateway(picture):
    """Unsigned, by a browser or a plain client; and a presigned link, whose content type is nobody's."""
    browser = {"content_type": "image/jpeg", "accept": "*/*", "sec_fetch_mode": "cors"}
    yield route("PUT", "PUT", f"/dev/{OPEN_BUCKET}/17440345.jpeg", picture, **browser)
    yield route("GET_employee", "GET", "/dev/employee?objectKey=17440345.jpeg", **{**browser, "content_type": "application/json"})
    asked = {"body": base64.b64encode(picture).decode(), "isBase64Encoded": True, "bucket_name": OPEN_BUCKET,
             "object_key": "f19229f9.jpeg"}  # fmt: skip
    yield route("POST_authenticate-face", "POST", "/dev/authenticate-face", json.dumps(asked).encode(), content_type="application/json")
    form = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    yield route("POST_authenticate", "POST", "/authenticate", form + picture + b"\r\n--b--\r\n",
                content_type="multipart/form-data; boundary=b")  # fmt: skip
    yield Request("PutObject", "s3", "PUT", f"/{BUCKET}/Ada_King_Lovelace_7c9e.jpeg?X-Amz-Algorithm=AWS4-HMAC-SHA256",
                  {"content-type": "multipart/form-data"}, picture)  # fmt: skip


def clean_up(keys):
    yield s3("ListObjectsV2", "GET", f"/{BUCKET}?list-type=2&prefix=&encoding-type=url")
    for key in keys:
        yield s3("DeleteObject", "DELETE", f"/{BUCKET}/{key}")
    yield s3("DeleteBucket", "DELETE", f"/{BUCKET}")
    yield json_api("dynamodb", "DeleteTable", TableName=TABLE)
    yield query_api("iam", "DeleteRolePolicy", "2010-05-08", RoleName=ROLE, PolicyName="p")
    yield query_api("iam", "DeleteRole", "2010-05-08", RoleName=ROLE)
    yield lambda_api("DeleteFunction", "DELETE", FUNCTION)
    yield json_api("rekognition", "DeleteCollection", CollectionId=COLLECTION)


def create_multipart(target):
    return s3("CreateMultipartUpload", "POST", f"{target}?uploads", x_amz_checksum_algorithm="CRC32")


def upload_part(target, upload, number, body):
    return s3("UploadPart", "PUT", f"{target}?uploadId={upload}&partNumber={number}", body, expect="100-continue",
              x_amz_checksum_crc32="", x_amz_sdk_checksum_algorithm="CRC32")  # fmt: skip


def complete_multipart(target, upload, parts):
    """`parts`: ETag and CRC32 of each."""
    xml = "".join(f"<Part><ETag>{etag}</ETag><PartNumber>{number}</PartNumber><ChecksumCRC32>{crc}</ChecksumCRC32></Part>"
                  for number, (etag, crc) in enumerate(parts, 1))  # fmt: skip
    body = f'<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{xml}</CompleteMultipartUpload>'
    return s3("CompleteMultipartUpload", "POST", f"{target}?uploadId={upload}", body.encode())
