"""What the handlers behind a gateway share: the answer that API Gateway takes."""

import json


def answer(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"},
        "body": json.dumps(body, ensure_ascii=False),
    }
