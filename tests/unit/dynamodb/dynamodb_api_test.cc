#include "api/dynamodb/dynamodb_api.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <string>

#include "api/auth/permissions.h"
#include "core/limits.h"
#include "unit/dynamodb/world.h"

namespace mien::api::dynamodb {
namespace {

namespace bj = boost::json;

class DynamoDbApiTest : public ::testing::Test {
 protected:
  static std::string header(const HttpResponse& response, std::string_view name) {
    for (const HttpHeader& h : response.headers)
      if (h.name == name) return h.value;
    return {};
  }
  static std::string error_of(const HttpResponse& response) {
    if (response.status == 200) return "none";
    const std::string type(bj::parse(response.body).at("__type").as_string());
    return type.substr(type.find('#') + 1);
  }
  static std::string message_of(const std::string& body) {
    return std::string(bj::parse(body).at("message").as_string());
  }
  void create(std::string_view name = "books") {
    const std::string body = R"({"TableName":")" + std::string(name) +
                             R"(","KeySchema":[)"
                             R"({"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],)"
                             R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},)"
                             R"({"AttributeName":"sk","AttributeType":"N"}],"BillingMode":"PAY_PER_REQUEST"})";
    ASSERT_EQ(world_.post("CreateTable", body).status, 200);
  }
  /// A request about the table; `rest` are its other members.
  static std::string about(std::string_view rest) { return R"({"TableName":"books",)" + std::string(rest) + "}"; }
  void put(std::string_view partition, int sort, std::string_view value = R"({"S":""})") {
    const std::string item = R"("Item":{"pk":{"S":")" + std::string(partition) + R"("},"sk":{"N":")" +
                             std::to_string(sort) + R"("},"v":)" + std::string(value) + "}";
    const auto done = world_.post("PutItem", about(item));
    ASSERT_EQ(done.status, 200) << done.body;
  }

  World world_;
};

/// CRC-32 of IEEE 802.3, as gzip's, by its definition.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

TEST_F(DynamoDbApiTest, GivesEveryAnswerAnIdATypeAndAChecksum) {
  ASSERT_EQ(crc32("123456789"), 0xCBF43926);
  for (const std::string_view operation : {"ListTables", "DescribeTable", "Nonsense"}) {
    const auto reply = world_.post(operation, "{}");
    EXPECT_EQ(header(reply, "Content-Type"), "application/x-amz-json-1.0");
    EXPECT_TRUE(Uuid::parse(header(reply, "x-amzn-RequestId")));
    EXPECT_EQ(header(reply, "x-amz-crc32"), std::to_string(crc32(reply.body)));
  }
}

TEST_F(DynamoDbApiTest, SaysWhoseErrorItIs) {
  const auto type = [&](std::string_view operation, std::string_view body) {
    return std::string(bj::parse(world_.call(operation, body)).at("__type").as_string());
  };
  EXPECT_EQ(type("DescribeTable", "{}"), "com.amazon.coral.validate#ValidationException");
  EXPECT_EQ(type("DescribeTable", R"({"TableName":"nowhere"})"),
            "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
  EXPECT_EQ(type("DescribeTable", "{"), "com.amazon.coral.service#SerializationException");
  EXPECT_EQ(type("Nonsense", "{}"), "com.amazon.coral.service#UnknownOperationException");
}

TEST_F(DynamoDbApiTest, IsAddressedByTheTarget) {
  EXPECT_TRUE(world_.api.owns(world_.request("Anything", "").head));
  HttpHead head{
      .method = "POST", .target = "/", .headers = {{"X-Amz-Target", "RekognitionService.X"}}, .remote_address = {}};
  EXPECT_FALSE(world_.api.owns(head));
}

TEST_F(DynamoDbApiTest, TellsAStrangerNothing) {
  EXPECT_EQ(error_of(world_.send(world_.unsigned_request("ListTables", "{"))), "MissingAuthenticationTokenException");
  HttpRequest request = world_.request("ListTables", "{}");
  request.body = "{ }";
  EXPECT_EQ(error_of(world_.send(request)), "InvalidSignatureException");
}

TEST_F(DynamoDbApiTest, WantsTheScopeToNameTheService) {
  HttpRequest request = world_.unsigned_request("ListTables", "{}");
  world_.sign(request, "rekognition");
  const auto reply = world_.send(request);
  EXPECT_EQ(error_of(reply), "InvalidSignatureException");
  EXPECT_EQ(message_of(reply.body), "Credential should be scoped to correct service: 'dynamodb'.");
}

TEST_F(DynamoDbApiTest, WantsTheContentTypeOfTheProtocol) {
  HttpRequest request = world_.unsigned_request("ListTables", "{}");
  request.head.headers[2].value = "application/x-amz-json-1.1";
  world_.sign(request);
  EXPECT_EQ(error_of(world_.send(request)), "SerializationException");
}

TEST_F(DynamoDbApiTest, LetsEachRoleDoWhatItMay) {
  create();
  const std::string key = about(R"("Key":{"pk":{"S":"a"},"sk":{"N":"1"}})");
  const std::string item = about(R"("Item":{"pk":{"S":"a"},"sk":{"N":"1"}})");
  world_.keys.role = Role::kVerifier;
  EXPECT_EQ(error_of(world_.post("GetItem", key)), "none");
  EXPECT_EQ(error_of(world_.post("Scan", about(R"("X":1)"))), "AccessDeniedException");
  EXPECT_EQ(error_of(world_.post("PutItem", item)), "AccessDeniedException");
  EXPECT_EQ(error_of(world_.post("DeleteTable", about(R"("X":1)"))), "AccessDeniedException");
  world_.keys.role = Role::kAuditor;
  EXPECT_EQ(error_of(world_.post("ListTables", "{}")), "none");
  EXPECT_EQ(error_of(world_.post("GetItem", key)), "none");
  EXPECT_EQ(error_of(world_.post("PutItem", item)), "AccessDeniedException");
  world_.keys.role = Role::kEnroller;
  EXPECT_EQ(error_of(world_.post("PutItem", item)), "none");
  EXPECT_EQ(error_of(world_.post("DeleteTable", about(R"("X":1)"))), "none");
}

TEST_F(DynamoDbApiTest, HasAPermissionForEveryOperation) {
  std::set<std::string_view> named;
  for (const Permission& row : permissions())
    if (row.surface == "dynamodb") named.insert(row.operation);
  for (int i = 0; i <= static_cast<int>(Operation::kUpdateTable); ++i)
    EXPECT_EQ(named.erase(name_of(static_cast<Operation>(i))), 1U) << name_of(static_cast<Operation>(i));
  EXPECT_TRUE(named.empty());
}

TEST_F(DynamoDbApiTest, TellsOperationsThatAreMissingFromThoseThatDoNotExist) {
  EXPECT_EQ(message_of(world_.call("TransactWriteItems", "{}")), "Mien does not implement TransactWriteItems.");
  EXPECT_EQ(message_of(world_.call("Nonsense", "{}")), "An unknown operation was requested.");
  EXPECT_EQ(world_.api.handle(world_.request("Nonsense", "{}"), "").operation, "unknown");
}

TEST_F(DynamoDbApiTest, TakesBodiesUpToTheirLimits) {
  const auto bytes_max = [&](std::string_view operation) {
    const auto admitted = world_.api.admit(world_.request(operation, "").head, "");
    return admitted ? admitted->body_bytes_max : 0;
  };
  EXPECT_EQ(bytes_max("BatchWriteItem"), limits::kBatchWriteBodyBytesMax);
  EXPECT_EQ(bytes_max("PutItem"), limits::kTableBodyBytesMax);
  HttpRequest request = world_.request("PutItem", "");
  request.head.headers.push_back({"Content-Length", std::to_string(limits::kTableBodyBytesMax + 1)});
  const auto refused = world_.api.admit(request.head, "");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().response.status, 413);
}

TEST_F(DynamoDbApiTest, RefusesWhatIsNotJsonOfTheRightTypes) {
  const auto message = [&](std::string_view operation, std::string_view body) {
    const auto reply = world_.post(operation, body);
    EXPECT_EQ(error_of(reply), "SerializationException") << body;
    return message_of(reply.body);
  };
  EXPECT_EQ(message("ListTables", R"({"Limit":"1"})"), "STRING_VALUE cannot be converted to Integer");
  EXPECT_EQ(message("DescribeTable", R"({"TableName":5})"), "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(message("DescribeTable", R"({"TableName":{}})"), "Start of structure or map found where not expected.");
  EXPECT_NE(message("ListTables", R"({"Limit":1,"Limit":2})").find("twice"), std::string::npos);
  message("ListTables", "[]");
  create();
  EXPECT_EQ(message("PutItem", about(R"("Item":{"pk":{"S":1}})")), "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(message("PutItem", about(R"("Item":{"pk":{"B":"!"}})")), "A byte string is not base64.");
  EXPECT_EQ(message("PutItem", about(R"("Item":{"pk":{"BOOL":"true"}})")),
            "STRING_VALUE cannot be converted to Boolean");
  EXPECT_EQ(message("PutItem", about(R"("Item":{"pk":"a"})")), "STRING_VALUE cannot be converted to structure or map");
  std::string deep = R"({"S":"a"})";
  for (std::size_t i = 0; i < limits::kTableJsonDepthMax; ++i) deep = R"({"L":[)" + deep + "]}";
  message("PutItem", about(R"("Item":{"pk":)" + deep + "}"));
}

TEST_F(DynamoDbApiTest, RefusesWhatItHasNotInsteadOfLeavingItOut) {
  create("other");
  const auto refused = [&](std::string_view operation, std::string_view rest) {
    const auto reply = world_.post(operation, about(rest));
    EXPECT_EQ(error_of(reply), "ValidationException") << rest;
    return message_of(reply.body);
  };
  const std::string schema = R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST",)"
                             R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],)";
  EXPECT_EQ(refused("CreateTable", schema + R"("GlobalSecondaryIndexes":[{}])"),
            "Mien does not implement secondary indexes.");
  EXPECT_EQ(refused("CreateTable", schema + R"("StreamSpecification":{"StreamEnabled":true})"),
            "Mien does not implement streams.");
  EXPECT_EQ(refused("CreateTable", schema + R"("Tags":[{"Key":"a","Value":"b"}])"), "Mien does not implement tags.");
  EXPECT_EQ(refused("CreateTable", schema + R"("SSESpecification":{"Enabled":true})"),
            "Mien does not implement encryption of tables with keys of their own.");
  create();
  EXPECT_EQ(refused("PutItem", R"("Item":{},"Expected":{"a":{"Exists":false}})"),
            "Mien does not implement the legacy parameter Expected: use ConditionExpression.");
  EXPECT_EQ(refused("UpdateItem", R"("AttributeUpdates":{})"),
            "Mien does not implement the legacy parameter AttributeUpdates: use UpdateExpression.");
  EXPECT_EQ(refused("Query", R"("KeyConditions":{})"),
            "Mien does not implement the legacy parameter KeyConditions: use KeyConditionExpression.");
  EXPECT_EQ(refused("Scan", R"("ScanFilter":{})"),
            "Mien does not implement the legacy parameter ScanFilter: use FilterExpression.");
  EXPECT_EQ(refused("UpdateTable", R"("X":1)"),
            "At least one of DeletionProtectionEnabled, BillingMode and ProvisionedThroughput is required");
}

TEST_F(DynamoDbApiTest, DescribesATable) {
  create();
  put("a", 1);
  const bj::value table = bj::parse(world_.call("DescribeTable", about(R"("X":1)"))).at("Table");
  EXPECT_EQ(table.at("TableArn").as_string(), "arn:aws:dynamodb:us-east-1:123456789012:table/books");
  EXPECT_EQ(table.at("TableStatus").as_string(), "ACTIVE");
  EXPECT_TRUE(Uuid::parse(std::string(table.at("TableId").as_string())));
  EXPECT_EQ(table.at("ItemCount").as_int64(), 1);
  EXPECT_EQ(table.at("TableSizeBytes").as_int64(), 8);
  EXPECT_EQ(table.at("BillingModeSummary").at("BillingMode").as_string(), "PAY_PER_REQUEST");
  EXPECT_FALSE(table.at("DeletionProtectionEnabled").as_bool());
  const auto arn = R"({"TableName":"arn:aws:dynamodb:eu-west-1:1:table/books"})";
  EXPECT_EQ(world_.post("DescribeTable", arn).status, 200);
}

TEST_F(DynamoDbApiTest, ChangesTheBillingOfATable) {
  create();
  const auto updated = world_.call(
      "UpdateTable",
      about(R"("BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4})"));
  const bj::value table = bj::parse(updated).at("TableDescription");
  EXPECT_EQ(table.at("ProvisionedThroughput").at("WriteCapacityUnits").as_int64(), 4);
  EXPECT_FALSE(table.as_object().contains("BillingModeSummary"));
}

TEST_F(DynamoDbApiTest, EndsAPageAtOneMegabyteOfItemsWhateverTheFilterKeeps) {
  create();
  const std::string value = R"({"S":")" + std::string(300'000, 'x') + R"("})";
  for (int i = 0; i < 8; ++i) put("a", i, value);
  const std::string just = R"("ExpressionAttributeValues":{":p":{"S":"a"}},"KeyConditionExpression":"pk = :p")";
  const bj::value page = bj::parse(
      world_.call("Query", about(just + R"json(,"FilterExpression":"attribute_exists(zz)","Select":"COUNT")json")));
  EXPECT_EQ(page.at("ScannedCount").as_int64(), 4);
  EXPECT_EQ(bj::serialize(page.at("LastEvaluatedKey")), R"({"pk":{"S":"a"},"sk":{"N":"3"}})");
  const bj::value next = bj::parse(world_.call(
      "Query", about(just + R"(,"Select":"COUNT","ExclusiveStartKey":)" + bj::serialize(page.at("LastEvaluatedKey")))));
  EXPECT_EQ(next.at("ScannedCount").as_int64(), 4);
}

TEST_F(DynamoDbApiTest, EndsConditionsAndFiltersThatCostTooMuch) {
  create();
  put("a", 1, R"({"S":")" + std::string(limits::kItemBytesMax - 1000, 'a') + R"("})");
  std::string costly = "contains(v, :v)";
  for (int i = 1; i < 90; ++i) costly += " OR contains(v, :v)";
  const std::string values = R"(,"ExpressionAttributeValues":{":v":{"S":"ab"}})";
  const std::string new_item = R"("Item":{"pk":{"S":"a"},"sk":{"N":"1"}},"ConditionExpression":")";
  const auto refused = world_.post("PutItem", about(new_item + costly + '"' + values));
  EXPECT_EQ(error_of(refused), "ValidationException");
  EXPECT_EQ(message_of(refused.body), "The expression looks at more of the item than it may.");
  EXPECT_EQ(error_of(world_.post("Scan", about(R"("FilterExpression":")" + costly + '"' + values))),
            "ValidationException");
  // Also what costs less ends when nobody waits for it any more.
  const auto late = [&](std::string_view operation, const std::string& body) {
    HttpRequest request = world_.request(operation, body);
    request.patience = Patience({}, Patience::TimePoint::min());
    return error_of(world_.send(request));
  };
  const std::string cheap = R"json("ConditionExpression":"NOT contains(v, :v)")json" + values;
  EXPECT_EQ(late("PutItem", about(R"("Item":{"pk":{"S":"a"},"sk":{"N":"1"}},)" + cheap)), "ThrottlingException");
  EXPECT_EQ(late("DeleteItem", about(R"("Key":{"pk":{"S":"a"},"sk":{"N":"1"}},)" + cheap)), "ThrottlingException");
  const bj::value left = bj::parse(world_.call("GetItem", about(R"("Key":{"pk":{"S":"a"},"sk":{"N":"1"}})")));
  EXPECT_EQ(left.at("Item").at("v").at("S").as_string().size(), limits::kItemBytesMax - 1000);
}

TEST_F(DynamoDbApiTest, CutsABatchWhereItsTextIsTooLong) {
  create();
  // Each element counts two bytes and is written with fourteen.
  std::string value = R"({"L":[)";
  constexpr int kElements = 49'000;
  for (int i = 0; i < kElements; ++i) value += i == 0 ? R"({"NULL":true})" : R"(,{"NULL":true})";
  value += "]}";
  std::string keys;
  constexpr int kMany = 40;  // Some 4 MB as DynamoDB counts, of which a batch may hold 16.
  for (int i = 0; i < kMany; ++i) {
    put("a", i, value);
    keys += (i == 0 ? "" : ",") + std::string(R"({"pk":{"S":"a"},"sk":{"N":")") + std::to_string(i) + R"("}})";
  }
  const bj::value batch = bj::parse(
      world_.call("BatchGetItem", R"({"RequestItems":{"books":{"ConsistentRead":true,"Keys":[)" + keys + "]}}}"));
  const auto answered = batch.at("Responses").at("books").as_array().size();
  const auto& left = batch.at("UnprocessedKeys").at("books");
  EXPECT_EQ(answered + left.at("Keys").as_array().size(), static_cast<std::size_t>(kMany));
  EXPECT_TRUE(left.at("ConsistentRead").as_bool());
  EXPECT_GT(answered, 0U);
  EXPECT_LT(answered, static_cast<std::size_t>(kMany));
}

TEST_F(DynamoDbApiTest, PutsNothingOfABatchThatIsWrongSomewhere) {
  create();
  const auto reply = world_.post("BatchWriteItem", R"({"RequestItems":{"books":[)"
                                                   R"({"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}},)"
                                                   R"({"PutRequest":{"Item":{"pk":{"S":"b"}}}}]}})");
  EXPECT_EQ(error_of(reply), "ValidationException");
  EXPECT_EQ(bj::parse(world_.call("Scan", about(R"("Select":"COUNT")"))).at("Count").as_int64(), 0);
}

TEST_F(DynamoDbApiTest, ShowsTheItemThatDidNotMeetTheConditionOnlyWhereItIsAskedTo) {
  create();
  put("a", 1);
  const std::string item =
      R"json("Item":{"pk":{"S":"a"},"sk":{"N":"1"}},"ConditionExpression":"attribute_not_exists(pk)")json";
  EXPECT_FALSE(bj::parse(world_.call("PutItem", about(item))).as_object().contains("Item"));
  const bj::value shown =
      bj::parse(world_.call("PutItem", about(item + R"(,"ReturnValuesOnConditionCheckFailure":"ALL_OLD")")));
  EXPECT_EQ(shown.at("Item").at("v").at("S").as_string(), "");
}

TEST_F(DynamoDbApiTest, SaysWhenTheStoreIsDown) {
  create();
  world_.store.set_down(true);
  const auto reply = world_.post("ListTables", "{}");
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(error_of(reply), "InternalServerError");
}

TEST_F(DynamoDbApiTest, WorksOnSoManyRequestsAtOnce) {
  create();
  const auto turn = world_.turns.take({});
  ASSERT_TRUE(turn);
  const auto reply = world_.post("ListTables", "{}");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(error_of(reply), "ThrottlingException");
  EXPECT_EQ(header(reply, "Retry-After"), "1");
}

TEST_F(DynamoDbApiTest, LeavesAnEventOfEachTableThatComesAndGoes) {
  create();
  ASSERT_EQ(world_.post("DeleteTable", about(R"("X":1)")).status, 200);
  const auto events = world_.store.audit().list({}, {}).value().items;
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].action, "DeleteTable");
  EXPECT_EQ(events[1].action, "CreateTable");
  EXPECT_EQ(events[1].subject, "books");
  EXPECT_EQ(events[1].actor, OneKey::kId);
}

TEST_F(DynamoDbApiTest, RefusesOneTableTooMany) {
  for (std::size_t i = 0; i < limits::kTablesMax; ++i) {
    Uuid id;
    id.bytes[0] = static_cast<std::uint8_t>(i);
    id.bytes[1] = static_cast<std::uint8_t>(i >> 8);
    ASSERT_TRUE(world_.store.tables().create({.name = TableName::parse("table" + std::to_string(i)).value(),
                                              .id = id,
                                              .partition = {"pk", AttributeType::kS}},
                                             {}));
  }
  const auto reply =
      world_.post("CreateTable", about(R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],)"
                                       R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],)"
                                       R"("BillingMode":"PAY_PER_REQUEST")"));
  EXPECT_EQ(error_of(reply), "LimitExceededException");
}

}  // namespace
}  // namespace mien::api::dynamodb
