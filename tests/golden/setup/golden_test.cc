// Every set-up call's answer, byte for byte: NAME.xml and NAME.json beside this file. With MIEN_GOLDEN_WRITE=1 in the
// environment the files are written anew; the change is then to be read before it is committed.
#include <gtest/gtest.h>

#include <string>

#include "support/golden.h"
#include "unit/setup/world.h"

namespace mien::api::setup {
namespace {

class SetupGolden : public ::testing::Test {
 protected:
  static void expect(const HttpResponse& response, int status, const std::string& file) {
    EXPECT_EQ(response.status, status) << response.body;
    expect_golden("setup/" + file, response.body);
  }
  void expect_iam(const std::string& form, const std::string& name, int status = 200) {
    expect(world_.iam(form), status, name + ".xml");
  }
  void expect_lambda(std::string_view method, std::string_view path, std::string_view body, const std::string& name,
                     int status = 200) {
    expect(world_.call(method, path, body), status, name + ".json");
  }
  World world_;
};

TEST_F(SetupGolden, CallerIdentity) {
  expect(world_.form("sts", "Action=GetCallerIdentity&Version=2011-06-15"), 200, "GetCallerIdentity.xml");
  expect(world_.form("sts", "Action=AssumeRole&Version=2011-06-15"), 400, "AssumeRole.xml");
}

TEST_F(SetupGolden, Roles) {
  const std::string create =
      "CreateRole&RoleName=face_role&Path=%2Fdoor%2F&Description=A+%3Cdoor%3E&AssumeRolePolicyDocument="
      "%7B%0A++%22Version%22%3A+%222012-10-17%22%2C+%22Statement%22%3A+%5B%5D%7D";
  expect_iam(create, "CreateRole");
  expect_iam(create, "CreateRole.exists", 409);
  expect_iam("GetRole&RoleName=face_role", "GetRole");
  expect_iam("GetRole&RoleName=nobody", "GetRole.missing", 404);
  expect_iam("ListRoles&PathPrefix=%2Fdoor%2F", "ListRoles");
  expect_iam("PutRolePolicy&RoleName=face_role&PolicyName=p&PolicyDocument=%7B%22Statement%22%3A+%22%26%22%7D",
             "PutRolePolicy");
  expect_iam("PutRolePolicy&RoleName=face_role&PolicyName=p&PolicyDocument=%7B", "PutRolePolicy.malformed", 400);
  expect_iam("GetRolePolicy&RoleName=face_role&PolicyName=p", "GetRolePolicy");
  expect_iam("ListRolePolicies&RoleName=face_role", "ListRolePolicies");
  expect_iam("AttachRolePolicy&RoleName=face_role&PolicyArn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2Fservice-role%2FBasic",
             "AttachRolePolicy");
  expect_iam("ListAttachedRolePolicies&RoleName=face_role", "ListAttachedRolePolicies");
  expect_iam("DeleteRole&RoleName=face_role", "DeleteRole.conflict", 409);
  expect_iam("DetachRolePolicy&RoleName=face_role&PolicyArn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2Fservice-role%2FBasic",
             "DetachRolePolicy");
  expect_iam("DeleteRolePolicy&RoleName=face_role&PolicyName=p", "DeleteRolePolicy");
  expect_iam("DeleteRole&RoleName=face_role", "DeleteRole");
}

TEST_F(SetupGolden, Functions) {
  world_.create("made-first");
  expect_lambda("POST", "",
                World::function_json("door", R"(,"Timeout":15,"Environment":{"Variables":{"TABLE":"people"}})"),
                "CreateFunction", 201);
  expect_lambda("POST", "", World::function_json("door"), "CreateFunction.exists", 409);
  expect_lambda("GET", "/door", "", "GetFunction");
  expect_lambda("GET", "/nobody", "", "GetFunction.missing", 404);
  expect_lambda("GET", "/door/configuration", "", "GetFunctionConfiguration");
  expect_lambda("GET", "", "", "ListFunctions");
  expect_lambda("PUT", "/door/code", R"({"ZipFile":"UEsFBgAA"})", "UpdateFunctionCode");
  expect_lambda("PUT", "/door/configuration", R"({"Handler":"app.other"})", "UpdateFunctionConfiguration");
  expect_lambda("POST", "/door/policy",
                R"({"StatementId":"s3invoke","Action":"lambda:InvokeFunction","Principal":"s3.amazonaws.com",)"
                R"("SourceArn":"arn:aws:s3:::bucket","SourceAccount":"123456789012"})",
                "AddPermission", 201);
  expect_lambda("POST", "/door/policy", R"({"StatementId":"all","Action":"lambda:*","Principal":"*"})",
                "AddPermission.all", 201);
  expect_lambda("GET", "/door/policy", "", "GetPolicy");
}

}  // namespace
}  // namespace mien::api::setup
