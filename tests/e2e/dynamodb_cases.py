"""Calls that a server of DynamoDB's protocol is asked one after the other: by e2e_dynamodb, which compares Mien's
answers with DynamoDB Local's. A case is (name, operation, request); names are unique."""

import base64

STRING = {"S": "a"}
ONE = {":v": {"N": "1"}}
TEXT = {":v": {"S": "x"}}


def b64(data):
    return base64.b64encode(data).decode()


def nested(levels, value=STRING):
    """A value in so many lists."""
    for _ in range(levels):
        value = {"L": [value]}
    return value


def table(name, *keys, **more):
    """CreateTable of a table whose keys are given as "pk:S"."""
    pairs = [key.split(":") for key in keys]
    request = {
        "TableName": name,
        "KeySchema": [{"AttributeName": n, "KeyType": kind} for (n, _), kind in zip(pairs, ("HASH", "RANGE"))],
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": t} for n, t in pairs],
        "BillingMode": "PAY_PER_REQUEST",
    }
    request.update(more)
    return {key: value for key, value in request.items() if value is not None}


def tables():
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
    yield "make a table", "CreateTable", table("hash", "pk:S")
    yield "make a table twice", "CreateTable", table("hash", "pk:S")
    yield "with a sort key", "CreateTable", table("range", "pk:S", "sk:N", BillingMode=None, ProvisionedThroughput=units)
    yield "of byte strings", "CreateTable", table("bytes", "pk:B", "sk:B")
    yield "of numbers and texts", "CreateTable", table("texts", "pk:N", "sk:S")
    key = [{"AttributeName": "pk", "KeyType": "HASH"}]
    definition = [{"AttributeName": "pk", "AttributeType": "S"}]

    def odd(kind, key_name="pk"):
        return [*key, {"AttributeName": key_name, "KeyType": kind}]

    bad = {
        "no name": {"TableName": None},
        "short name": {"TableName": "ab"},
        "name with a sign": {"TableName": "a!b"},
        "long name": {"TableName": "a" * 256},
        "no keys": {"KeySchema": None},
        "empty keys": {"KeySchema": []},
        "no definitions": {"AttributeDefinitions": None},
        "empty definitions": {"AttributeDefinitions": []},
        "no billing": {"BillingMode": None},
        "provisioned without units": {"BillingMode": "PROVISIONED"},
        "no read units": {"BillingMode": None, "ProvisionedThroughput": {"WriteCapacityUnits": 5}},
        "zero units": {"BillingMode": None, "ProvisionedThroughput": {**units, "ReadCapacityUnits": 0}},
        "range key alone": {"KeySchema": [{"AttributeName": "pk", "KeyType": "RANGE"}]},
        "unknown kind of key": {"KeySchema": [{"AttributeName": "pk", "KeyType": "X"}]},
        "undefined key": {"KeySchema": [{"AttributeName": "zz", "KeyType": "HASH"}]},
        "one name twice": {"KeySchema": odd("RANGE")},
        "two hash keys": {"KeySchema": odd("HASH", "sk")},
        "undefined range key": {"KeySchema": odd("RANGE", "sk")},
        "three keys": {"KeySchema": odd("RANGE", "sk") + [{"AttributeName": "tk", "KeyType": "RANGE"}]},
        "definition too many": {"AttributeDefinitions": definition + [{"AttributeName": "sk", "AttributeType": "S"}]},
        "definition twice": {"AttributeDefinitions": definition * 2},
        "key of a truth value": {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "BOOL"}]},
        "key of no type": {"AttributeDefinitions": [{"AttributeName": "pk"}]},
        "key without a name": {"AttributeDefinitions": [{"AttributeName": "", "AttributeType": "S"}]},
        "key with a long name": {"AttributeDefinitions": [{"AttributeName": "a" * 256, "AttributeType": "S"}]},
        "empty index list": {"GlobalSecondaryIndexes": []},
        "unknown billing": {"BillingMode": "X"},
        "a stream": {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}},
        "tags": {"Tags": [{"Key": "a", "Value": "b"}]},
    }
    for name, change in bad.items():
        yield f"table with {name}", "CreateTable", _changed(change)
    yield "drop what tags left", "DeleteTable", {"TableName": "new"}
    yield "drop what streams left", "DeleteTable", {"TableName": "streamed"}
    yield "protected table", "CreateTable", table("kept", "pk:S", DeletionProtectionEnabled=True, TableClass="STANDARD")
    yield "delete a protected table", "DeleteTable", {"TableName": "kept"}
    yield "take the protection away", "UpdateTable", {"TableName": "kept", "DeletionProtectionEnabled": False}
    yield "delete it", "DeleteTable", {"TableName": "kept"}
    yield "delete it twice", "DeleteTable", {"TableName": "kept"}
    yield "describe what is gone", "DescribeTable", {"TableName": "kept"}
    yield "describe", "DescribeTable", {"TableName": "range"}
    yield "describe by ARN", "DescribeTable", {"TableName": "arn:aws:dynamodb:us-east-1:123456789012:table/hash"}
    yield "describe nothing", "DescribeTable", {}
    yield "describe null", "DescribeTable", {"TableName": None}
    yield "describe with more", "DescribeTable", {"TableName": "hash", "Other": 1}
    yield "list", "ListTables", {}
    yield "list two", "ListTables", {"Limit": 2}
    yield "list the others", "ListTables", {"ExclusiveStartTableName": "hash"}
    yield "list behind what is not there", "ListTables", {"ExclusiveStartTableName": "haa"}
    yield "list behind a short name", "ListTables", {"ExclusiveStartTableName": "h"}
    yield "list none", "ListTables", {"Limit": 0}
    yield "list too many", "ListTables", {"Limit": 101}
    yield "time to live", "DescribeTimeToLive", {"TableName": "hash"}
    yield "no operation", "Nonsense", {}
    yield "missing operation", "TransactWriteItems", {"TransactItems": []}


def _changed(change):
    request = table(change.get("TableName", "new") or "new", "pk:S")
    request.update(change)
    if "StreamSpecification" in change:
        request["TableName"] = "streamed"
    return {key: value for key, value in request.items() if value is not None}


def values():
    """Every kind of value and what is wrong with some, by PutItem; then as it comes back."""
    good = {
        "numbers": {"L": [{"N": n} for n in (
            "1.50", "100", "1e3", "1e40", "1e125", "-1e-130", "0.0001", "-0.0", "+1", "1.", ".5", "00012.340", "1E+2",
            "123456789012345678901234567890.12345678", "9.9999999999999999999999999999999999999E+125",
            "1234567890123456789012345678901234567800", "0e999999999", "0" * 50 + "1")]},
        "sets": {"M": {"ss": {"SS": ["b", "a", "", "é"]}, "ns": {"NS": ["3", "1.0", "-2e-5"]},
                       "bs": {"BS": [b64(b"b"), b64(b"a"), ""]}}},
        "bytes": {"B": b64(bytes(range(256)))},
        "empty": {"M": {"s": {"S": ""}, "b": {"B": ""}, "m": {"M": {}}, "l": {"L": []}}},
        "others": {"L": [{"BOOL": True}, {"BOOL": False}, {"NULL": True}, {"S": "\u0000\u00e9\U0001f600\"\\/"}]},
        "deep": nested(31),
        "unknown type beside": {"S": "a", "X": "b"},
        "null beside": {"S": "a", "N": None},
    }
    for name, value in good.items():
        yield f"put {name}", "PutItem", {"TableName": "hash", "Item": {"pk": {"S": name}, "v": value}}
        yield f"get {name}", "GetItem", {"TableName": "hash", "Key": {"pk": {"S": name}}}
    bad = [
        {"S": None}, {}, {"S": "a", "N": "1"}, {"X": "a"}, {"s": "a"}, {"N": ""}, {"N": "abc"}, {"N": "1e126"},
        {"N": "1e-131"}, {"N": "1" * 39}, {"N": " 1"}, {"N": "0x1"}, {"N": "NaN"}, {"N": "1e"}, {"N": "1_000"},
        {"N": "1e999999999999"}, {"SS": []}, {"SS": ["a", "a"]}, {"NS": []}, {"NS": ["1", "1.0"]}, {"NS": ["1", "x"]},
        {"BS": []}, {"BS": [b64(b"a")] * 2}, {"M": {"a": {}}}, {"M": {"": STRING}}, {"L": [{}]}, {"L": [None]},
        {"NULL": False}, {"NULL": None}, {"L": [{"N": "1e200"}]}, {"M": {"a": {"SS": []}}}, None, nested(32), nested(40),
    ]
    for number, value in enumerate(bad):
        yield f"bad value {number}", "PutItem", {"TableName": "hash", "Item": {"pk": STRING, "v": value}}
    yield "attribute without a name", "PutItem", {"TableName": "hash", "Item": {"pk": STRING, "": STRING}}


def sizes():
    """400 KB to the byte, with everything that counts for something."""
    counted = [
        ("N", {"N": "1"}, 2), ("N of 38", {"N": "-" + "1234567890" * 3 + "12345678"}, 21), ("N of 3", {"N": "123"}, 3),
        ("N of 0", {"N": "0"}, 1), ("N of 1.5", {"N": "1.5"}, 3), ("N of 100", {"N": "100"}, 2),
        ("BOOL", {"BOOL": True}, 1), ("NULL", {"NULL": True}, 1), ("L", {"L": [STRING, STRING]}, 7), ("empty L", {"L": []}, 3),
        ("M", {"M": {"a": {"S": "b"}}}, 6), ("SS", {"SS": ["a", "bc"]}, 3), ("NS", {"NS": ["1", "22"]}, 4),
        ("B", {"B": b64(b"abc")}, 3), ("BS", {"BS": [b64(b"abc")]}, 3), ("S", {"S": "é"}, 2),
    ]
    for name, value, size in counted:
        room = 400 * 1024 - len("pk" + "sz" + "v" + "n") - size
        for more in (0, 1):
            item = {"pk": {"S": "sz"}, "n": value, "v": {"S": "x" * (room + more)}}
            yield f"size of {name}, {more} too much", "PutItem", {"TableName": "hash", "Item": item}
    yield "small again", "PutItem", {"TableName": "hash", "Item": {"pk": {"S": "sz"}}}
    grow = {"TableName": "hash", "Key": {"pk": {"S": "sz"}}, "UpdateExpression": "SET v = :v"}
    for more in (0, 1):
        room = 400 * 1024 - len("pk" + "sz" + "v")
        yield f"grown {more} too much", "UpdateItem", {**grow, "ExpressionAttributeValues": {":v": {"S": "x" * (room + more)}}}
    yield "small at last", "PutItem", {"TableName": "hash", "Item": {"pk": {"S": "sz"}}}


def keys():
    put = [
        {}, {"x": STRING}, {"pk": {"N": "1"}}, {"pk": {"S": ""}}, {"pk": {"S": "x" * 2048}}, {"pk": {"S": "x" * 2049}},
        {"pk": {"M": {}}},
    ]
    for number, item in enumerate(put):
        yield f"put key {number}", "PutItem", {"TableName": "hash", "Item": item}
    for number, item in enumerate([{"pk": STRING}, {"pk": STRING, "sk": STRING}, {"pk": STRING, "sk": {"N": "1"}}]):
        yield f"put sort key {number}", "PutItem", {"TableName": "range", "Item": item}
    for number, item in enumerate([{"pk": {"B": ""}, "sk": {"B": "YQ=="}}, {"pk": {"B": "YQ=="}, "sk": {"B": ""}},
                                   {"pk": {"B": "YQ=="}, "sk": {"B": b64(b"x" * 1024)}},
                                   {"pk": {"B": "YQ=="}, "sk": {"B": b64(b"x" * 1025)}}]):
        yield f"put byte key {number}", "PutItem", {"TableName": "bytes", "Item": item}
    get = [
        {}, {"pk": {"N": "1"}}, {"pk": STRING, "x": STRING}, {"x": STRING}, {"pk": {"S": ""}}, {"pk": {}},
        {"pk": {"S": "x" * 2049}}, {"pk": {"S": "nobody"}}, None,
    ]
    for number, key in enumerate(get):
        for operation in ("GetItem", "DeleteItem", "UpdateItem"):
            yield f"{operation} key {number}", operation, {"TableName": "hash", "Key": key}
    yield "get half a key", "GetItem", {"TableName": "range", "Key": {"pk": STRING}}
    yield "get no number", "GetItem", {"TableName": "range", "Key": {"pk": STRING, "sk": {"N": "x"}}}
    yield "get by another spelling", "GetItem", {"TableName": "range", "Key": {"pk": STRING, "sk": {"N": "1.00"}}}
    for operation in ("PutItem", "GetItem", "DeleteItem", "UpdateItem", "Query", "Scan"):
        yield f"{operation} without a table", operation, {"TableName": "missing", "Key": {"pk": STRING}, "Item": {"pk": STRING}}
        yield f"{operation} of no name", operation, {"Key": {"pk": STRING}, "Item": {"pk": STRING}}
        yield f"{operation} of a bad name", operation, {"TableName": "a", "Key": {"pk": STRING}, "Item": {"pk": STRING}}
    yield "put nothing", "PutItem", {"TableName": "hash"}


CONDITION_ITEM = {
    "pk": {"S": "e"}, "n": {"N": "5"}, "s": {"S": "hello"},
    "l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}, {"M": {"x": {"S": "deep"}}}]},
    "m": {"M": {"a": {"S": "A"}, "b": {"M": {"c": {"N": "7"}}}}}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]},
    "bool": {"BOOL": True}, "nul": {"NULL": True}, "bin": {"B": b64(b"abc")}, "bs": {"BS": [b64(b"a")]}, "u": {"S": "é"},
}
CONDITIONS = """
|| |a|a =|a = :v|= :v|a == :v|a <> :v|a != :v|a > :v and b|(a = :v|a = :v)|((a = :v))|((n = :v)) or (n=:v)|NOT n = :v
|not not n = :v|n = :v AND|AND|n between :v and :v|n between :v|n in (:v)|n in ()|n in :v|n in (:v,)|a.b = :v|a..b = :v
|a. = :v|a[0] = :v|a[-1] = :v|a[x] = :v|a[0 = :v|a[99999999999] = :v|a[0][1] = :v|a[:v] = :v|#a = :v|:v = :v|:v = n|n = m
|n = n|size(n) = :v|size(s) = :v|size(:v) = :v|size(n)|attribute_exists(n)|attribute_exists(:v)|attribute_exists(n, n)
|attribute_exists()|attribute_exists n|ATTRIBUTE_EXISTS(n)|foo(n)|foo(n) = :v|contains(s, :v)|contains(n)|contains(s,s)
|begins_with(s, :v)|begins_with(s,s)|attribute_type(n, :v)|attribute_type(n, n)|attribute_exists(n) = :v|size(size(n)) = :v
|size(attribute_exists(n)) = :v|attribute_exists(size(n))|if_not_exists(n,:v) = :v|list_append(n,:v) = :v|n = :v2|name = :v
|n = :v order by x|n = 5|n = 'x'|n = "x"|n + :v = :v|n = :v;|n = :|#|:|n = :v AND AND n = :v|n = (:v)|(n) = :v
|(n = :v) = :v|size(n) = size(s)|n < :v|n <= :v AND n >= :v|$ = :v|a-b = :v|_a = :v|1a = :v|a1_ = :v|é = :v|size = :v
|contains = :v|n between :v and :v and n = :v|n between size(s) and :v|between = :v|in = :v|set = :v|remove = :v
|n BETWEEN :v AND :v OR n IN (:v, :v)|l[0] = :v|m.b.c = :v|attribute_type(:v, :v)|contains(:v, n)|(size(n)) = :v|n = :v or
|or|attribute_not_exists(l[0])|attribute_exists(pk)AND n=:v|n=:v AND(n=:v)|a b = :v|n = #|n = :v AND |  n  =   |n  =  = :v
|n  foo  =   :v|n = ! :v|n = !|n =!:v|a.1b = :v|a.b1 = :v|a[1.5] = :v|a[01] = :v|a[ 1 ] = :v|a [1] . b = :v|# n = :v
|: v = n|a.:v = :v|a.size = :v|a.#b = :v|a[1]b = :v|n = :v.a|attribute_exists(n.name)|attribute_exists(and)|between(n)
|in(n)|not(n = :v)|not|n not in (:v)|n not between :v and :v|exists(n)|size (n) = :v|n in (m, l)|n in (n)|n in (:v, n)
|n between n and :v|n between :v and n|n in (size(s))|n in (attribute_exists(s))|n between attribute_exists(n) and :v
|n = attribute_exists(n)|size(n) = size(n)|contains(size(n), :v)|contains(s, size(n))|foo(x) and n = :zz|n = :zz and foo(x)
|name = :zz|#x = :zz|n = :zz and name = :v|n = n and foo(x)|size(n,n) = :v|contains(s,:v,:v)|attribute_type(n)
|begins_with(n)|size() = :v|m.b.c = m.b.c|size(n) between size(n) and :v|((n = :v) and n = :v)|((n) = :v)|((n)) = :v
|(n in ((:v)))|n in (((:v)))|((n = :v) and ((n = :v)))|(((n = :v)))|foo((n))|attribute_exists((n))|size((n)) = :v
|attribute_exists(((n)))|(attribute_exists(n))|((attribute_exists(n)))|not (not (n = :v))|(not (n=:v))
|n between (:v) and (:v)|n>:v|n < > :v|n < = :v|n =< :v|n => :v|name = :zz and foo(x)|foo(x) and name = :zz|((foo(n)))
|((name = :v))|#x = :v and name = :v|n[99999999999] = :v and name = :v|name = :v and n[99999999999] = :v
|foo(x) and n[99999999999] = :v|size(n) and n = :zz|n = :zz and size(n)|n = n and n = :zz|n = :zz and n = n
|attribute_exists(:v) and n = :zz|attribute_exists(:zz)|attribute_exists(n,n) and size(n)|attribute_exists(n,n) and n = :zz
|foo(#x)|n = n and #x = :v|n[2147483647] = :v|n[2147483648] = :v|size(n) and foo(x)|size(n) and if_not_exists(n,:v) = :v
| = :v|a = :v) |a b |  a b  c|(n)|(n and m)|n and m|(n = :v and m)|NOT n|(:v)|:v|foo(name)|size(name)|attribute_type(n, m)
|n = :v AND attribute_exists|NOT|a.|a[|a[0|attribute_exists(n|attribute_exists(n,|n in (:v|n in|n between :v and|n between
|contains(n :v)|n = :v = :v|n = m between :v and :v|n in (:v) = :v|(n) between :v and :v|a.[0] = :v|a.in = :v|set.a = :v
|(size(n))|((size(n)) = :v)|n = ((size(m)))|attribute_exists(n) = attribute_exists(m)|n=:v)and(n=:v|((n=:v)and(n=:v))
|zz = yy|zz <> yy|pk.a = :v|attribute_exists(pk[0])|contains(ss, ss)|n = :v AND s = :v OR l[0] = :v|begins_with(size(s), :v)
""".replace("\n|", "|").strip().split("|")[1:]
WITH_VALUES = [
    ("attribute_type(n, :v)", {"S": "X"}), ("attribute_type(n, :v)", {"S": "N"}), ("attribute_type(nul, :v)", {"S": "NULL"}),
    ("begins_with(s, :v)", {"S": "hel"}), ("begins_with(s, :v)", {"BOOL": True}), ("begins_with(bin, :v)", {"B": b64(b"a")}),
    ("begins_with(bin, :v)", {"S": "a"}), ("begins_with(:v, s)", {"S": "hello world"}),
    ("n < :v", {"BOOL": True}), ("n < :v", {"SS": ["a"]}), ("n < :v", {"NULL": True}), ("n < :v", {"L": []}), ("n < :v", {"S": "a"}),
    ("n = :v", {"SS": ["a"]}), ("NOT n < :v", {"S": "2"}), ("n <> :v", {"S": "2"}), ("zz <> :v", {"S": "2"}), ("NOT zz = :v", {"S": "2"}),
    ("contains(s, :v)", {"S": "ell"}), ("contains(s, :v)", {"BOOL": True}), ("contains(ss, :v)", {"S": "a"}), ("contains(ns, :v)", {"N": "1.0"}),
    ("contains(l, :v)", {"N": "2"}), ("contains(ss, :v)", {"SS": ["a"]}), ("contains(m, :v)", {"S": "a"}),
    ("contains(l, :v)", {"M": {"x": {"S": "deep"}}}), ("contains(bin, :v)", {"B": b64(b"bc")}), ("contains(bs, :v)", {"B": b64(b"a")}),
    ("size(s) = :v", {"N": "5"}), ("size(u) = :v", {"N": "1"}), ("size(:v) = size(u)", {"S": "\U0001f600"}), ("size(:v) = size(ss)", {"S": "\U0001f600"}), ("size(ss) = :v", {"N": "2"}),
    ("size(m) = :v", {"N": "2"}), ("size(l) = :v", {"N": "4"}), ("size(bin) = :v", {"N": "3"}), ("size(bool) = :v", {"N": "1"}),
    ("size(nul) <> :v", {"N": "2"}), ("NOT size(zz) = :v", {"N": "2"}), ("size(:v) = n", {"S": "12345"}),
    ("ss = :v", {"SS": ["b", "a"]}), ("bool = :v", {"BOOL": True}), ("nul = :v", {"NULL": True}), ("bin > :v", {"B": b64(b"abb")}),
    ("m = :v", {"M": {"b": {"M": {"c": {"N": "7.0"}}}, "a": {"S": "A"}}}), ("u > :v", {"S": "z"}), ("l[1] = :v", {"N": "2"}),
    (":v between n and m", {"BOOL": True}), ("n between m and :v", {"BOOL": True}), ("n between size(n) and :v", {"S": "a"}),
    ("s between s and :v", {"S": "z"}), ("n = :v", {}), ("n = :v", {"N": "x"}), ("n = :v", {"SS": []}), ("n = :v", nested(33)),
]
WITH_TWO_VALUES = [
    ("n between :v and :w", {"S": "a"}, {"N": "1"}), ("n between :v and :w", {"N": "2"}, {"N": "1"}), ("n between :v and :w", {"N": "1"}, {"N": "9"}),
    ("n between :v and :w", {"BOOL": True}, {"BOOL": True}), ("n between :v and :w", {"S": "b"}, {"S": "a"}),
    ("n between :v and :w", {"B": "Yg=="}, {"B": "YQ=="}), (":v < :w", {"S": "a"}, {"N": "1"}), ("size(:v) > :w", {"SS": ["a"]}, {"N": "0"}),
    ("size(:v) > :w", {"BOOL": True}, {"N": "0"}), ("attribute_type(:v, :w)", {"S": "x"}, {"S": "S"}), ("contains(:v, :w)", {"S": "xy"}, {"S": "x"}),
    ("n = :v", {"N": "1"}, {"N": "1"}), ("begins_with(n,:v) and n between :v and :w", {"N": "1"}, {"S": "a"}),
    ("n between :v and :w and begins_with(n,:v)", {"N": "1"}, {"S": "a"}),
]


def conditions():
    """By UpdateItem with a condition and nothing to do."""
    yield "the item of conditions", "PutItem", {"TableName": "hash", "Item": CONDITION_ITEM}

    def case(name, expression, more):
        request = {"TableName": "hash", "Key": {"pk": {"S": "e"}}, "ConditionExpression": expression, **more}
        return f"condition {name}", "UpdateItem", request

    for expression in CONDITIONS:
        yield case(repr(expression), expression, {"ExpressionAttributeValues": ONE} if ":v" in expression else {})
    for number, (expression, value) in enumerate(WITH_VALUES):
        yield case(f"with value {number}", expression, {"ExpressionAttributeValues": {":v": value}})
    for number, (expression, value, other) in enumerate(WITH_TWO_VALUES):
        yield case(f"with values {number}", expression, {"ExpressionAttributeValues": {":v": value, ":w": other}})
    both = {"ExpressionAttributeValues": ONE}
    named = {
        "unused name": {**both, "ExpressionAttributeNames": {"#n": "n", "#m": "m"}},
        "unused names": {**both, "ExpressionAttributeNames": {"#n": "n", "#b": "m", "#a": "m"}},
        "unused both": {"ExpressionAttributeValues": {**ONE, ":w": STRING}, "ExpressionAttributeNames": {"#n": "n", "#m": "m"}},
        "empty names": {**both, "ExpressionAttributeNames": {}},
        "empty values": {"ExpressionAttributeValues": {}, "ExpressionAttributeNames": {"#n": "n"}},
        "name without a mark": {**both, "ExpressionAttributeNames": {"n": "n"}},
        "name of nothing": {**both, "ExpressionAttributeNames": {"#n": ""}},
        "name of null": {**both, "ExpressionAttributeNames": {"#n": None}},
        "name of a sign": {**both, "ExpressionAttributeNames": {"#": "n"}},
        "name with a dash": {**both, "ExpressionAttributeNames": {"#n-x": "n"}},
        "value without a mark": {"ExpressionAttributeValues": {"v": STRING}, "ExpressionAttributeNames": {"#n": "n"}},
        "long name": {**both, "ExpressionAttributeNames": {"#n": "n" * 65536}},
        "long enough name": {**both, "ExpressionAttributeNames": {"#n": "n" * 65535}},
        "long placeholder": {**both, "ExpressionAttributeNames": {"#n": "n", "#" + "n" * 255: "n"}},
        "name with a dot": {**both, "ExpressionAttributeNames": {"#n": "m.a"}},
    }
    for name, more in named.items():
        yield case(name, "#n = :v", more)
    many = {f":v{i}": {"N": str(i)} for i in range(101)}
    yield case("IN of 101", f"n in ({','.join(many)})", {"ExpressionAttributeValues": many})
    del many[":v100"]
    yield case("IN of 100", f"n in ({','.join(many)})", {"ExpressionAttributeValues": many})
    for count in (150, 151):
        yield case(f"{count} comparisons", " and ".join(["n = :v"] * count), both)
        yield case(f"{count} functions", " and ".join(["attribute_exists(n)"] * count), {})
    for count in (299, 300, 400):
        yield case(f"{count} times NOT", "NOT " * count + "n = :v", both)
    for count in (150, 300, 400):
        yield case(f"{count} times NOT (", "NOT (" * count + "n = :v" + ")" * count, both)
    yield case("300 parentheses", "(" * 300 + "n = :v" + ")" * 300, both)
    for blanks in (4090, 4091):
        yield case(f"{blanks} blanks", "n = :v" + " " * blanks, both)
    for depth in (32, 33):
        yield case(f"path of {depth}", ".".join("a" * depth) + " = :v", both)
    yield case("unused at last", "n = :v", {"ExpressionAttributeValues": {**ONE, ":b": STRING, ":a": STRING}})
    yield case("none, but a value", None, both)
    yield case("none, but a name", None, {"ExpressionAttributeNames": {"#a": "b"}})


UPDATE_ITEM = {
    "pk": {"S": "u"}, "n": {"N": "5"}, "s": {"S": "hello"}, "l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}]},
    "m": {"M": {"a": {"S": "A"}, "b": {"M": {"c": {"N": "7"}}}}}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]},
    "bs": {"BS": [b64(b"a")]}, "bool": {"BOOL": True},
}
UPDATES = """
||SET|SET a|SET a =|SET a = :v|set a = :v|Set a=:v, b=:v|SET a = :v,|SET a = :v SET b = :v|SET a = :v REMOVE n
|REMOVE n SET a = :v|REMOVE n REMOVE s|REMOVE|REMOVE :v|REMOVE n,|REMOVE n, n|SET a = :v, a = :v|SET a = :v, a.b = :v
|SET a.b = :v, a = :v|SET m.a = :v, m.b = :v|SET m.b = :v, m.b.c = :v|SET a.b = :v, a[0] = :v|SET l[0] = :v, l[1] = :v
|SET l[0] = :v, l[0] = :v|SET a = :v REMOVE a|SET n = n + :v|SET n = n - :v|SET n = :v - n|SET n = n + :v + :v|SET n = s + :v
|SET n = zz + :v|SET a = n|SET a = zz|SET n = :v + n|SET a = if_not_exists(n, :v)|SET a = if_not_exists(zz, :v)
|SET a = if_not_exists(zz, :v) + :v|SET a = if_not_exists(:v, :v)|SET a = if_not_exists(zz)|SET a = if_not_exists(zz, yy)
|SET a = if_not_exists(zz, if_not_exists(yy, :v))|SET a = if_not_exists(zz, :v, :v)|SET a = list_append(l, l)
|SET a = list_append(l, n)|SET a = list_append(l, :v)|SET a = list_append(zz, l)|SET a = list_append(l)|SET a = size(l)
|SET a = attribute_exists(l)|SET a = foo(l)|SET l = list_append(list_append(l,l),l)|SET l[1] = :v|SET l[9] = :v
|SET l[9] = :v, l[7]=:v|SET zz[0] = :v|SET zz.a = :v|SET m.z = :v|SET m.z.y = :v|SET n.a = :v|SET n[0] = :v|SET l.a = :v
|SET m[0] = :v|REMOVE l[0]|REMOVE l[0], l[2]|REMOVE l[9]|REMOVE m.a|REMOVE m.zz|REMOVE zz|REMOVE zz.a|REMOVE zz[0]|REMOVE n.a
|REMOVE l.a|ADD n :v|ADD zz :v|ADD s :v|ADD ss :v|ADD m.b.c :v|ADD l[0] :v|ADD n.a :v|ADD zz.a :v|ADD l :v|ADD n n|ADD n = :v
|ADD n :v, n :v|DELETE n :v|DELETE ss :v|SET pk = :v|REMOVE pk|ADD pk :v|SET #x = :v|SET a = :zz|SET name = :v
|SET a = :v WHERE|FOO a|a = :v|SET a = :v ADD n :v DELETE ss :v REMOVE s|SET :v = a|SET a = (:v)|SET a = (n + :v)
|SET a = n + (:v)|SET a = ((:v))|SET a = (((:v)))|SET a = -:v|SET a = 5|SET a == :v|SET a = :v b = :v|SET a = n +:v
|SET a = n+:v|SET a = :v AND b = :v|SET a = NOT :v|SET a = (n = :v)|SET a = n > :v|SET a=:v;|REMOVE #|ADD n|ADD n :v s|ADD
|DELETE|DELETE ss|SET n = n * :v|SET a = list_append(l, :v) + :v|SET a = if_not_exists(m.a, :v)|SET a = m|SET m = m.b
|SET a = n, n = a|SET a = n, n = :v|SET m.a = m|SET l[0] = l[1], l[1] = l[0]|REMOVE l[0] SET l[1] = :v
|REMOVE l[0] SET l[9] = :v|SET pk.a = :v|REMOVE pk[0]|SET a = n + n|SET n = if_not_exists(n, :v) + n
|SET a = list_append(if_not_exists(zz, l), l)|SET a = (n + :v) + :v|SET a = :v + (n + :v)|SET a = (n) + (:v)
|SET a = ((n + :v))|SET a = if_not_exists(zz, n + :v)|SET a = if_not_exists(zz, list_append(l,l))|SET a = (list_append(l,l))
|SET a = list_append(l, (l))|SET a = (if_not_exists((zz), (l)))|SET a = if_not_exists(zz, :v) - if_not_exists(yy, :v)
|SET a = foo(l) SET b = :v|SET name = :v SET b = :v|SET b = :v SET name = :v|SET a = #x, name = :v
|SET a = :zz, b = if_not_exists(l)|SET a = :v, a = :zz|SET a.b.c = :v, a.b = :v|REMOVE a SET a = :v ADD a :v
|ADD a :v SET b = :v|DELETE a :v ADD n :v|SET a[0] = :v, a[0][1] = :v|SET a = size(:v)|SET a = n[0]|SET a = l[0]
|SET a = m.b.c + :v|SET a[99999999999] = :v|ADD name :v|ADD n :zz|ADD #n :v|REMOVE name|SET a = if_not_exists(n[0], :v)
|REMOVE l[0], l[1], l[2]|SET l[1] = :v REMOVE l[0]|SET l[5] = :v, l[4] = n|SET l[4] = n, l[3] = :v REMOVE l[5]|ADD l[9] :v
|ADD m.b :v|DELETE l[0] :v|SET n = n + :v, a = n|SET l = list_append(l, l), a = l[5]|SET m.b.c = m.b.c + :v, n = m.b.c
|REMOVE m.b.c, m.a|SET a = s + :v, b = zz|SET zz.q = :v, a = zz|SET n = n - - :v|SET a=:v,b|REMOVE a b|ADD a|ADD a :v,
|ADD a :v b|SET a = b c = :v|SET a = :v ADD|SET a = :v, SET b = :v|SET a = if_not_exists(a :v)|SET a = if_not_exists()
|SET a = n +|SET a = (n|SET (a) = :v|REMOVE (a)|SET a = (:v) b|SET a = list_append(:v, l)|ADD pk.x :v|DELETE pk :v
|SET a = name|SET a = n.name|SET zz = :v, yy = zz
""".replace("\n|", "|").strip().split("|")[1:]
UPDATES_WITH = [
    ("ADD ss :v", {"SS": ["b", "z"]}), ("ADD zz :v", {"SS": ["b", "z"]}), ("DELETE ss :v", {"SS": ["b", "z"]}),
    ("DELETE ss :v", {"SS": ["a", "b"]}), ("DELETE zz :v", {"SS": ["a"]}), ("DELETE ns :v", {"SS": ["a"]}),
    ("ADD ns :v", {"SS": ["a"]}), ("ADD ns :v", {"NS": ["1.0", "7"]}), ("ADD l :v", {"L": [STRING]}), ("ADD zz :v", STRING),
    ("ADD zz :v", {"BOOL": True}), ("ADD zz :v", {"M": {}}), ("ADD zz :v", {"B": ""}), ("ADD zz :v", {"NULL": True}),
    ("DELETE ss :v", STRING), ("DELETE ss :v", {"BOOL": True}), ("DELETE ss :v", {"M": {}}), ("DELETE ss :v", {"L": []}),
    ("DELETE ss :v", {"B": ""}), ("DELETE ss :v", {"NULL": True}), ("ADD n :v", {"SS": ["a"]}), ("ADD bs :v", {"BS": [b64(b"b")]}),
    ("DELETE bs :v", {"BS": [b64(b"a")]}), ("DELETE m.q :v", {"SS": ["a"]}), ("DELETE m.q.r :v", {"SS": ["a"]}),
    ("DELETE n :v", {"SS": ["a"]}), ("SET n = n + :v", STRING), ("SET n = n + :v", {"N": "1e-60"}), ("SET n = n - :v", {"N": "0.5"}),
    ("SET n = :v + :v", {"N": "9.9e125"}), ("SET n = :v + n", {"N": "99999999999999999999999999999999999995"}),
    ("SET n = :v + n", {"N": "9999999999999999999999999999999999999.9"}), ("SET a = list_append(:v, l)", {"L": [STRING]}),
    ("SET a = list_append(:v, :v)", STRING), ("SET a = list_append(s, l), b = :v", STRING), ("SET a = :v", {"SS": ["x"]}),
    ("SET m.b.c = :v", nested(29)), ("SET m.b.c = :v", nested(30)), ("SET a = :v", nested(31)), ("SET a = :v", nested(32)),
    ("SET a = :v", {}), ("SET a = :v", {"S": "a", "N": "1"}),
]


def updates():
    def cases(name, expression, more, returns="UPDATED_NEW"):
        yield f"reset for update {name}", "PutItem", {"TableName": "hash", "Item": UPDATE_ITEM}
        request = {"TableName": "hash", "Key": {"pk": {"S": "u"}}, "ReturnValues": returns, **more}
        if expression is not None:
            request["UpdateExpression"] = expression
        yield f"update {name}", "UpdateItem", request
        yield f"after update {name}", "GetItem", {"TableName": "hash", "Key": {"pk": {"S": "u"}}}

    for expression in UPDATES:
        yield from cases(repr(expression), expression, {"ExpressionAttributeValues": ONE} if ":v" in expression else {})
    for number, (expression, value) in enumerate(UPDATES_WITH):
        yield from cases(f"with value {number}", expression, {"ExpressionAttributeValues": {":v": value}})
    one = {"ExpressionAttributeValues": ONE}
    for returns in ("ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW", "NONE", "X"):
        for expression in ("SET n = :v", "SET m.b.c = :v, zz = :v", "SET l[1] = :v, l[2]=:v", "SET l[7] = :v"):
            yield from cases(f"{returns} {expression}", expression, one, returns)
        for expression in ("REMOVE n, m.a", "REMOVE l[0]", "REMOVE zz"):
            yield from cases(f"{returns} {expression}", expression, {}, returns)
    asks = {
        "capacity": {"ReturnConsumedCapacity": "TOTAL", "ReturnItemCollectionMetrics": "SIZE"},
        "capacity of indexes": {"ReturnConsumedCapacity": "INDEXES"},
        "condition not met": {"ConditionExpression": "n = :v"},
        "condition not met, showing": {"ConditionExpression": "n = :v", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"},
        "showing what is unknown": {"ConditionExpression": "n = :v", "ReturnValuesOnConditionCheckFailure": "X"},
        "bad condition": {"ConditionExpression": "n <> :v and"},
        "undefined in the condition": {"ConditionExpression": "n = :w"},
        "legacy update": {"AttributeUpdates": {"n": {"Action": "DELETE"}}},
        "legacy condition": {"Expected": {"n": {"Exists": False}}},
        "unused value": {"ExpressionAttributeValues": {**ONE, ":w": STRING}},
        "key attribute and unmet condition": {"UpdateExpression": "SET pk = :v", "ConditionExpression": "zz = :v"},
        "missing attribute and unmet condition": {"UpdateExpression": "SET a = zz", "ConditionExpression": "zz = :v"},
    }
    for name, more in asks.items():
        expression = more.pop("UpdateExpression", "SET n = :v")
        yield from cases(name, expression, {**one, **more})
    yield from cases("nothing, ALL_NEW", None, {}, "ALL_NEW")
    new = [("SET a = :v", one), ("REMOVE a", {}), ("ADD a :v", one), ("SET a.b = :v", one), ("SET a = b", {})]
    for number, (expression, more) in enumerate(new):
        yield f"new by update {number}", "UpdateItem", {
            "TableName": "hash", "Key": {"pk": {"S": f"new{number}"}}, "UpdateExpression": expression, "ReturnValues": "ALL_NEW", **more}
    yield "new by update, old", "UpdateItem", {
        "TableName": "hash", "Key": {"pk": {"S": "new9"}}, "UpdateExpression": "SET a = :v", "ReturnValues": "ALL_OLD", **one}
    wrong = [
        {"TableName": "missing", "UpdateExpression": "SET"}, {"UpdateExpression": "SET", "Key": {"pk": {"N": "x"}}},
        {"UpdateExpression": "SET", "Key": {"pk": {"N": "1"}}}, {"UpdateExpression": "SET", "ReturnValues": "X"},
        {"UpdateExpression": "SET", "ExpressionAttributeNames": {"n": "x"}},
        {"UpdateExpression": "SET", "ExpressionAttributeValues": {"n": STRING}, "ExpressionAttributeNames": {"n": "x"}},
        {"UpdateExpression": "SET pk = :v", "ExpressionAttributeValues": {**ONE, ":w": STRING}},
    ]
    for number, more in enumerate(wrong):
        yield f"order of errors {number}", "UpdateItem", {"TableName": "hash", "Key": {"pk": {"S": "u"}}, **more}


def writes():
    def put(name, **more):
        return f"put {name}", "PutItem", {"TableName": "hash", "Item": {"pk": {"S": "rv"}, "a": {"N": "1"}}, **more}

    def delete(name, **more):
        return f"delete {name}", "DeleteItem", {"TableName": "hash", "Key": {"pk": {"S": "rv"}}, **more}

    new = {"ConditionExpression": "attribute_not_exists(pk)"}
    yield put("new, if it is new", **new)
    yield put("old, if it is new", **new)
    yield put("old, showing it", **new, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    for returns in ("ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW", "NONE", "X"):
        yield put(f"returning {returns}", ReturnValues=returns)
    yield put("with capacity", ReturnConsumedCapacity="TOTAL", ReturnItemCollectionMetrics="SIZE")
    yield put("with capacity of indexes", ReturnConsumedCapacity="INDEXES")
    yield put("where a value is so", ConditionExpression="a = :v", ExpressionAttributeValues=ONE)
    yield put("with a value only", ExpressionAttributeValues=ONE)
    yield put("with a name only", ExpressionAttributeNames={"#v": "a"})
    yield put("by condition and legacy", **new, Expected={"a": {"Exists": False}})
    wrong = [
        {"TableName": "missing", "Item": {"pk": {"S": ""}}}, {"TableName": "missing", "ConditionExpression": "a ="},
        {"Item": {"pk": STRING, "v": {"N": "x"}}, "ConditionExpression": "a ="}, {"Item": {"pk": {"N": "1"}}, "ConditionExpression": "a ="},
        {"Item": {"pk": STRING, "v": {"N": "x"}}, "ReturnValues": "X"}, {"Item": {"x": STRING, "v": {"S": "x" * 410000}}},
        {"Item": {"pk": {"S": "e"}, "v": {"S": "x" * 410000}}, "ConditionExpression": "attribute_exists(zz)"},
    ]
    for number, more in enumerate(wrong):
        yield put(f"order of errors {number}", **more)
    yield delete("where a value is not so", ConditionExpression="a = :v", ExpressionAttributeValues=TEXT)
    yield delete("showing", ConditionExpression="a = :v", ExpressionAttributeValues=TEXT, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    for returns in ("UPDATED_NEW", "X", "ALL_OLD"):
        yield delete(f"returning {returns}", ReturnValues=returns)
    yield delete("again", ReturnValues="NONE")
    yield delete("again, with capacity", ReturnConsumedCapacity="TOTAL")
    yield delete("what is not there, if it is", ConditionExpression="attribute_exists(pk)")
    yield delete("by a bad condition", ConditionExpression="a =")


PROJECTIONS = """
||n|n,|n, pk|n,n|zz|m.a|m.b.c, m.a|m, m.a|m.a, m|l[0]|l[1], l[0]|l[2].x|l[2].x, l[2].y|l[9]|l[0], l.a|l[3][0], l[1]|m.zz|n.a
|n[0]|:v|n m|n + m|size(n)|n AND m|name|#x|m.#x|l[1], l[2].x, l[0]|m.b, m.b.c|(n)|m.b.c,m.b.d|l[0],l[0]|n = m|,n|l[0][0]
|pk.a|l[2]|l[2].x, l[0], m.b.d, n, pk|a[01]|l[99999999999]|zz.a, zz[0]|m.zz.q, m.a|add|convert
""".replace("\n|", "|").strip().split("|")[1:]


def reads():
    item = {
        "pk": {"S": "pr"}, "l": {"L": [{"N": "0"}, {"N": "1"}, {"M": {"x": {"S": "X"}, "y": {"S": "Y"}}}, {"L": [{"S": "in"}]}]},
        "m": {"M": {"a": {"S": "A"}, "b": {"M": {"c": {"N": "7"}, "d": {"N": "8"}}}}}, "n": {"N": "5"},
    }
    yield "the item of projections", "PutItem", {"TableName": "hash", "Item": item}

    def get(name, **more):
        return f"get {name}", "GetItem", {"TableName": "hash", "Key": {"pk": {"S": "pr"}}, **more}

    for expression in PROJECTIONS:
        yield get(f"part {expression!r}", ProjectionExpression=expression)
    yield get("by placeholder", ProjectionExpression="#x.a, #y", ExpressionAttributeNames={"#x": "m", "#y": "n"})
    yield get("one by two placeholders", ProjectionExpression="#x,#y", ExpressionAttributeNames={"#x": "n", "#y": "n"})
    yield get("unused name", ProjectionExpression="n", ExpressionAttributeNames={"#x": "n"})
    yield get("dot in a name", ProjectionExpression="#x", ExpressionAttributeNames={"#x": "m.a"})
    yield get("no names", ProjectionExpression="n", ExpressionAttributeNames={})
    yield get("names without an expression", ExpressionAttributeNames={"#x": "n"})
    yield get("values, which it does not take", ProjectionExpression="n", ExpressionAttributeValues=ONE)
    yield get("the old way", AttributesToGet=["n", "zz"])
    yield get("the old way, nothing", AttributesToGet=[])
    yield get("the old way, twice", AttributesToGet=["n", "n"])
    yield get("both ways", AttributesToGet=["n"], ProjectionExpression="n")
    for capacity in ("TOTAL", "INDEXES", "NONE"):
        yield get(f"capacity {capacity}", ReturnConsumedCapacity=capacity)
        yield get(f"capacity {capacity}, consistent", ReturnConsumedCapacity=capacity, ConsistentRead=True)
    yield get("nothing, with capacity", Key={"pk": {"S": "nobody"}}, ReturnConsumedCapacity="TOTAL")
    yield get("bad key and expression", Key={"pk": {"N": "1"}}, ProjectionExpression="a,")


KEY_CONDITIONS = [
    "pk = :p AND sk = :s", "pk = :p AND sk > :s", "pk = :p AND sk >= :s", "pk = :p AND sk < :s", "pk = :p AND sk <= :s",
    "sk > :s AND pk = :p", ":p = pk AND :s < sk", "pk = :p AND :s >= sk", "(pk = :p) AND (sk > :s)", "((pk = :p AND sk = :s))",
    "(pk = :p AND sk = :s)", "pk = (:p) and sk = (:s)", "pk > :p AND sk = :s", "pk <> :p AND sk = :s", "pk = :p OR sk = :s",
    "NOT pk = :p AND sk = :s", "pk = :p AND sk <> :s", "pk = :p AND n = :s", "n = :s AND pk = :p", "pk = :p AND sk = :s AND sk < :s",
    "pk = :p AND sk = :s AND n < :s", "pk = :p AND begins_with(sk, :s)", "pk = :p AND contains(sk, :s)", "pk = :p AND sk IN (:s)",
    "pk = :p AND (NOT sk = :s)", "pk = :p AND :s BETWEEN sk AND sk", "pk = :p AND sk BETWEEN :s AND :s", "pk = :p AND foo(sk, :s)",
    "pk = :p AND begins_with(:s, sk)", "pk = :p AND sk > size(:p) AND sk = :s", "pk = sk AND :s = :p", "pk.a = :p AND sk = :s",
    "pk[0] = :p AND sk = :s", "pk = :s AND sk = :p", "size(pk) = :p AND sk = :s", "pk = :p AND sk = sk AND sk = :s",
    "begins_with(pk, :p) AND sk = :s", "pk BETWEEN :p AND :p AND sk = :s", "pk IN (:p) AND sk = :s", "sk > :s AND n = :p",
    "attribute_exists(pk) and sk = :s and n = :p", ":p = :s", "pk = :p AND :s = :s", "pk =", "pk = :p AND sk", "sk = :s AND sk = :p",
]


def queries():
    for i in range(5):
        item = {"pk": {"S": "q"}, "sk": {"N": str(i)}, "v": {"S": f"val{i}"}, "n": {"N": str(i % 2)}}
        yield f"an item to query {i}", "PutItem", {"TableName": "range", "Item": item}
    for i, sort in enumerate(["", "a", "ab", "abc", "b", "é", "z", "\uffff", "\U0001f600"]):
        item = {"pk": {"N": "1"}, "sk": {"S": sort}}
        yield f"a text to query {i}", "PutItem", {"TableName": "texts", "Item": item}
    for i, sort in enumerate([b"\x00", b"\x00\x00", b"\x7f", b"\x80", b"\xff", b"\xff\xff", b"a\xff", b"b"]):
        item = {"pk": {"B": "YQ=="}, "sk": {"B": b64(sort)}}
        yield f"bytes to query {i}", "PutItem", {"TableName": "bytes", "Item": item}

    def query(name, condition, values, table="range", **more):
        request = {"TableName": table, **more}
        if condition is not None:
            request["KeyConditionExpression"] = condition
        if values is not None:
            request["ExpressionAttributeValues"] = values
        return f"query {name}", "Query", request

    both = {":p": {"S": "q"}, ":s": {"N": "2"}}
    just = {":p": {"S": "q"}}
    for condition in KEY_CONDITIONS:
        yield query(repr(condition), condition, both)
    numbers = {":p": {"N": "1"}}
    for value in ("", "a", "ab", "é", "\uffff", "\U0001f600"):
        for condition in ("begins_with(sk, :s)", "sk < :s", "sk >= :s"):
            yield query(f"text {condition} {value!r}", f"pk = :p AND {condition}", {**numbers, ":s": {"S": value}}, "texts")
    for value in (b"", b"\x00", b"\xff", b"\xff\xff", b"a"):
        for condition in ("begins_with(sk, :s)", "sk > :s", "sk <= :s", "sk = :s"):
            values = {":p": {"B": "YQ=="}, ":s": {"B": b64(value)}}
            yield query(f"bytes {condition} {value!r}", f"pk = :p AND {condition}", values, "bytes")
    yield query("another type", "pk = :p AND sk = :s", {**just, ":s": {"S": "2"}})
    yield query("another type of partition", "pk = :p", {":p": {"N": "1"}})
    yield query("no order", "pk = :p AND sk < :s", {**just, ":s": {"BOOL": True}})
    yield query("between", "pk = :p AND sk BETWEEN :s AND :t", {**both, ":t": {"N": "3"}})
    yield query("between, turned", "pk = :p AND sk BETWEEN :t AND :s", {**both, ":t": {"N": "3"}})
    yield query("empty key", "pk = :p", {":p": {"S": ""}})
    yield query("nothing at all", None, None)
    yield query("values alone", None, just)
    yield query("an empty expression", "", just)
    yield query("unused", "pk = :p", both)
    yield query("unused and unsupported", "pk > :p", both)
    yield query("of an index", "pk = :p", just, IndexName="x")
    yield query("no sort key", "pk = :p and sk > :s", both, "hash")
    yield query("a partition of one", "pk = :p", {":p": {"S": "u"}}, "hash", ProjectionExpression="n")
    yield query("a placeholder", "#p = :p", just, ExpressionAttributeNames={"#p": "pk"})
    for limit in (-1, 0, 1, 2, 4, 5, 6):
        yield query(f"limit {limit}", "pk = :p", just, Limit=limit)
        yield query(f"limit {limit} backwards", "pk = :p", just, Limit=limit, ScanIndexForward=False)
    for select in ("COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "X"):
        yield query(f"select {select}", "pk = :p", just, Select=select)
        yield query(f"select {select} with parts", "pk = :p", just, Select=select, ProjectionExpression="sk")
        yield query(f"select {select} the old way", None, None, Select=select, AttributesToGet=["sk"])
    yield query("count three", "pk = :p", just, Select="COUNT", Limit=3)
    odd = {**just, ":n": {"N": "1"}}
    for expression in ("n = :n", "n <> :n", "sk = :n", "attribute_exists(pk) and n = :n", "n = :n and zz.pk = :n", "n =", "size(n) and n = :n"):
        yield query(f"filter {expression}", "pk = :p", odd, FilterExpression=expression)
    yield query("filter and limit", "pk = :p", odd, FilterExpression="n = :n", Limit=2)
    yield query("filter within a key", "pk = :p", odd, FilterExpression="pk.a = :n")
    yield query("part of a key", "pk = :p", just, ProjectionExpression="pk[0]")
    yield query("between nothing", "pk = :p AND sk BETWEEN :s AND :t", {":p": {"N": "1"}, ":s": {"S": ""}, ":t": {"S": "z"}}, "texts")
    yield query("an empty filter", "pk = :p", just, FilterExpression="")
    yield query("three bad expressions", "pk =", None, FilterExpression="a =", ProjectionExpression="a,")
    yield query("two bad expressions", "pk =", just, FilterExpression="a = :p", ProjectionExpression="a,")
    starts = [
        {"pk": {"S": "q"}, "sk": {"N": "2"}}, {"pk": {"S": "q"}, "sk": {"N": "2.5"}}, {"pk": {"S": "q"}}, {},
        {"pk": {"S": "z"}, "sk": {"N": "2"}}, {"pk": {"S": "q"}, "sk": {"S": "2"}}, None, {"pk": {"S": "q"}, "zz": {"N": "2"}},
        {"pk": {"S": "q"}, "sk": {"N": "2"}, "x": {"N": "1"}}, {"pk": {"S": "q"}, "sk": {"N": "x"}}, {"pk": {"S": ""}, "sk": {"N": "2"}},
    ]
    for number, start in enumerate(starts):
        yield query(f"from {number}", "pk = :p", just, ExclusiveStartKey=start)
        yield query(f"from {number} backwards", "pk = :p", just, ExclusiveStartKey=start, ScanIndexForward=False)
    for number in range(0, 5):
        start = {"pk": {"S": "q"}, "sk": {"N": str(number)}}
        for condition in ("sk < :s", "sk > :s", "sk = :s"):
            yield query(f"{condition} from {number}", f"pk = :p AND {condition}", both, ExclusiveStartKey=start)
    for capacity in ("TOTAL", "INDEXES"):
        yield query(f"capacity {capacity}", "pk = :p", just, ReturnConsumedCapacity=capacity)
        yield query(f"capacity {capacity}, consistent", "pk = :p", just, ReturnConsumedCapacity=capacity, ConsistentRead=True)
    yield query("capacity of nothing", "pk = :p", {":p": {"S": "nobody"}}, ReturnConsumedCapacity="TOTAL")
    yield query("both ways", "pk = :p", just, KeyConditions={})
    yield query("a filter of old", "pk = :p", just, QueryFilter={"n": {}})
    wrong = [
        {"TableName": "missing", "KeyConditionExpression": "pk ="}, {"TableName": "missing", "KeyConditionExpression": "pk > :p"},
        {"KeyConditionExpression": "pk > :p", "Limit": 0}, {"KeyConditionExpression": "pk > :p", "Select": "X"},
        {"KeyConditionExpression": "pk > :p", "ExclusiveStartKey": {}},
        {"KeyConditionExpression": "pk = :p", "ExclusiveStartKey": {}, "FilterExpression": "pk = :p"},
        {"KeyConditionExpression": "pk = :p", "Select": "COUNT", "ProjectionExpression": "a,"},
    ]
    for number, more in enumerate(wrong):
        yield f"query, order of errors {number}", "Query", {"TableName": "range", "ExpressionAttributeValues": just, **more}


def scans():
    def scan(name, **more):
        return f"scan {name}", "Scan", {"TableName": "range", **more}

    yield scan("all")
    yield scan("count", Select="COUNT")
    yield scan("parts", ProjectionExpression="sk")
    yield scan("the old way", AttributesToGet=["sk"])
    yield scan("none", Limit=0)
    segments = [(0, None), (None, 1), (0, 1), (1, 1), (-1, 1), (0, 0), (5, 2), (0, 1000001), (0, 1000000)]
    for index, total in segments:
        more = {key: value for key, value in (("Segment", index), ("TotalSegments", total)) if value is not None}
        yield scan(f"segment {index} of {total}", Select="COUNT", **more)
    yield scan("filtered", FilterExpression="n = :n", ExpressionAttributeValues={":n": {"N": "1"}})
    yield scan("filtered by key", FilterExpression="pk = :n", ExpressionAttributeValues={":n": {"S": "q"}}, Select="COUNT")
    yield scan("filtered within a key", FilterExpression="pk.a = :n", ExpressionAttributeValues={":n": {"S": "q"}})
    yield scan("by a bad filter", FilterExpression="a =", Segment=0, Select="X")
    yield scan("of an index", IndexName="x")
    yield scan("of what is not said", Select="SPECIFIC_ATTRIBUTES")
    for number, start in enumerate([{"pk": {"S": "q"}}, {"pk": {"S": "q"}, "sk": {"S": "3"}}, {}, {"pk": {"S": "q"}, "zz": {"N": "3"}}]):
        yield scan(f"from {number}", ExclusiveStartKey=start)
    yield scan("with capacity", ReturnConsumedCapacity="TOTAL", Select="COUNT")
    yield scan("with capacity, consistent", ReturnConsumedCapacity="TOTAL", Select="COUNT", ConsistentRead=True)
    yield scan("values alone", ExpressionAttributeValues=ONE)
    yield scan("names alone", ExpressionAttributeNames={"#n": "n"})
    yield scan("a filter of both kinds", FilterExpression="n = n", ScanFilter={"n": {"ComparisonOperator": "NULL"}})


def batches():
    def get(name, tables, **more):
        return f"batch get {name}", "BatchGetItem", {"RequestItems": tables, **more}

    pr, u = {"pk": {"S": "pr"}}, {"pk": {"S": "u"}}
    wanted = {
        "nothing": {}, "no keys": {"hash": {"Keys": []}}, "no list": {"hash": {}}, "one twice": {"hash": {"Keys": [pr, pr]}},
        "part": {"hash": {"Keys": [pr, {"pk": {"S": "nobody"}}], "ProjectionExpression": "n"}}, "no table": {"missing": {"Keys": [pr]}},
        "101": {"hash": {"Keys": [{"pk": {"S": str(i)}} for i in range(101)]}}, "100": {"hash": {"Keys": [{"pk": {"S": f"x{i}"}} for i in range(100)]}},
        "no key": {"hash": {"Keys": [{"zz": STRING}]}}, "another type": {"hash": {"Keys": [{"pk": {"N": "1"}}]}},
        "more than the key": {"hash": {"Keys": [{"pk": STRING, "x": STRING}]}}, "an empty key": {"hash": {"Keys": [{"pk": {"S": ""}}]}},
        "an empty item": {"hash": {"Keys": [{}]}}, "both ways": {"hash": {"Keys": [pr], "ProjectionExpression": "n", "AttributesToGet": ["n"]}},
        "a bad expression": {"hash": {"Keys": [pr], "ProjectionExpression": "n,"}}, "a bad name": {"h": {"Keys": [pr]}}, "null": {"hash": None},
        "a name unused": {"hash": {"Keys": [pr], "ExpressionAttributeNames": {"#n": "n"}}},
        "the old way": {"hash": {"Keys": [pr, u], "AttributesToGet": ["n"]}},
        "one by two spellings": {"range": {"Keys": [{"pk": {"S": "q"}, "sk": {"N": n}} for n in ("1", "1.0")]}},
    }
    for name, tables in wanted.items():
        yield get(name, tables)
    two = {"hash": {"Keys": [pr], "ProjectionExpression": "#n", "ExpressionAttributeNames": {"#n": "n"}, "ConsistentRead": True},
           "range": {"Keys": [{"pk": {"S": "q"}, "sk": {"N": "1"}}]}}
    for capacity in ("TOTAL", "INDEXES", "NONE"):
        yield get(f"two tables {capacity}", two, ReturnConsumedCapacity=capacity)
    yield "batch get of null", "BatchGetItem", {}

    def write(name, tables, **more):
        return f"batch write {name}", "BatchWriteItem", {"RequestItems": tables, **more}

    def put(key, **more):
        return {"PutRequest": {"Item": {"pk": {"S": key}, **more}}}

    def delete(key):
        return {"DeleteRequest": {"Key": {"pk": {"S": key}}}}

    wanted = {
        "nothing": {}, "an empty list": {"hash": []}, "two": {"hash": [put("b1"), delete("b2")]}, "one twice": {"hash": [put("b1"), put("b1")]},
        "one put and deleted": {"hash": [put("b1"), delete("b1")]}, "26": {"hash": [put(str(i)) for i in range(26)]},
        "25": {"hash": [put(f"b{i}") for i in range(25)]}, "no table": {"missing": [put("a")]}, "an empty request": {"hash": [{}]},
        "both": {"hash": [{**put("a"), **delete("b")}]}, "put of nothing": {"hash": [{"PutRequest": {}}]},
        "deletion of nothing": {"hash": [{"DeleteRequest": {}}]}, "put of no key": {"hash": [{"PutRequest": {"Item": {"zz": STRING}}}]},
        "deletion of no key": {"hash": [{"DeleteRequest": {"Key": {"zz": STRING}}}]}, "an empty key": {"hash": [put("")]},
        "no number": {"hash": [put("x", v={"N": "x"})]}, "too large": {"hash": [put("x", v={"S": "x" * 409600})]},
        "another type": {"hash": [{"PutRequest": {"Item": {"pk": {"N": "1"}}}}]}, "null": {"hash": None}, "a null": {"hash": [None]},
        "a bad name": {"ha": [put("a")]}, "something else": {"hash": [{"Foo": 1}]},
        "bad value and no table": {"hash": [put("c")], "missing": [put("a", v={"N": "x"})]},
        "too deep": {"hash": [put("x", v=nested(32))]},
    }
    for name, tables in wanted.items():
        yield write(name, tables)
    for capacity in ("TOTAL", "INDEXES"):
        tables = {"hash": [put("c1"), put("c2", v={"S": "x" * 3000})], "range": [{"PutRequest": {"Item": {"pk": {"S": "c"}, "sk": {"N": "1"}}}}]}
        yield write(f"two tables {capacity}", tables, ReturnConsumedCapacity=capacity, ReturnItemCollectionMetrics="SIZE")
    yield "batch write of null", "BatchWriteItem", {}


def large():
    """Pages of 1 MB, batches of 16 MB."""
    for i in range(10):
        yield f"a large item {i}", "PutItem", {"TableName": "range", "Item": {"pk": {"S": "page"}, "sk": {"N": str(i)}, "v": {"S": "x" * 300_000}}}
    page = {"TableName": "range", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "page"}}}
    yield "a large page", "Query", {**page, "ProjectionExpression": "sk", "ReturnConsumedCapacity": "TOTAL"}
    yield "the next large page", "Query", {**page, "ProjectionExpression": "sk", "ExclusiveStartKey": {"pk": {"S": "page"}, "sk": {"N": "3"}}}
    yield "the last large page", "Query", {**page, "ProjectionExpression": "sk", "ExclusiveStartKey": {"pk": {"S": "page"}, "sk": {"N": "7"}}}
    yield "a large page, filtered", "Query", {**page, "FilterExpression": "attribute_exists(zz)", "Select": "COUNT"}
    for i in range(45):
        yield f"an item of a large batch {i}", "PutItem", {"TableName": "hash", "Item": {"pk": {"S": f"huge{i}"}, "v": {"S": "x" * 400_000}}}
    keys = [{"pk": {"S": f"huge{i}"}} for i in range(45)]
    yield "a large batch", "BatchGetItem", {"RequestItems": {"hash": {"Keys": keys, "ConsistentRead": True}}}
    for i in range(45):
        yield f"remove an item of a large batch {i}", "DeleteItem", {"TableName": "hash", "Key": {"pk": {"S": f"huge{i}"}}}
    yield "describe at last", "DescribeTable", {"TableName": "range"}
    for name in ("hash", "range", "bytes", "texts"):
        yield f"delete {name}", "DeleteTable", {"TableName": name}


def all_cases():
    for group in (tables, values, sizes, keys, conditions, updates, writes, reads, queries, scans, batches, large):
        yield from group()
