#include "api/auth/permissions.h"

#include <algorithm>
#include <array>
#include <string>

namespace mien::api {
namespace {

using enum Role;

constexpr Roles kAdminOnly{};
constexpr Roles kEnrolling{kEnroller};
constexpr Roles kAsking{kEnroller, kVerifier};
constexpr Roles kLooking{kEnroller, kAuditor};
constexpr Roles kAnybody{kEnroller, kVerifier, kAuditor};

constexpr std::array kPermissions{
    Permission{"rekognition", "CompareFaces", kAsking},
    Permission{"rekognition", "CreateCollection", kEnrolling},
    Permission{"rekognition", "DeleteCollection", kEnrolling},
    Permission{"rekognition", "DeleteFaces", kEnrolling},
    Permission{"rekognition", "DescribeCollection", kLooking},
    Permission{"rekognition", "DetectFaces", kAsking},
    Permission{"rekognition", "IndexFaces", kEnrolling},
    Permission{"rekognition", "ListCollections", kLooking},
    Permission{"rekognition", "ListFaces", kLooking},
    Permission{"rekognition", "SearchFaces", kAsking},
    Permission{"rekognition", "SearchFacesByImage", kAsking},

    Permission{"routes", "put_object", kAsking},
    Permission{"routes", "verify", kAsking},
    Permission{"routes", "register", kEnrolling},
    Permission{"routes", "function", kAsking},

    // Who may store what also depends on where: app::ObjectTriggers::may_store.
    Permission{"s3", "AbortMultipartUpload", kAsking},
    Permission{"s3", "CompleteMultipartUpload", kAsking},
    Permission{"s3", "CopyObject", kEnrolling},  // Shows the picture to whoever may read the copy.
    Permission{"s3", "CreateBucket", kEnrolling},
    Permission{"s3", "CreateMultipartUpload", kAsking},
    Permission{"s3", "DeleteBucket", kEnrolling},
    Permission{"s3", "DeleteBucketCors", kAdminOnly},
    Permission{"s3", "DeleteObject", kEnrolling},
    Permission{"s3", "DeleteObjects", kEnrolling},
    Permission{"s3", "GetBucketAcl", kLooking},
    Permission{"s3", "GetBucketCors", kLooking},
    Permission{"s3", "GetBucketLocation", kLooking},
    Permission{"s3", "GetBucketNotificationConfiguration", kLooking},
    Permission{"s3", "GetBucketRequestPayment", kLooking},
    Permission{"s3", "GetBucketVersioning", kLooking},
    Permission{"s3", "GetObject", kEnrolling},
    Permission{"s3", "GetObjectAcl", kLooking},
    Permission{"s3", "HeadBucket", kLooking},
    Permission{"s3", "HeadObject", kLooking},
    Permission{"s3", "ListBuckets", kLooking},
    Permission{"s3", "ListMultipartUploads", kLooking},
    Permission{"s3", "ListObjectVersions", kLooking},
    Permission{"s3", "ListObjects", kLooking},
    Permission{"s3", "ListObjectsV2", kLooking},
    Permission{"s3", "ListParts", kLooking},
    Permission{"s3", "PostObject", kAsking},
    Permission{"s3", "PutBucketCors", kAdminOnly},
    Permission{"s3", "PutBucketNotificationConfiguration", kAdminOnly},  // Starts functions.
    Permission{"s3", "PutObject", kAsking},
    Permission{"s3", "UploadPart", kAsking},
    Permission{"s3", "UploadPartCopy", kEnrolling},

    Permission{"rest", "register_person", kEnrolling},
    Permission{"rest", "list_people", kLooking},
    Permission{"rest", "get_person", kLooking},
    Permission{"rest", "update_person", kEnrolling},
    Permission{"rest", "delete_person", kEnrolling},
    Permission{"rest", "add_faces", kEnrolling},
    Permission{"rest", "delete_face", kEnrolling},
    Permission{"rest", "list_faces", kLooking},
    Permission{"rest", "adopt_faces", kEnrolling},
    Permission{"rest", "merge_people", kEnrolling},
    Permission{"rest", "get_person_photo", kEnrolling},
    Permission{"rest", "get_face_photo", kEnrolling},
    Permission{"rest", "detect", kAsking},
    Permission{"rest", "verify", kAsking},
    Permission{"rest", "list_events", Roles{kAuditor}},
    Permission{"rest", "count_events", Roles{kAuditor}},
    Permission{"rest", "receive_s3_events", kEnrolling},
    Permission{"rest", "list_deliveries", kLooking},
    Permission{"rest", "retry_delivery", kEnrolling},
    Permission{"rest", "create_intake", kAdminOnly},
    Permission{"rest", "list_intakes", kLooking},
    Permission{"rest", "get_intake", kLooking},
    Permission{"rest", "replace_intake", kAdminOnly},
    Permission{"rest", "delete_intake", kAdminOnly},
    Permission{"rest", "create_webhook", kAdminOnly},
    Permission{"rest", "list_webhooks", kAdminOnly},  // Addresses often are secrets, too.
    Permission{"rest", "get_webhook", kAdminOnly},
    Permission{"rest", "replace_webhook", kAdminOnly},
    Permission{"rest", "delete_webhook", kAdminOnly},
    Permission{"rest", "test_webhook", kAdminOnly},
    Permission{"rest", "list_invocations", kLooking},
    Permission{"rest", "retry_invocation", kEnrolling},
    Permission{"rest", "stream_events", kLooking},  // Of what the role may list, see api/rest/event_routes.cc.
    Permission{"rest", "metrics", Roles{kAuditor}},
    Permission{"rest", "openapi", kAnybody},
    Permission{"rest", "create_upload", kAsking},
    Permission{"rest", "list_uploads", kLooking},
    Permission{"rest", "get_upload", kAnybody},
    Permission{"rest", "retry_upload", kEnrolling},
    Permission{"rest", "create_key", kAdminOnly},
    Permission{"rest", "list_keys", kAdminOnly},
    Permission{"rest", "revoke_key", kAdminOnly},
    Permission{"rest", "list_reviews", kEnrolling},
    Permission{"rest", "get_review_photo", kEnrolling},
    Permission{"rest", "close_review", kEnrolling},
    Permission{"rest", "get_settings", kLooking},
    Permission{"rest", "change_settings", kAdminOnly},
    Permission{"rest", "get_server", kAnybody},
    Permission{"rest", "create_operator", kAdminOnly},
    Permission{"rest", "list_operators", kAdminOnly},
    Permission{"rest", "remove_operator", kAdminOnly},
    Permission{"rest", "issue_sign_in_link", kAdminOnly},

    // A verifier looks up whom it was told of, by the key of the item; it lists nobody.
    Permission{"dynamodb", "BatchGetItem", kAnybody},
    Permission{"dynamodb", "BatchWriteItem", kEnrolling},
    Permission{"dynamodb", "CreateTable", kEnrolling},
    Permission{"dynamodb", "DeleteItem", kEnrolling},
    Permission{"dynamodb", "DeleteTable", kEnrolling},
    Permission{"dynamodb", "DescribeTable", kAnybody},
    Permission{"dynamodb", "DescribeTimeToLive", kAnybody},
    Permission{"dynamodb", "GetItem", kAnybody},
    Permission{"dynamodb", "ListTables", kAnybody},
    Permission{"dynamodb", "PutItem", kEnrolling},
    Permission{"dynamodb", "Query", kLooking},
    Permission{"dynamodb", "Scan", kLooking},
    Permission{"dynamodb", "UpdateItem", kEnrolling},
    Permission{"dynamodb", "UpdateTable", kEnrolling},

    Permission{"sts", "GetCallerIdentity", kAnybody},
    Permission{"iam", "AttachRolePolicy", kAdminOnly},
    Permission{"iam", "CreateRole", kAdminOnly},
    Permission{"iam", "DeleteRole", kAdminOnly},
    Permission{"iam", "DeleteRolePolicy", kAdminOnly},
    Permission{"iam", "DetachRolePolicy", kAdminOnly},
    Permission{"iam", "GetRole", kAdminOnly},
    Permission{"iam", "GetRolePolicy", kAdminOnly},
    Permission{"iam", "ListAttachedRolePolicies", kAdminOnly},
    Permission{"iam", "ListRolePolicies", kAdminOnly},
    Permission{"iam", "ListRoles", kAdminOnly},
    Permission{"iam", "PutRolePolicy", kAdminOnly},
    Permission{"lambda", "AddPermission", kAdminOnly},
    Permission{"lambda", "CreateFunction", kAdminOnly},
    Permission{"lambda", "DeleteFunction", kAdminOnly},
    Permission{"lambda", "GetFunction", kAdminOnly},
    Permission{"lambda", "GetFunctionConfiguration", kAdminOnly},
    Permission{"lambda", "GetPolicy", kAdminOnly},
    Permission{"lambda", "Invoke", kAdminOnly},
    Permission{"lambda", "ListFunctions", kAdminOnly},
    Permission{"lambda", "RemovePermission", kAdminOnly},
    Permission{"lambda", "UpdateFunctionCode", kAdminOnly},
    Permission{"lambda", "UpdateFunctionConfiguration", kAdminOnly},
};

}  // namespace

std::span<const Permission> permissions() { return kPermissions; }

bool may(Role role, std::string_view surface, std::string_view operation) {
  const auto row = std::ranges::find_if(
      kPermissions, [&](const Permission& p) { return p.surface == surface && p.operation == operation; });
  return (row != kPermissions.end() ? row->roles : kAdminOnly).include(role);
}

std::unexpected<Error> refuse_role(Role role) {
  return fail(ErrorCode::kAccessDenied, "A key with the role " + std::string(name_of(role)) + " may not do this.");
}

}  // namespace mien::api
