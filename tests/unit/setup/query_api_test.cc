#include "api/setup/query_api.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "unit/setup/world.h"

namespace mien::api::setup {
namespace {

class QueryApiTest : public ::testing::Test {
 protected:
  static std::string code_in(const HttpResponse& response) {
    const auto begin = response.body.find("<Code>");
    if (begin == std::string::npos) return std::to_string(response.status);
    return std::to_string(response.status) + " " +
           response.body.substr(begin + 6, response.body.find("</Code>") - begin - 6);
  }
  HttpResponse create(std::string_view name) {
    return world_.iam("CreateRole&RoleName=" + std::string(name) +
                      "&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D");
  }
  World world_;
};

TEST_F(QueryApiTest, OwnsFormsThatAreSignedForItsServices) {
  EXPECT_TRUE(world_.query.owns(world_.form_request("sts", "").head));
  EXPECT_TRUE(world_.query.owns(world_.form_request("iam", "").head));
  EXPECT_FALSE(world_.query.owns(world_.form_request("s3", "").head));
  HttpRequest request = world_.form_request("sts", "");
  request.head.target = "/bucket";
  EXPECT_FALSE(world_.query.owns(request.head));
  request = world_.form_request("sts", "");
  request.head.headers.push_back({"X-Amz-Target", "RekognitionService.ListCollections"});
  EXPECT_FALSE(world_.query.owns(request.head));
  request = world_.form_request("sts", "");
  request.head.headers[1].value = "application/json";
  EXPECT_FALSE(world_.query.owns(request.head));
  request.head.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_FALSE(world_.query.owns(request.head)) << "nobody's signature";
}

TEST_F(QueryApiTest, TellsAStrangerNothingAndReadsNoBody) {
  HttpRequest request = world_.form_request("iam", "Action=ListRoles", "AKIDNOBODY");
  const auto refused = world_.query.admit(request.head, "request-1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(code_in(refused.error().response), "403 InvalidClientTokenId");
  request = world_.form_request("iam", "Action=ListRoles");
  request.body += "&x=y";
  EXPECT_EQ(code_in(world_.query.handle(request, "request-1").response), "403 SignatureDoesNotMatch");
}

TEST_F(QueryApiTest, LimitsTheFormBeforeItIsRead) {
  HttpRequest request = world_.form_request("iam", "");
  request.head.headers.push_back({"Content-Length", std::to_string(limits::kSetupFormBytesMax)});
  EXPECT_EQ(world_.query.admit(request.head, "r").value().body_bytes_max, limits::kSetupFormBytesMax);
  request.head.headers.back().value = std::to_string(limits::kSetupFormBytesMax + 1);
  const auto refused = world_.query.admit(request.head, "r");
  ASSERT_FALSE(refused);
  EXPECT_EQ(code_in(refused.error().response), "413 RequestEntityTooLarge");
}

TEST_F(QueryApiTest, TellsEachKeyWhoItIs) {
  const auto served = world_.query.handle(
      world_.form_request("sts", "Action=GetCallerIdentity&Version=2011-06-15", "AKIDENROLLER"), "request-1");
  EXPECT_EQ(served.operation, "GetCallerIdentity");
  EXPECT_EQ(served.outcome, "ok");
  EXPECT_NE(served.response.body.find("<Arn>arn:aws:iam::123456789012:user/AKIDENROLLER</Arn>"), std::string::npos);
}

TEST_F(QueryApiTest, LetsOnlyTheAdminSetRolesUp) {
  const auto served = world_.query.handle(world_.form_request("iam", "Action=ListRoles", "AKIDENROLLER"), "r");
  EXPECT_EQ(code_in(served.response), "403 AccessDenied");
  EXPECT_EQ(served.operation, "ListRoles");
}

TEST_F(QueryApiTest, RefusesFormsThatItCannotRead) {
  EXPECT_EQ(code_in(world_.form("iam", "Version=2010-05-08")), "400 MissingAction");
  EXPECT_EQ(code_in(world_.form("iam", "Action=CreateUser")), "400 InvalidAction");
  EXPECT_EQ(code_in(world_.form("iam", "Action=GetCallerIdentity")), "400 InvalidAction");
  EXPECT_EQ(code_in(world_.form("sts", "Action=CreateRole")), "400 InvalidAction");
  EXPECT_EQ(code_in(world_.form("sts", "Action=GetCallerIdentity&Version=2010-05-08")), "400 InvalidAction");
  EXPECT_EQ(code_in(world_.form("iam", "Action=GetRole&Action=GetRole&RoleName=a")), "400 ValidationError");
  EXPECT_EQ(code_in(world_.form("iam", "Action=GetRole&RoleName=%")), "400 ValidationError");
  EXPECT_EQ(code_in(world_.form("iam", "Action=GetRole&RoleName=%FF")), "400 ValidationError");
  std::string many = "Action=ListRoles";
  for (std::size_t i = 1; i < limits::kSetupFormFieldsMax; ++i) many += "&f" + std::to_string(i) + "=";
  EXPECT_EQ(code_in(world_.form("iam", many)), "200");
  EXPECT_EQ(code_in(world_.form("iam", many + "&more=")), "400 ValidationError");
}

TEST_F(QueryApiTest, ChecksEveryField) {
  const std::string trust = "&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D";
  for (const std::string& fields :
       {std::string(), std::string("&RoleName="), "&RoleName=a%20b" + trust,
        "&RoleName=" + std::string(65, 'a') + trust, std::string("&RoleName=a"), "&RoleName=a&Path=x" + trust,
        "&RoleName=a&MaxSessionDuration=3599" + trust, "&RoleName=a&MaxSessionDuration=x" + trust,
        "&RoleName=a&Description=" + std::string(1001, 'd') + trust})
    EXPECT_EQ(code_in(world_.iam("CreateRole" + fields)), "400 ValidationError") << fields;
  for (const std::string_view document : {"", "%7B", "%5B%5D", "%7B%7D", "1"})
    EXPECT_EQ(code_in(world_.iam("CreateRole&RoleName=a&AssumeRolePolicyDocument=" + std::string(document))),
              "400 MalformedPolicyDocument")
        << document;
  EXPECT_EQ(code_in(create(std::string(64, 'a'))), "200");
  ASSERT_EQ(create("a").status, 200);
  EXPECT_EQ(code_in(world_.iam("AttachRolePolicy&RoleName=a&PolicyArn=policy")), "400 InvalidInput");
  EXPECT_EQ(code_in(world_.iam("GetRolePolicy&RoleName=a&PolicyName=" + std::string(129, 'p'))), "400 ValidationError");
}

TEST_F(QueryApiTest, BoundsPoliciesWithoutTheirBlanks) {
  ASSERT_EQ(create("a").status, 200);
  const std::string begin = "PutRolePolicy&RoleName=a&PolicyName=p&PolicyDocument=%7B%22Statement%22%3A%22";
  const std::string fill(limits::kPolicyDocumentBytesMax - std::string_view(R"({"Statement":""})").size(), 'x');
  EXPECT_EQ(code_in(world_.iam(begin + fill + "%22%7D")), "200");
  EXPECT_EQ(code_in(world_.iam(begin + fill + "%22%7D" + std::string(1000, '+'))), "200");
  EXPECT_EQ(code_in(world_.iam(begin + fill + "x%22%7D")), "409 LimitExceeded");
}

TEST_F(QueryApiTest, SaysWhatIsThereAndWhatIsNot) {
  const std::string policy = "&PolicyDocument=%7B%22Statement%22%3A%5B%5D%7D";
  EXPECT_EQ(code_in(world_.iam("GetRole&RoleName=a")), "404 NoSuchEntity");
  EXPECT_EQ(code_in(world_.iam("DeleteRole&RoleName=a")), "404 NoSuchEntity");
  EXPECT_EQ(code_in(world_.iam("PutRolePolicy&RoleName=a&PolicyName=p" + policy)), "404 NoSuchEntity");
  ASSERT_EQ(create("a").status, 200);
  EXPECT_EQ(code_in(create("a")), "409 EntityAlreadyExists");
  EXPECT_EQ(code_in(world_.iam("GetRolePolicy&RoleName=a&PolicyName=p")), "404 NoSuchEntity");
  EXPECT_EQ(code_in(world_.iam("DeleteRolePolicy&RoleName=a&PolicyName=p")), "404 NoSuchEntity");
  ASSERT_EQ(world_.iam("PutRolePolicy&RoleName=a&PolicyName=p" + policy).status, 200);
  EXPECT_EQ(code_in(world_.iam("DeleteRole&RoleName=a")), "409 DeleteConflict");
  ASSERT_EQ(world_.iam("AttachRolePolicy&RoleName=a&PolicyArn=arn:aws:iam::aws:policy/One").status, 200);
  ASSERT_EQ(world_.iam("DeleteRolePolicy&RoleName=a&PolicyName=p").status, 200);
  EXPECT_EQ(code_in(world_.iam("DeleteRole&RoleName=a")), "409 DeleteConflict");
  ASSERT_EQ(world_.iam("DetachRolePolicy&RoleName=a&PolicyArn=arn:aws:iam::aws:policy/One").status, 200);
  EXPECT_EQ(code_in(world_.iam("DeleteRole&RoleName=a")), "200");
}

TEST_F(QueryApiTest, ListsRolesInPages) {
  for (const char* name : {"a", "b", "c"}) ASSERT_EQ(create(name).status, 200);
  const HttpResponse first = world_.iam("ListRoles&MaxItems=2");
  EXPECT_NE(first.body.find("<IsTruncated>true</IsTruncated>"), std::string::npos) << first.body;
  const auto begin = first.body.find("<Marker>") + 8;
  const std::string marker = first.body.substr(begin, first.body.find("</Marker>") - begin);
  const HttpResponse second = world_.iam("ListRoles&MaxItems=2&Marker=" + marker);
  EXPECT_NE(second.body.find("<RoleName>c</RoleName>"), std::string::npos);
  EXPECT_EQ(second.body.find("<RoleName>b</RoleName>"), std::string::npos);
  EXPECT_EQ(code_in(world_.iam("ListRoles&Marker=nonsense")), "400 ValidationError");
  EXPECT_EQ(code_in(world_.iam("ListRoles&MaxItems=0")), "400 ValidationError");
}

TEST_F(QueryApiTest, SaysWhenTheStoreIsDown) {
  world_.store.set_down(true);
  EXPECT_EQ(code_in(world_.iam("ListRoles")), "500 ServiceFailure");
}

}  // namespace
}  // namespace mien::api::setup
