"""002 and 004: pictures below index/ with the name in their metadata. Keys are taken as they come in the event, which
needs event_keys = "raw" where they have blanks."""

import urllib.parse

import boto3

rekognition = boto3.client("rekognition")
s3 = boto3.client("s3")
dynamodb = boto3.client("dynamodb")


def registration(collection, table):
    """The handler for one collection and table."""

    def handler(event, context):
        bucket = event["Records"][0]["s3"]["bucket"]["name"]
        key = event["Records"][0]["s3"]["object"]["key"]
        image = {"S3Object": {"Bucket": bucket, "Name": key}}
        indexed = rekognition.index_faces(CollectionId=collection, Image=image)
        if not indexed["FaceRecords"]:
            return {"registered": 0}
        name = urllib.parse.unquote(s3.head_object(Bucket=bucket, Key=key)["Metadata"]["fullname"])
        face = indexed["FaceRecords"][0]["Face"]["FaceId"]
        dynamodb.put_item(TableName=table, Item={"RekognitionId": {"S": face}, "FullName": {"S": name}})
        return {"registered": 1}

    return handler
