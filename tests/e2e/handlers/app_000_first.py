"""000 as it was first: the key is the name with underscores, and the picture's bytes are searched for."""

import boto3
from proxy import answer
from uploaded import index, objects

rekognition = boto3.client("rekognition")
s3 = boto3.client("s3")
employees = boto3.resource("dynamodb").Table("employee")


def register(event, context):
    for bucket, key in objects(event):
        name = " ".join(key.split("_")[:-1])
        for face in index(rekognition, "employees", bucket, key)[:1]:
            employees.put_item(Item={"rekognitionId": face, "fullname": name})


def authenticate(event, context):
    asked = event["queryStringParameters"]["objectKey"]
    picture = s3.get_object(Bucket="long-stranger-images", Key=asked)["Body"].read()
    try:
        matches = rekognition.search_faces_by_image(CollectionId="employees", Image={"Bytes": picture})["FaceMatches"]
    except rekognition.exceptions.InvalidParameterException:  # It shows no face.
        matches = []
    for match in matches:
        item = employees.get_item(Key={"rekognitionId": match["Face"]["FaceId"]}).get("Item")
        if item:
            return answer(200, {"Message": "Success", "fullname": item["fullname"]})
    return answer(403, {"Message": "Person not found"})
