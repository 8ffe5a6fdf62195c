"""000 as it is today: an employee's id begins the key, and whoever is like the stranger is listed."""

import boto3
from proxy import answer
from uploaded import index, objects

rekognition = boto3.client("rekognition")
employees = boto3.resource("dynamodb").Table("employees")


def register(event, context):
    for bucket, key in objects(event):
        for face in index(rekognition, "employees", bucket, key)[:1]:
            employees.put_item(Item={"rekognitionId": face, "employeeId": key.rpartition("_")[0]})


def authenticate(event, context):
    asked = event["queryStringParameters"]["objectKey"]
    image = {"S3Object": {"Bucket": "long-stranger-images", "Name": asked}}
    try:
        matches = rekognition.search_faces_by_image(CollectionId="employees", Image=image)["FaceMatches"]
    except rekognition.exceptions.InvalidParameterException:  # It shows no face.
        matches = []
    listed = []
    for match in matches:
        item = employees.get_item(Key={"rekognitionId": match["Face"]["FaceId"]}).get("Item")
        if item:
            listed.append({"employeeId": item["employeeId"], "confidence": match["Similarity"]})
    return answer(200, {"Message": "Success", "FaceList": listed})
