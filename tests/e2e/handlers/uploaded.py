"""What the handlers of uploads share: which objects an event of S3 is about."""

import urllib.parse


def objects(event):
    """Bucket and key of each record; keys are percent-encoded, with + for a blank, as S3 sends them."""
    for record in event["Records"]:
        s3 = record["s3"]
        yield s3["bucket"]["name"], urllib.parse.unquote_plus(s3["object"]["key"])


def index(rekognition, collection, bucket, key):
    """The ids of the faces on an object, the largest first; none where it shows nobody."""
    image = {"S3Object": {"Bucket": bucket, "Name": key}}
    records = rekognition.index_faces(CollectionId=collection, Image=image)["FaceRecords"]
    return [record["Face"]["FaceId"] for record in records]
