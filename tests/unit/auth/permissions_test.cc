#include "api/auth/permissions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace mien::api {
namespace {

std::string row_of(const Permission& permission) {
  std::string row = "| " + std::string(permission.surface) + " | `" + std::string(permission.operation) + "` |";
  for (const auto& [role, name] : kRoleNames) row += permission.roles.include(role) ? " yes |" : " |";
  return row;
}

TEST(Permissions, AreThoseOfTheirPage) {
  std::ifstream in(MIEN_SOURCE_DIR "/docs/api/roles.md");
  std::stringstream page;
  page << in.rdbuf();
  std::string table = "| surface | operation | admin | enroller | verifier | auditor |\n|---|---|---|---|---|---|\n";
  for (const Permission& permission : permissions()) table += row_of(permission) + "\n";
  EXPECT_NE(page.str().find(table), std::string::npos) << table;
}

TEST(Permissions, HaveOneRowForEachOperation) {
  std::set<std::pair<std::string_view, std::string_view>> rows;
  for (const Permission& permission : permissions())
    EXPECT_TRUE(rows.emplace(permission.surface, permission.operation).second) << permission.operation;
}

TEST(Permissions, LetAnAdminDoEverythingAndOthersNothingThatStandsInNoRow) {
  for (const Permission& permission : permissions())
    EXPECT_TRUE(may(Role::kAdmin, permission.surface, permission.operation)) << permission.operation;
  EXPECT_TRUE(may(Role::kAdmin, "rest", "launch"));
  for (const Role role : {Role::kEnroller, Role::kVerifier, Role::kAuditor}) {
    EXPECT_FALSE(may(role, "rest", "launch"));
    EXPECT_FALSE(may(role, "nowhere", "verify"));
    EXPECT_FALSE(may(role, "rest", "create_key"));
  }
}

TEST(Permissions, KeepEachRoleToWhatItIsFor) {
  // Who writes tables, people or buckets is no auditor; who may list people, or see pictures, is no verifier.
  for (const auto& [surface, operation] : {std::pair{"rest", "register_person"},
                                           {"rest", "verify"},
                                           {"rekognition", "IndexFaces"},
                                           {"dynamodb", "PutItem"},
                                           {"s3", "PutObject"},
                                           {"s3", "GetObject"}})
    EXPECT_FALSE(may(Role::kAuditor, surface, operation)) << operation;
  for (const auto& [surface, operation] : {std::pair{"rest", "list_people"},
                                           {"rest", "register_person"},
                                           {"rekognition", "ListFaces"},
                                           {"dynamodb", "Scan"},
                                           {"dynamodb", "PutItem"},
                                           {"s3", "ListObjectsV2"},
                                           {"s3", "GetObject"},
                                           {"s3", "CopyObject"}})
    EXPECT_FALSE(may(Role::kVerifier, surface, operation)) << operation;
}

}  // namespace
}  // namespace mien::api
