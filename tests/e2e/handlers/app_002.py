"""002's function."""

from indexed import registration

lambda_handler = registration("face_recognition", "face_metadata")
