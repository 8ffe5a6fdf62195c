"""A registration that fails in every way that there is. What it fails at, and for how long it sleeps, stands in the
object's metadata; each call leaves a line "REQUEST-ID FAULT" in the file that CALLS names."""

import os
import time

import boto3
from uploaded import index, objects

rekognition = boto3.client("rekognition")
s3 = boto3.client("s3")
faces = boto3.resource("dynamodb").Table("faces")


def is_first(request_id):
    with open(os.environ["CALLS"], encoding="utf-8") as file:
        return request_id not in file.read().split()


def register(event, context):
    ((bucket, key),) = objects(event)
    metadata = s3.head_object(Bucket=bucket, Key=key)["Metadata"]
    fault, again = metadata["fault"], not is_first(context.aws_request_id)
    with open(os.environ["CALLS"], "a", encoding="utf-8") as file:
        file.write(f"{context.aws_request_id} {fault}\n")
    if fault == "raise":
        raise ValueError("no Ada Lovelace")
    if fault == "sleep":
        time.sleep(float(metadata["seconds"]))
        return
    for face in index(rekognition, "faces", bucket, key):
        faces.put_item(Item={"FaceId": face})
    if fault == "raise-after" and not again:
        raise ValueError("no Ada Lovelace")
    if fault == "die-after" and not again:
        os._exit(3)  # All is done, and nobody is told.
