"""Handlers that fail in every way that there is. What they fail at stands in the object's metadata; each call leaves
a line "REQUEST-ID FAULT" in the file that CALLS names."""

import os
import time

import boto3
from uploaded import index, objects

rekognition = boto3.client("rekognition")
s3 = boto3.client("s3")
faces = boto3.resource("dynamodb").Table("faces")


def calls():
    with open(os.environ["CALLS"], encoding="utf-8") as file:
        return file.read().split()


def register(event, context):
    ((bucket, key),) = objects(event)
    fault = s3.head_object(Bucket=bucket, Key=key)["Metadata"]["fault"]
    is_first = context.aws_request_id not in calls()
    with open(os.environ["CALLS"], "a", encoding="utf-8") as file:
        file.write(f"{context.aws_request_id} {fault}\n")
    if fault == "raise":
        raise ValueError("no Ada Lovelace")
    if fault == "sleep":
        time.sleep(30)
    for face in index(rekognition, "faces", bucket, key):
        faces.put_item(Item={"FaceId": face})
    if fault == "die-once" and is_first:
        os._exit(3)  # All is done, and nobody is told.
    if fault == "raise-once" and is_first:
        raise ValueError("no Ada Lovelace")
