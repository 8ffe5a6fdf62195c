"""003: First_Last.jpg registers an employee; the gateway is given a picture, or the name of an object."""

import base64
import json

import boto3
from proxy import answer
from uploaded import index, objects

rekognition = boto3.client("rekognition")
s3 = boto3.client("s3")
faces = boto3.resource("dynamodb").Table("employee_faces")


def register(event, context):
    for bucket, key in objects(event):
        first, last = key.rpartition(".")[0].split("_")
        for face in index(rekognition, "employee", bucket, key)[:1]:
            faces.put_item(Item={"RecognitionId": face, "FirstName": first, "LastName": last})


def picture_of(event):
    """As the request's body, in base64 within JSON, or as an object that JSON names; None where none of it is there."""
    if event.get("isBase64Encoded"):
        return base64.b64decode(event["body"])
    asked = json.loads(event["body"] or "{}")
    if asked.get("isBase64Encoded"):
        return base64.b64decode(asked["body"])
    if "bucket_name" in asked and "object_key" in asked:
        return s3.get_object(Bucket=asked["bucket_name"], Key=asked["object_key"])["Body"].read()
    return None


def authenticate(event, context):
    picture = picture_of(event)
    if picture is None:
        return answer(400, {"message": "Name bucket_name and object_key, or bring a picture"})
    try:
        matches = rekognition.search_faces_by_image(CollectionId="employee", Image={"Bytes": picture})["FaceMatches"]
    except rekognition.exceptions.InvalidParameterException:  # It shows no face.
        matches = []
    for match in matches:
        item = faces.get_item(Key={"RecognitionId": match["Face"]["FaceId"]}).get("Item")
        if item:
            found = {"message": "Processing complete", "firstname": item["FirstName"], "lastname": item["LastName"]}
            return answer(200, found)
    return answer(404, {"message": "Person not recognized"})
