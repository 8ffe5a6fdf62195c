#include "api/setup/lambda_api.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "unit/setup/world.h"

namespace mien::api::setup {
namespace {

class LambdaApiTest : public ::testing::Test {
 protected:
  static std::string outcome(const HttpResponse& response) {
    for (const HttpHeader& header : response.headers)
      if (header.name == "x-amzn-ErrorType") return std::to_string(response.status) + " " + header.value;
    return std::to_string(response.status);
  }
  static std::string header_of(const HttpResponse& response, std::string_view name) {
    for (const HttpHeader& header : response.headers)
      if (header.name == name) return header.value;
    return "none";
  }
  std::string created(std::string_view body) { return outcome(world_.call("POST", "", body)); }

  World world_;
};

TEST_F(LambdaApiTest, OwnsItsPathWhereTheSignatureIsForIt) {
  EXPECT_TRUE(world_.lambda.owns(world_.lambda_request("GET", "/2015-03-31/functions/a").head));
  EXPECT_FALSE(world_.lambda.owns(world_.lambda_request("GET", "/2015-03-31/event").head));
  HttpRequest request{
      .head = {.method = "GET", .target = "/2015-03-31/functions/a", .headers = {{"Host", "x"}}, .remote_address = {}},
      .body = {}};
  EXPECT_FALSE(world_.lambda.owns(request.head));
  world_.sign(request, "s3", "AKIDEXAMPLE");
  EXPECT_FALSE(world_.lambda.owns(request.head)) << "a bucket may have that name";
}

TEST_F(LambdaApiTest, KnowsItsOperationsByMethodAndPath) {
  const auto name = [](std::string_view method, std::string_view path) {
    const auto route = find_lambda_route(method, "/2015-03-31/functions" + std::string(path));
    return route ? name_of(route->operation) : "none";
  };
  EXPECT_EQ(name("POST", ""), "CreateFunction");
  EXPECT_EQ(name("GET", "/"), "ListFunctions");
  EXPECT_EQ(name("GET", "/a"), "GetFunction");
  EXPECT_EQ(name("GET", "/a/configuration"), "GetFunctionConfiguration");
  EXPECT_EQ(name("PUT", "/a/configuration"), "UpdateFunctionConfiguration");
  EXPECT_EQ(name("PUT", "/a/code"), "UpdateFunctionCode");
  EXPECT_EQ(name("DELETE", "/a"), "DeleteFunction");
  EXPECT_EQ(name("GET", "/a/policy"), "GetPolicy");
  EXPECT_EQ(name("POST", "/a/policy"), "AddPermission");
  EXPECT_EQ(name("DELETE", "/a/policy/s"), "RemovePermission");
  EXPECT_EQ(name("POST", "/a/invocations"), "Invoke");
  for (const std::string_view path : {"x", "//", "/a/b", "/a/policy/s/t", "/a/invocations/x", "//policy/s"})
    EXPECT_EQ(name("GET", path), "none") << path;
  EXPECT_EQ(name("PATCH", "/a"), "none");
}

TEST_F(LambdaApiTest, RefusesBeforeTheBodyIsRead) {
  HttpRequest request = world_.lambda_request("POST", "/2015-03-31/functions", "", {}, "AKIDNOBODY");
  auto refused = world_.lambda.admit(request.head, "r");
  ASSERT_FALSE(refused);
  EXPECT_EQ(outcome(refused.error().response), "403 UnrecognizedClientException");
  refused = world_.lambda.admit(world_.lambda_request("PATCH", "/2015-03-31/functions").head, "r");
  ASSERT_FALSE(refused);
  EXPECT_EQ(outcome(refused.error().response), "404 UnknownOperationException");
  request = world_.lambda_request("POST", "/2015-03-31/functions");
  request.head.headers.push_back({"Content-Length", std::to_string(limits::kFunctionCodeBodyBytesMax)});
  EXPECT_EQ(world_.lambda.admit(request.head, "r").value().body_bytes_max, limits::kFunctionCodeBodyBytesMax);
  request.head.headers.back().value = std::to_string(limits::kFunctionCodeBodyBytesMax + 1);
  refused = world_.lambda.admit(request.head, "r");
  ASSERT_FALSE(refused);
  EXPECT_EQ(outcome(refused.error().response), "413 RequestEntityTooLargeException");
  EXPECT_EQ(world_.lambda.admit(world_.lambda_request("POST", "/2015-03-31/functions/a/invocations").head, "r")
                .value()
                .body_bytes_max,
            limits::kFunctionPayloadBytesMax);
  EXPECT_EQ(world_.lambda.admit(world_.lambda_request("POST", "/2015-03-31/functions/a/policy").head, "r")
                .value()
                .body_bytes_max,
            limits::kFunctionSettingsBodyBytesMax);
}

TEST_F(LambdaApiTest, LetsOnlyTheAdminSetFunctionsUp) {
  const auto served =
      world_.lambda.handle(world_.lambda_request("GET", "/2015-03-31/functions", {}, {}, "AKIDENROLLER"), "r");
  EXPECT_EQ(outcome(served.response), "403 AccessDeniedException");
  EXPECT_EQ(served.operation, "ListFunctions");
}

TEST_F(LambdaApiTest, MakesAFunctionOfAKnownRoleOnce) {
  EXPECT_EQ(created(World::function_json("door")), "400 InvalidParameterValueException") << "no such role";
  EXPECT_EQ(world_.objects.size(), 0U);
  world_.create("door");
  EXPECT_EQ(world_.objects.size(), 1U);
  EXPECT_EQ(world_.changes.names, std::vector<std::string>{"door"});
  EXPECT_EQ(created(World::function_json("door")), "409 ResourceConflictException");
  EXPECT_EQ(world_.objects.size(), 1U) << "the second's zip is gone";
}

TEST_F(LambdaApiTest, LeavesNoZipWhereTheStoreIsDown) {
  world_.create("door");
  world_.store.set_down(true);
  EXPECT_EQ(created(World::function_json("gate")), "500 ServiceException");
  EXPECT_EQ(outcome(world_.call("PUT", "/door/code", R"({"ZipFile":"UEsFBg=="})")), "500 ServiceException");
  EXPECT_EQ(world_.objects.size(), 1U);
}

TEST_F(LambdaApiTest, ChecksWhatAFunctionIsMadeOf) {
  world_.create("door");
  for (const auto& [more, expected] : std::vector<std::pair<std::string, std::string>>{
           {R"(,"Timeout":900,"MemorySize":128)", "201"},
           {R"(,"Timeout":0)", "400 ValidationException"},
           {R"(,"Timeout":901)", "400 ValidationException"},
           {R"(,"Timeout":1.5)", "400 SerializationException"},
           {R"(,"Timeout":"3")", "400 SerializationException"},
           {R"(,"MemorySize":127)", "400 ValidationException"},
           {R"(,"Description":")" + std::string(257, 'd') + "\"", "400 ValidationException"},
           {R"(,"Environment":{"Variables":{"a b":"c"}})", "400 ValidationException"},
           {R"(,"Environment":{"Variables":{"AB":1}})", "400 SerializationException"},
           {R"(,"Environment":{"Variables":{"AWS_REGION":"x"}})", "400 InvalidParameterValueException"},
           {R"(,"Environment":{"Variables":{"AB":"\u0000"}})", "400 InvalidParameterValueException"},
           {R"(,"Layers":["x"])", "400 InvalidParameterValueException"},
           {R"(,"Layers":[],"Publish":true,"Tags":{"a":"b"},"Architectures":["arm64"])", "201"},
           {R"(,"PackageType":"Image")", "400 InvalidParameterValueException"}}) {
    world_.call("DELETE", "/gate");
    EXPECT_EQ(created(World::function_json("gate", more)), expected) << more;
  }
  const std::string role = R"("Role":"arn:aws:iam::123456789012:role/door","Code":{"ZipFile":"UEsFBg=="})";
  EXPECT_EQ(created(R"({"FunctionName":"g",)" + role + "}"), "400 InvalidParameterValueException");
  EXPECT_EQ(created(R"({"FunctionName":"g h","Runtime":"a","Handler":"b",)" + role + "}"), "400 ValidationException");
  EXPECT_EQ(created(R"({"FunctionName":"g","Runtime":"a","Handler":"b c",)" + role + "}"), "400 ValidationException");
  EXPECT_EQ(created(R"({"Runtime":"a","Handler":"b",)" + role + "}"), "400 ValidationException");
  EXPECT_EQ(created("[]"), "400 InvalidRequestContentException");
  EXPECT_EQ(created("{"), "400 InvalidRequestContentException");
  EXPECT_EQ(created(R"({"FunctionName":"g","FunctionName":"g"})"), "400 InvalidRequestContentException");
}

TEST_F(LambdaApiTest, BoundsTheEnvironment) {
  world_.create("door");
  const auto with = [](std::size_t bytes) {
    return World::function_json("gate",
                                R"(,"Environment":{"Variables":{"AB":")" + std::string(bytes - 2, 'x') + R"("}})");
  };
  EXPECT_EQ(created(with(limits::kFunctionEnvironmentBytesMax + 1)), "400 InvalidParameterValueException");
  EXPECT_EQ(created(with(limits::kFunctionEnvironmentBytesMax)), "201");
}

TEST_F(LambdaApiTest, TakesOnlyZipsThatComeWithTheRequest) {
  world_.create("door");
  const auto code = [&](std::string_view text) { return outcome(world_.call("PUT", "/door/code", text)); };
  EXPECT_EQ(code(R"({"ZipFile":"UEsFBg=="})"), "200");
  EXPECT_EQ(code(R"({"ZipFile":"UEs"})"), "400 SerializationException");
  EXPECT_EQ(code(R"({"ZipFile":"AAAA"})"), "400 InvalidParameterValueException") << "no zip";
  EXPECT_EQ(code(R"({"S3Bucket":"b","S3Key":"k"})"), "400 InvalidParameterValueException");
  EXPECT_EQ(code(R"({"ImageUri":"x"})"), "400 InvalidParameterValueException");
  EXPECT_EQ(code("{}"), "400 ValidationException");
  EXPECT_EQ(code(R"({"ZipFile":"UEsFBg==","RevisionId":"x"})"), "412 PreconditionFailedException");
  EXPECT_EQ(code(R"({"ZipFile":"UEsFBg==","RevisionId":"00000000-0000-0000-0000-000000000000"})"),
            "412 PreconditionFailedException");
  const std::string most = "UEsF" + std::string((limits::kFunctionZipBytesMax - 3) / 3 * 4, 'A');
  EXPECT_EQ(code(R"({"ZipFile":")" + most + "\"}"), "200");
  EXPECT_EQ(code(R"({"ZipFile":")" + most + "AAAA\"}"), "413 RequestEntityTooLargeException");
  EXPECT_EQ(world_.objects.size(), 1U) << "one zip for one function, whatever went before";
}

TEST_F(LambdaApiTest, ChecksAZipWithoutKeepingIt) {
  world_.create("door");
  world_.changes.names.clear();
  EXPECT_EQ(outcome(world_.call("PUT", "/door/code", R"({"ZipFile":"UEsFBgAA","DryRun":true})")), "200");
  EXPECT_NE(world_.call("GET", "/door").body.find(R"("CodeSize":4)"), std::string::npos);
  EXPECT_TRUE(world_.changes.names.empty());
}

TEST_F(LambdaApiTest, ChangesWhatIsNamedAndNothingElse) {
  world_.create("door");
  EXPECT_EQ(outcome(world_.call("PUT", "/door/configuration",
                                R"({"Timeout":60,"Environment":{"Variables":{"TABLE":"people"}}})")),
            "200");
  const Function function = world_.store.functions().find(FunctionName::parse("door").value()).value();
  EXPECT_EQ(function.settings.timeout_s, 60U);
  EXPECT_EQ(function.settings.handler, "app.handler");
  EXPECT_EQ(function.settings.environment, (std::map<std::string, std::string>{{"TABLE", "people"}}));
  EXPECT_EQ(world_.changes.names.size(), 2U);
  EXPECT_EQ(outcome(world_.call("PUT", "/door/configuration", R"({"Role":"arn:aws:iam::123456789012:role/nobody"})")),
            "400 InvalidParameterValueException");
  EXPECT_EQ(outcome(world_.call("PUT", "/door/configuration", R"({"Role":"nobody"})")), "400 ValidationException");
  EXPECT_EQ(outcome(world_.call("PUT", "/nobody/configuration", "{}")), "404 ResourceNotFoundException");
}

TEST_F(LambdaApiTest, FindsAFunctionByNameAndArn) {
  world_.create("door");
  for (const std::string_view name : {"door", "door:$LATEST", "123456789012:function:door", "function:door",
                                      "arn:aws:lambda:eu-west-1:123456789012:function:door",
                                      "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3A"
                                      "function%3Adoor"})
    EXPECT_EQ(outcome(world_.call("GET", "/" + std::string(name))), "200") << name;
  for (const std::string_view name : {"gate", "door:1", "arn:aws:lambda:eu-west-1:999999999999:function:door"})
    EXPECT_EQ(outcome(world_.call("GET", "/" + std::string(name))), "404 ResourceNotFoundException") << name;
  for (const std::string_view name : {"a%20b", "door:1:2", "arn:aws:s3:::door", "%zz"})
    EXPECT_EQ(outcome(world_.call("GET", "/" + std::string(name))), "400 ValidationException") << name;
  EXPECT_EQ(outcome(world_.call("GET", "/door?Qualifier=prod")), "404 ResourceNotFoundException");
}

TEST_F(LambdaApiTest, KeepsPermissions) {
  world_.create("door");
  const std::string s3 = R"({"StatementId":"s3","Action":"lambda:InvokeFunction","Principal":"s3.amazonaws.com"})";
  EXPECT_EQ(outcome(world_.call("GET", "/door/policy")), "404 ResourceNotFoundException");
  EXPECT_EQ(outcome(world_.call("POST", "/door/policy", s3)), "201");
  EXPECT_EQ(outcome(world_.call("POST", "/door/policy", s3)), "409 ResourceConflictException");
  EXPECT_EQ(outcome(world_.call("POST", "/gate/policy", s3)), "404 ResourceNotFoundException");
  EXPECT_EQ(outcome(world_.call("DELETE", "/door/policy/s4")), "404 ResourceNotFoundException");
  EXPECT_EQ(outcome(world_.call("DELETE", "/door/policy/s3")), "204");
  EXPECT_EQ(outcome(world_.call("GET", "/door/policy")), "404 ResourceNotFoundException");
  for (const std::string_view wrong :
       {R"({"StatementId":"s 3","Action":"lambda:InvokeFunction","Principal":"*"})",
        R"({"StatementId":"s3","Action":"s3:GetObject","Principal":"*"})",
        R"({"StatementId":"s3","Action":"lambda:*","Principal":"a b"})", R"({"StatementId":"s3","Action":"lambda:*"})",
        R"({"StatementId":"s3","Action":"lambda:*","Principal":"*","SourceArn":"bucket"})",
        R"({"StatementId":"s3","Action":"lambda:*","Principal":"*","SourceAccount":"1"})"})
    EXPECT_EQ(outcome(world_.call("POST", "/door/policy", wrong)), "400 ValidationException") << wrong;
  for (std::size_t i = 0; i < limits::kFunctionPermissionsMax; ++i)
    ASSERT_EQ(
        outcome(world_.call("POST", "/door/policy",
                            R"({"StatementId":")" + std::to_string(i) + R"(","Action":"lambda:*","Principal":"*"})")),
        "201");
  EXPECT_EQ(outcome(world_.call("POST", "/door/policy", s3)), "400 PolicyLengthExceededException");
}

TEST_F(LambdaApiTest, RemovesAFunctionWithItsZip) {
  world_.create("door");
  EXPECT_EQ(outcome(world_.call("DELETE", "/door")), "204");
  EXPECT_EQ(world_.objects.size(), 0U);
  EXPECT_EQ(world_.changes.names.size(), 2U);
  EXPECT_EQ(outcome(world_.call("DELETE", "/door")), "404 ResourceNotFoundException");
}

TEST_F(LambdaApiTest, ListsFunctionsInPages) {
  for (const char* name : {"a", "b", "c"}) world_.create(name);
  const HttpResponse first = world_.call("GET", "/?MaxItems=2");
  const std::string key = R"("NextMarker":")";
  const auto begin = first.body.find(key) + key.size();
  const std::string marker = first.body.substr(begin, first.body.find('"', begin) - begin);
  const HttpResponse second = world_.call("GET", "?Marker=" + marker);
  EXPECT_NE(second.body.find(R"("FunctionName":"c")"), std::string::npos) << first.body << second.body;
  EXPECT_NE(second.body.find(R"("NextMarker":null)"), std::string::npos);
  EXPECT_EQ(outcome(world_.call("GET", "?Marker=x")), "400 InvalidParameterValueException");
  EXPECT_EQ(outcome(world_.call("GET", "?MaxItems=0")), "400 InvalidParameterValueException");
}

TEST_F(LambdaApiTest, InvokesAndGivesTheHandlersAnswer) {
  world_.runner.functions = {"door"};
  const HttpResponse answer = world_.call("POST", "/door/invocations", R"({"a": "ü"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"a": "ü"})") << "to the byte";
  EXPECT_EQ(header_of(answer, "X-Amz-Function-Error"), "none");
  EXPECT_EQ(header_of(answer, "X-Amz-Executed-Version"), "$LATEST");
  world_.call("POST", "/door/invocations");
  EXPECT_EQ(world_.runner.seen.back(), "door {}");
  world_.runner.answer = [](const auto&) {
    return FunctionOutcome{.payload_json = R"({"errorMessage":"no"})",
                           .failure = FunctionOutcome::Failure{"ValueError", "no"}};
  };
  const HttpResponse failure = world_.call("POST", "/door/invocations", "1");
  EXPECT_EQ(failure.status, 200);
  EXPECT_EQ(failure.body, R"({"errorMessage":"no"})");
  EXPECT_EQ(header_of(failure, "X-Amz-Function-Error"), "Unhandled");
}

TEST_F(LambdaApiTest, SaysWhyAFunctionCannotBeInvoked) {
  EXPECT_EQ(outcome(world_.call("POST", "/door/invocations", "{}")), "404 ResourceNotFoundException");
  world_.runner.functions = {"door"};
  EXPECT_EQ(outcome(world_.call("POST", "/door/invocations", "{")), "400 InvalidRequestContentException");
  EXPECT_EQ(outcome(world_.call("POST", "/door/invocations", "{}", {{"X-Amz-Invocation-Type", "event"}})),
            "400 InvalidParameterValueException");
  for (const auto& [code, expected] : std::vector<std::pair<ErrorCode, std::string>>{
           {ErrorCode::kAccessDenied, "403 AccessDeniedException"},
           {ErrorCode::kInvalidArgument, "400 InvalidParameterValueException"},
           {ErrorCode::kOverloaded, "429 TooManyRequestsException"},
           {ErrorCode::kUnavailable, "500 ServiceException"}}) {
    world_.runner.answer = [refused = code](const auto&) { return fail(refused, "why"); };
    EXPECT_EQ(outcome(world_.call("POST", "/door/invocations", "{}")), expected);
  }
}

TEST_F(LambdaApiTest, AcceptsEventsThatNobodyWaitsFor) {
  world_.runner.functions = {"door"};
  EXPECT_EQ(outcome(world_.call("POST", "/door/invocations", "{}", {{"X-Amz-Invocation-Type", "DryRun"}})), "204");
  EXPECT_TRUE(world_.events().empty());
  EXPECT_EQ(outcome(world_.call("POST", "/door/invocations", R"({"a":1})", {{"X-Amz-Invocation-Type", "Event"}})),
            "202");
  ASSERT_EQ(world_.events().size(), 1U);
  const NewTask task = world_.events().front().what;
  EXPECT_EQ(task.kind, TaskKind::kFunction);
  EXPECT_EQ(task.target, "door");
  EXPECT_EQ(task.payload, R"({"a":1})");
  EXPECT_EQ(world_.woken, 1);
  EXPECT_TRUE(world_.runner.seen.empty());
  const auto of_bytes = [](std::size_t bytes) { return "\"" + std::string(bytes - 2, 'x') + "\""; };
  const auto send = [&](std::size_t bytes) {
    return outcome(world_.call("POST", "/door/invocations", of_bytes(bytes), {{"X-Amz-Invocation-Type", "Event"}}));
  };
  EXPECT_EQ(send(limits::kFunctionAsyncPayloadBytesMax), "202");
  EXPECT_EQ(send(limits::kFunctionAsyncPayloadBytesMax + 1), "413 RequestEntityTooLargeException");
}

}  // namespace
}  // namespace mien::api::setup
