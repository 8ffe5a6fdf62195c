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
  std::string_view query;  ///< A parameter that tells it from others; empty: what is left.
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
    {"CreateBucketMetadataConfiguration", Operation::kNotImplemented, "POST", Level::kBucket, "metadataConfiguration"},
    {"CreateBucketMetadataTableConfiguration", Operation::kNotImplemented, "POST", Level::kBucket, "metadataTable"},
    {"CreateSession", Operation::kNotImplemented, "GET", Level::kBucket, "session"},
    {"DeleteBucketAnalyticsConfiguration", Operation::kNotImplemented, "DELETE", Level::kBucket, "analytics"},
    {"DeleteBucketEncryption", Operation::kNotImplemented, "DELETE", Level::kBucket, "encryption"},
    {"DeleteBucketIntelligentTieringConfiguration", Operation::kNotImplemented, "DELETE", Level::kBucket, "intelligent-tiering"},
    {"DeleteBucketInventoryConfiguration", Operation::kNotImplemented, "DELETE", Level::kBucket, "inventory"},
    {"DeleteBucketLifecycle", Operation::kNotImplemented, "DELETE", Level::kBucket, "lifecycle"},
    {"DeleteBucketMetadataConfiguration", Operation::kNotImplemented, "DELETE", Level::kBucket, "metadataConfiguration"},
    {"DeleteBucketMetadataTableConfiguration", Operation::kNotImplemented, "DELETE", Level::kBucket, "metadataTable"},
    {"DeleteBucketMetricsConfiguration", Operation::kNotImplemented, "DELETE", Level::kBucket, "metrics"},
    {"DeleteBucketOwnershipControls", Operation::kNotImplemented, "DELETE", Level::kBucket, "ownershipControls"},
    {"DeleteBucketPolicy", Operation::kNotImplemented, "DELETE", Level::kBucket, "policy"},
    {"DeleteBucketReplication", Operation::kNotImplemented, "DELETE", Level::kBucket, "replication"},
    {"DeleteBucketTagging", Operation::kNotImplemented, "DELETE", Level::kBucket, "tagging"},
    {"DeleteBucketWebsite", Operation::kNotImplemented, "DELETE", Level::kBucket, "website"},
    {"DeleteObjectTagging", Operation::kNotImplemented, "DELETE", Level::kObject, "tagging"},
    {"DeletePublicAccessBlock", Operation::kNotImplemented, "DELETE", Level::kBucket, "publicAccessBlock"},
    {"GetBucketAbac", Operation::kNotImplemented, "GET", Level::kBucket, "abac"},
    {"GetBucketAccelerateConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "accelerate"},
    {"GetBucketAnalyticsConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "analytics"},
    {"GetBucketEncryption", Operation::kNotImplemented, "GET", Level::kBucket, "encryption"},
    {"GetBucketIntelligentTieringConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "intelligent-tiering"},
    {"GetBucketInventoryConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "inventory"},
    {"GetBucketLifecycleConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "lifecycle"},
    {"GetBucketLogging", Operation::kNotImplemented, "GET", Level::kBucket, "logging"},
    {"GetBucketMetadataConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "metadataConfiguration"},
    {"GetBucketMetadataTableConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "metadataTable"},
    {"GetBucketMetricsConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "metrics"},
    {"GetBucketOwnershipControls", Operation::kNotImplemented, "GET", Level::kBucket, "ownershipControls"},
    {"GetBucketPolicy", Operation::kNotImplemented, "GET", Level::kBucket, "policy"},
    {"GetBucketPolicyStatus", Operation::kNotImplemented, "GET", Level::kBucket, "policyStatus"},
    {"GetBucketReplication", Operation::kNotImplemented, "GET", Level::kBucket, "replication"},
    {"GetBucketTagging", Operation::kNotImplemented, "GET", Level::kBucket, "tagging"},
    {"GetBucketWebsite", Operation::kNotImplemented, "GET", Level::kBucket, "website"},
    {"GetObjectAttributes", Operation::kNotImplemented, "GET", Level::kObject, "attributes"},
    {"GetObjectLegalHold", Operation::kNotImplemented, "GET", Level::kObject, "legal-hold"},
    {"GetObjectLockConfiguration", Operation::kNotImplemented, "GET", Level::kBucket, "object-lock"},
    {"GetObjectRetention", Operation::kNotImplemented, "GET", Level::kObject, "retention"},
    {"GetObjectTagging", Operation::kNotImplemented, "GET", Level::kObject, "tagging"},
    {"GetObjectTorrent", Operation::kNotImplemented, "GET", Level::kObject, "torrent"},
    {"GetPublicAccessBlock", Operation::kNotImplemented, "GET", Level::kBucket, "publicAccessBlock"},
    {"PutBucketAbac", Operation::kNotImplemented, "PUT", Level::kBucket, "abac"},
    {"PutBucketAccelerateConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "accelerate"},
    {"PutBucketAcl", Operation::kNotImplemented, "PUT", Level::kBucket, "acl"},
    {"PutBucketAnalyticsConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "analytics"},
    {"PutBucketEncryption", Operation::kNotImplemented, "PUT", Level::kBucket, "encryption"},
    {"PutBucketIntelligentTieringConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "intelligent-tiering"},
    {"PutBucketInventoryConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "inventory"},
    {"PutBucketLifecycleConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "lifecycle"},
    {"PutBucketLogging", Operation::kNotImplemented, "PUT", Level::kBucket, "logging"},
    {"PutBucketMetricsConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "metrics"},
    {"PutBucketOwnershipControls", Operation::kNotImplemented, "PUT", Level::kBucket, "ownershipControls"},
    {"PutBucketPolicy", Operation::kNotImplemented, "PUT", Level::kBucket, "policy"},
    {"PutBucketReplication", Operation::kNotImplemented, "PUT", Level::kBucket, "replication"},
    {"PutBucketRequestPayment", Operation::kNotImplemented, "PUT", Level::kBucket, "requestPayment"},
    {"PutBucketTagging", Operation::kNotImplemented, "PUT", Level::kBucket, "tagging"},
    {"PutBucketVersioning", Operation::kNotImplemented, "PUT", Level::kBucket, "versioning"},
    {"PutBucketWebsite", Operation::kNotImplemented, "PUT", Level::kBucket, "website"},
    {"PutObjectAcl", Operation::kNotImplemented, "PUT", Level::kObject, "acl"},
    {"PutObjectLegalHold", Operation::kNotImplemented, "PUT", Level::kObject, "legal-hold"},
    {"PutObjectLockConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "object-lock"},
    {"PutObjectRetention", Operation::kNotImplemented, "PUT", Level::kObject, "retention"},
    {"PutObjectTagging", Operation::kNotImplemented, "PUT", Level::kObject, "tagging"},
    {"PutPublicAccessBlock", Operation::kNotImplemented, "PUT", Level::kBucket, "publicAccessBlock"},
    {"RenameObject", Operation::kNotImplemented, "PUT", Level::kObject, "renameObject"},
    {"RestoreObject", Operation::kNotImplemented, "POST", Level::kObject, "restore"},
    {"SelectObjectContent", Operation::kNotImplemented, "POST", Level::kObject, "select"},
    {"UpdateBucketMetadataInventoryTableConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "metadataInventoryTable"},
    {"UpdateBucketMetadataJournalTableConfiguration", Operation::kNotImplemented, "PUT", Level::kBucket, "metadataJournalTable"},
    {"UpdateObjectEncryption", Operation::kNotImplemented, "PUT", Level::kObject, "encryption"},
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
           (candidate.query.empty() || target.parameter(candidate.query));
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
