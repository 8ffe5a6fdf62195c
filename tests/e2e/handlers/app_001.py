"""001: the person's id is in the object's metadata; each recognition leaves an item of its own."""

import datetime
import json

import boto3
from proxy import answer
from uploaded import index, objects

rekognition = boto3.client("rekognition")
s3 = boto3.client("s3")
tables = boto3.resource("dynamodb")
COLLECTION = "face-collection"


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


def register(event, context):
    for bucket, key in objects(event):
        user = s3.head_object(Bucket=bucket, Key=key)["Metadata"]["userid"]
        for face in index(rekognition, COLLECTION, bucket, key)[:1]:
            item = {"FaceId": face, "UserId": user, "ImagePath": f"{bucket}/{key}", "Timestamp": now()}
            tables.Table("FaceMetadata").put_item(Item=item)


def matches_of(key):
    image = {"S3Object": {"Bucket": "visitors-images", "Name": key}}
    try:
        found = rekognition.search_faces_by_image(CollectionId=COLLECTION, Image=image)["FaceMatches"]
    except rekognition.exceptions.InvalidParameterException:  # It shows no face.
        found = []
    for match in found:
        face = match["Face"]["FaceId"]
        item = tables.Table("FaceMetadata").get_item(Key={"FaceId": face}).get("Item")
        if item:
            yield {"FaceId": face, "UserId": item["UserId"], "Similarity": match["Similarity"]}


def recognize(event, context):
    """GET /recognize."""
    key = event["queryStringParameters"]["objectKey"]
    matches = list(matches_of(key))
    result = {"ResultId": context.aws_request_id, "ImagePath": f"visitors-images/{key}", "Timestamp": now()}
    tables.Table("RecognitionResults").put_item(Item={**result, "Matches": json.dumps(matches)})
    return answer(200, {"matches": matches})


def employee(event, context):
    """GET /dev/employee, as the application's client asks."""
    for match in matches_of(event["queryStringParameters"]["objectKey"]):
        first, _, last = match["UserId"].partition("_")
        return answer(200, {"Message": "Success", "firstName": first, "lastName": last})
    return answer(403, {"Message": "Person Not Found"})
