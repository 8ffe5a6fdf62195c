"""Who is believed on the Rekognition wire: requests signed by an independent signer, then spoilt one by one."""

import json
import unittest

from mien_server import ServerTest

BODY = b"{}"
FIFTEEN_MINUTES_S = 15 * 60


class Auth(ServerTest):
    def post(self, headers, body=BODY):
        return self.server.request("POST", "/", body, headers)

    def signed(self, body=BODY, **signing):
        return self.server.signed("ListCollections", body, **signing)

    def assert_refused_as(self, code, headers, body=BODY):
        answer = self.post(headers, body)
        self.assert_code(answer, 400, code)
        self.assertEqual(answer.headers["x-amzn-errortype"], code)
        self.assertTrue(answer.headers["x-amzn-requestid"])
        self.assertNotIn(self.server.secret, answer.body.decode())
        return answer.json()["message"]

    def test_a_right_signature_is_believed_in_any_region(self):
        self.assertEqual(self.post(self.signed()).status, 200)
        self.assertEqual(self.post(self.signed(region="eu-central-1")).status, 200)

    def test_a_clock_may_be_off_by_almost_fifteen_minutes(self):
        for shift_s in (-FIFTEEN_MINUTES_S + 30, FIFTEEN_MINUTES_S - 30):
            self.assertEqual(self.post(self.signed(shift_s=shift_s)).status, 200, shift_s)

    def test_a_clock_that_is_off_further_is_refused(self):
        late = self.assert_refused_as("InvalidSignatureException", self.signed(shift_s=-FIFTEEN_MINUTES_S - 30))
        self.assertIn("Signature expired", late)
        early = self.assert_refused_as("InvalidSignatureException", self.signed(shift_s=FIFTEEN_MINUTES_S + 30))
        self.assertIn("Signature not yet current", early)
        self.assert_refused_as("InvalidSignatureException", self.signed(shift_s=-86_400 * 400))

    def test_no_signature(self):
        headers = self.signed()
        del headers["authorization"]
        self.assert_refused_as("MissingAuthenticationTokenException", headers)
        self.assert_refused_as("IncompleteSignatureException", {**headers, **self.server.basic()})

    def test_a_signature_with_another_secret(self):
        self.assert_refused_as("InvalidSignatureException", self.signed(secret=self.server.secret[:-1] + "!"))
        headers = self.signed()
        headers["authorization"] = headers["authorization"][:-1] + ("0" if headers["authorization"][-1] != "0" else "1")
        self.assert_refused_as("InvalidSignatureException", headers)

    def test_an_unknown_key(self):
        self.assert_refused_as("UnrecognizedClientException", self.signed(key_id="AKIDEXAMPLE"))

    def test_a_session_token(self):
        self.assert_refused_as("UnrecognizedClientException", self.signed(token="FwoGZXIvYXdzEXAMPLE"))

    def test_another_body_than_the_signed_one(self):
        other = json.dumps({"MaxResults": 1}).encode()
        self.assert_refused_as("InvalidSignatureException", self.signed(), other)
        self.assert_refused_as("InvalidSignatureException", self.signed(), b"")

    def test_a_scope_of_another_service(self):
        for service in ("s3", "dynamodb", "rekognitionstreaming"):
            message = self.assert_refused_as("InvalidSignatureException", self.signed(service=service))
            self.assertIn("rekognition", message)

    def test_headers_that_were_changed_or_added_after_signing(self):
        for name, value in (
            ("x-amz-target", "RekognitionService.DescribeCollection"),
            ("host", "rekognition.us-east-1.amazonaws.com"),
            ("content-type", "application/x-amz-json-1.1; charset=utf-8"),
            ("x-amz-date", "20260101T000000Z"),
        ):
            with self.subTest(header=name):
                self.assert_refused_as("InvalidSignatureException", {**self.signed(), name: value})

    def test_headers_that_must_be_signed(self):
        headers = self.signed()
        headers["authorization"] = headers["authorization"].replace(";x-amz-target", "")
        self.assert_refused_as("InvalidSignatureException", headers)

    def test_authorization_headers_that_cannot_be_read(self):
        right = self.signed()["authorization"]
        for authorization in (
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA256 Credential=a/b/c",
            right.replace("Signature=", "Seal="),
            right.replace("aws4_request", "aws5_request"),
            "AWS4-HMAC-SHA256 " + "," * 2000,
        ):
            with self.subTest(authorization=authorization[:60]):
                self.assert_refused_as("IncompleteSignatureException", {**self.signed(), "authorization": authorization})

    def test_nothing_of_a_refused_request_reaches_the_log(self):
        self.post(self.signed(token="TOKENTHATISNOWHERE", key_id="AKIDNOWHERE"))
        log = self.server.log_text()
        for secret in ("TOKENTHATISNOWHERE", "AKIDNOWHERE", self.server.secret):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
