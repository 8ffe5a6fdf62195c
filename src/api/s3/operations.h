#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "api/s3/target.h"
#include "ports/http.h"

namespace mien::api::s3 {

/// What Mien does of S3.
enum class Operation : std::uint8_t {
  kUnimplemented,  ///< One of S3's that Mien has not.
  kUnknown,        ///< None of S3's.
  kPreflight,      ///< What a browser asks before it lets a page ask.
  kAbortMultipartUpload,
  kCompleteMultipartUpload,
  kCopyObject,
  kCreateBucket,
  kCreateMultipartUpload,
  kDeleteBucket,
  kDeleteBucketCors,
  kDeleteObject,
  kDeleteObjects,
  kGetBucketAcl,
  kGetBucketCors,
  kGetBucketLocation,
  kGetBucketNotificationConfiguration,
  kGetBucketRequestPayment,
  kGetBucketVersioning,
  kGetObject,
  kGetObjectAcl,
  kHeadBucket,
  kHeadObject,
  kListBuckets,
  kListMultipartUploads,
  kListObjectVersions,
  kListObjects,
  kListObjectsV2,
  kListParts,
  kPostObject,
  kPutBucketCors,
  kPutBucketNotificationConfiguration,
  kPutObject,
  kUploadPart,
  kUploadPartCopy,
};

struct FoundOperation {
  Operation operation = Operation::kUnknown;
  std::string_view name;  ///< As S3's API reference has it; "unknown" for none of its.
};

/// By method, what the target names, and query. A query parameter that S3 does not know changes nothing.
FoundOperation find_operation(const HttpHead& head, const Target& target);

/// What kind of body an operation takes.
enum class BodyKind : std::uint8_t { kNone, kXml, kObject, kForm };
BodyKind body_of(Operation operation);

/// Names of all that Mien does, for the table of permissions.
std::span<const std::string_view> operation_names();

}  // namespace mien::api::s3
