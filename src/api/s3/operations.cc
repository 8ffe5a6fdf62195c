#include "api/s3/operations.h"

#include <algorithm>
#include <array>

namespace mien::api::s3 {
namespace {

enum class Level : std::uint8_t { kService, kBucket, kObject };

struct Row {
  std::string_view name;
  Operation operation;
  std::string_view method;
  Level level;
  std::string_view query;      ///< A parameter that tells it from others; empty: what is left.
  std::string_view further{};  ///< Another, without which it is not this one.
};

/// The first that fits counts. Source of what Mien has not: S3's service model.
// clang-format off
constexpr auto kRows = std::to_array<Row>({
    {"ListBuckets", Operation::kListBuckets, "GET", Level::kService, ""},
    {"ListMultipartUploads", Operation::kListMultipartUploads, "GET", Level::kBucket, "uploads"},
    {"ListObjectVersions", Operation::kListObjectVersions, "GET", Level::kBucket, "versions"},
    {"GetBucketLocation", Operation::kGetBucketLocation, "GET", Level::kBucket, "location"},
    {"GetBucketVersioning", Operation::kGetBucketVersioning, "GET", Level::kBucket, "versioning"},
    {"GetBucketAcl", Operation::kGetBucketAcl, "GET", Level::kBucket, "acl"},
    {"GetBucketRequestPayment", Operation::kGetBucketRequestPayment, "GET", Level::kBucket, "requestPayment"},
    {"GetBucketCors", Operation::kGetBucketCors, "GET", Level::kBucket, "cors"},
    {"PutBucketCors", Operation::kPutBucketCors, "PUT", Level::kBucket, "cors"},
    {"DeleteBucketCors", Operation::kDeleteBucketCors, "DELETE", Level::kBucket, "cors"},
    {"GetBucketNotificationConfiguration", Operation::kGetBucketNotificationConfiguration, "GET", Level::kBucket, "notification"},
    {"PutBucketNotificationConfiguration", Operation::kPutBucketNotificationConfiguration, "PUT", Level::kBucket, "notification"},
    {"DeleteObjects", Operation::kDeleteObjects, "POST", Level::kBucket, "delete"},
    {"GetObjectAcl", Operation::kGetObjectAcl, "GET", Level::kObject, "acl"},
    {"CreateMultipartUpload", Operation::kCreateMultipartUpload, "POST", Level::kObject, "uploads"},
    {"CompleteMultipartUpload", Operation::kCompleteMultipartUpload, "POST", Level::kObject, "uploadId"},
    {"AbortMultipartUpload", Operation::kAbortMultipartUpload, "DELETE", Level::kObject, "uploadId"},
    {"ListParts", Operation::kListParts, "GET", Level::kObject, "uploadId"},
    {"UploadPart", Operation::kUploadPart, "PUT", Level::kObject, "uploadId"},
    {"CreateBucketMetadataConfiguration", Operation::kUnimplemented, "POST", Level::kBucket, "metadataConfiguration"},
    {"CreateBucketMetadataTableConfiguration", Operation::kUnimplemented, "POST", Level::kBucket, "metadataTable"},
    {"CreateSession", Operation::kUnimplemented, "GET", Level::kBucket, "session"},
    {"DeleteBucketAnalyticsConfiguration", Operation::kUnimplemented, "DELETE", Level::kBucket, "analytics"},
    {"DeleteBucketEncryption", Operation::kUnimplemented, "DELETE", Level::kBucket, "encryption"},
    {"DeleteBucketIntelligentTieringConfiguration", Operation::kUnimplemented, "DELETE", Level::kBucket, "intelligent-tiering"},
    {"DeleteBucketInventoryConfiguration", Operation::kUnimplemented, "DELETE", Level::kBucket, "inventory"},
    {"DeleteBucketLifecycle", Operation::kUnimplemented, "DELETE", Level::kBucket, "lifecycle"},
    {"DeleteBucketMetadataConfiguration", Operation::kUnimplemented, "DELETE", Level::kBucket, "metadataConfiguration"},
    {"DeleteBucketMetadataTableConfiguration", Operation::kUnimplemented, "DELETE", Level::kBucket, "metadataTable"},
    {"DeleteBucketMetricsConfiguration", Operation::kUnimplemented, "DELETE", Level::kBucket, "metrics"},
    {"DeleteBucketOwnershipControls", Operation::kUnimplemented, "DELETE", Level::kBucket, "ownershipControls"},
    {"DeleteBucketPolicy", Operation::kUnimplemented, "DELETE", Level::kBucket, "policy"},
    {"DeleteBucketReplication", Operation::kUnimplemented, "DELETE", Level::kBucket, "replication"},
    {"DeleteBucketTagging", Operation::kUnimplemented, "DELETE", Level::kBucket, "tagging"},
    {"DeleteBucketWebsite", Operation::kUnimplemented, "DELETE", Level::kBucket, "website"},
    {"DeleteObjectTagging", Operation::kUnimplemented, "DELETE", Level::kObject, "tagging"},
    {"DeletePublicAccessBlock", Operation::kUnimplemented, "DELETE", Level::kBucket, "publicAccessBlock"},
    {"GetBucketAbac", Operation::kUnimplemented, "GET", Level::kBucket, "abac"},
    {"GetBucketAccelerateConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "accelerate"},
    {"GetBucketAnalyticsConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "analytics", "id"},
    {"ListBucketAnalyticsConfigurations", Operation::kUnimplemented, "GET", Level::kBucket, "analytics"},
    {"GetBucketEncryption", Operation::kUnimplemented, "GET", Level::kBucket, "encryption"},
    {"GetBucketIntelligentTieringConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "intelligent-tiering", "id"},
    {"ListBucketIntelligentTieringConfigurations", Operation::kUnimplemented, "GET", Level::kBucket, "intelligent-tiering"},
    {"GetBucketInventoryConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "inventory", "id"},
    {"ListBucketInventoryConfigurations", Operation::kUnimplemented, "GET", Level::kBucket, "inventory"},
    {"GetBucketLifecycleConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "lifecycle"},
    {"GetBucketLogging", Operation::kUnimplemented, "GET", Level::kBucket, "logging"},
    {"GetBucketMetadataConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "metadataConfiguration"},
    {"GetBucketMetadataTableConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "metadataTable"},
    {"GetBucketMetricsConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "metrics", "id"},
    {"ListBucketMetricsConfigurations", Operation::kUnimplemented, "GET", Level::kBucket, "metrics"},
    {"GetBucketOwnershipControls", Operation::kUnimplemented, "GET", Level::kBucket, "ownershipControls"},
    {"GetBucketPolicy", Operation::kUnimplemented, "GET", Level::kBucket, "policy"},
    {"GetBucketPolicyStatus", Operation::kUnimplemented, "GET", Level::kBucket, "policyStatus"},
    {"GetBucketReplication", Operation::kUnimplemented, "GET", Level::kBucket, "replication"},
    {"GetBucketTagging", Operation::kUnimplemented, "GET", Level::kBucket, "tagging"},
    {"GetBucketWebsite", Operation::kUnimplemented, "GET", Level::kBucket, "website"},
    {"GetObjectAttributes", Operation::kUnimplemented, "GET", Level::kObject, "attributes"},
    {"GetObjectLegalHold", Operation::kUnimplemented, "GET", Level::kObject, "legal-hold"},
    {"GetObjectLockConfiguration", Operation::kUnimplemented, "GET", Level::kBucket, "object-lock"},
    {"GetObjectRetention", Operation::kUnimplemented, "GET", Level::kObject, "retention"},
    {"GetObjectTagging", Operation::kUnimplemented, "GET", Level::kObject, "tagging"},
    {"GetObjectTorrent", Operation::kUnimplemented, "GET", Level::kObject, "torrent"},
    {"GetPublicAccessBlock", Operation::kUnimplemented, "GET", Level::kBucket, "publicAccessBlock"},
    {"PutBucketAbac", Operation::kUnimplemented, "PUT", Level::kBucket, "abac"},
    {"PutBucketAccelerateConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "accelerate"},
    {"PutBucketAcl", Operation::kUnimplemented, "PUT", Level::kBucket, "acl"},
    {"PutBucketAnalyticsConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "analytics"},
    {"PutBucketEncryption", Operation::kUnimplemented, "PUT", Level::kBucket, "encryption"},
    {"PutBucketIntelligentTieringConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "intelligent-tiering"},
    {"PutBucketInventoryConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "inventory"},
    {"PutBucketLifecycleConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "lifecycle"},
    {"PutBucketLogging", Operation::kUnimplemented, "PUT", Level::kBucket, "logging"},
    {"PutBucketMetricsConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "metrics"},
    {"PutBucketOwnershipControls", Operation::kUnimplemented, "PUT", Level::kBucket, "ownershipControls"},
    {"PutBucketPolicy", Operation::kUnimplemented, "PUT", Level::kBucket, "policy"},
    {"PutBucketReplication", Operation::kUnimplemented, "PUT", Level::kBucket, "replication"},
    {"PutBucketRequestPayment", Operation::kUnimplemented, "PUT", Level::kBucket, "requestPayment"},
    {"PutBucketTagging", Operation::kUnimplemented, "PUT", Level::kBucket, "tagging"},
    {"PutBucketVersioning", Operation::kUnimplemented, "PUT", Level::kBucket, "versioning"},
    {"PutBucketWebsite", Operation::kUnimplemented, "PUT", Level::kBucket, "website"},
    {"PutObjectAcl", Operation::kUnimplemented, "PUT", Level::kObject, "acl"},
    {"PutObjectLegalHold", Operation::kUnimplemented, "PUT", Level::kObject, "legal-hold"},
    {"PutObjectLockConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "object-lock"},
    {"PutObjectRetention", Operation::kUnimplemented, "PUT", Level::kObject, "retention"},
    {"PutObjectTagging", Operation::kUnimplemented, "PUT", Level::kObject, "tagging"},
    {"PutPublicAccessBlock", Operation::kUnimplemented, "PUT", Level::kBucket, "publicAccessBlock"},
    {"RenameObject", Operation::kUnimplemented, "PUT", Level::kObject, "renameObject"},
    {"RestoreObject", Operation::kUnimplemented, "POST", Level::kObject, "restore"},
    {"SelectObjectContent", Operation::kUnimplemented, "POST", Level::kObject, "select"},
    {"UpdateBucketMetadataInventoryTableConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "metadataInventoryTable"},
    {"UpdateBucketMetadataJournalTableConfiguration", Operation::kUnimplemented, "PUT", Level::kBucket, "metadataJournalTable"},
    {"UpdateObjectEncryption", Operation::kUnimplemented, "PUT", Level::kObject, "encryption"},
    {"ListObjectsV2", Operation::kListObjectsV2, "GET", Level::kBucket, "list-type"},
    {"ListObjects", Operation::kListObjects, "GET", Level::kBucket, ""},
    {"HeadBucket", Operation::kHeadBucket, "HEAD", Level::kBucket, ""},
    {"CreateBucket", Operation::kCreateBucket, "PUT", Level::kBucket, ""},
    {"DeleteBucket", Operation::kDeleteBucket, "DELETE", Level::kBucket, ""},
    {"PostObject", Operation::kPostObject, "POST", Level::kBucket, ""},
    {"GetObject", Operation::kGetObject, "GET", Level::kObject, ""},
    {"HeadObject", Operation::kHeadObject, "HEAD", Level::kObject, ""},
    {"PutObject", Operation::kPutObject, "PUT", Level::kObject, ""},
    {"DeleteObject", Operation::kDeleteObject, "DELETE", Level::kObject, ""},
});
// clang-format on

constexpr std::array kNames = std::to_array<std::string_view>({
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CopyObject",
    "CreateBucket",
    "CreateMultipartUpload",
    "DeleteBucket",
    "DeleteBucketCors",
    "DeleteObject",
    "DeleteObjects",
    "GetBucketAcl",
    "GetBucketCors",
    "GetBucketLocation",
    "GetBucketNotificationConfiguration",
    "GetBucketRequestPayment",
    "GetBucketVersioning",
    "GetObject",
    "GetObjectAcl",
    "HeadBucket",
    "HeadObject",
    "ListBuckets",
    "ListMultipartUploads",
    "ListObjectVersions",
    "ListObjects",
    "ListObjectsV2",
    "ListParts",
    "PostObject",
    "PutBucketCors",
    "PutBucketNotificationConfiguration",
    "PutObject",
    "UploadPart",
    "UploadPartCopy",
});

Level level_of(const Target& target) {
  if (target.bucket.empty()) return Level::kService;
  return target.key.empty() ? Level::kBucket : Level::kObject;
}

}  // namespace

FoundOperation find_operation(const HttpHead& head, const Target& target) {
  const Level level = level_of(target);
  if (head.method == "OPTIONS") return {Operation::kPreflight, "Preflight"};
  const auto row = std::ranges::find_if(kRows, [&](const Row& candidate) {
    return candidate.method == head.method && candidate.level == level &&
           (candidate.query.empty() || target.parameter(candidate.query)) &&
           (candidate.further.empty() || target.parameter(candidate.further));
  });
  if (row == kRows.end()) return {Operation::kUnknown, "unknown"};
  const bool copies = head.header("x-amz-copy-source").has_value();
  if (row->operation == Operation::kPutObject && copies) return {Operation::kCopyObject, "CopyObject"};
  if (row->operation == Operation::kUploadPart && copies) return {Operation::kUploadPartCopy, "UploadPartCopy"};
  if (row->operation == Operation::kListObjectsV2 && target.parameter("list-type") != "2")
    return {Operation::kListObjects, "ListObjects"};
  return {row->operation, row->name};
}

BodyKind body_of(Operation operation) {
  switch (operation) {
    case Operation::kPutObject:
    case Operation::kUploadPart:
      return BodyKind::kObject;
    case Operation::kPostObject:
      return BodyKind::kForm;
    case Operation::kCreateBucket:
    case Operation::kPutBucketCors:
    case Operation::kPutBucketNotificationConfiguration:
    case Operation::kDeleteObjects:
    case Operation::kCompleteMultipartUpload:
      return BodyKind::kXml;
    default:
      return BodyKind::kNone;
  }
}

std::span<const std::string_view> operation_names() { return kNames; }

}  // namespace mien::api::s3
