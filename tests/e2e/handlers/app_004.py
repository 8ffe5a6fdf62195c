"""004's function."""

from indexed import registration

lambda_handler = registration("facerecognition_collection", "face_recognition")
