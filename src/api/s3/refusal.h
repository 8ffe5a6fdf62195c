#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/auth/s3_error.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::api::s3 {

/// One of S3's errors. Source: S3's API reference, "Error responses".
struct ErrorKind {
  int http_status;
  std::string_view code;
  std::string_view message;  ///< S3's own, for where nothing better is known.
};

inline constexpr ErrorKind kAccessDenied{403, "AccessDenied", "Access Denied"};
inline constexpr ErrorKind kAccessForbidden{403, "AccessForbidden", "CORSResponse: This CORS request is not allowed."};
inline constexpr ErrorKind kAclNotSupported{400, "AccessControlListNotSupported", "The bucket does not allow ACLs"};
inline constexpr ErrorKind kBadDigest{400, "BadDigest", "The checksum you specified did not match what we received."};
inline constexpr ErrorKind kBadRequest{400, "BadRequest", "Bad Request"};
inline constexpr ErrorKind kBucketAlreadyOwned{
    409, "BucketAlreadyOwnedByYou",
    "Your previous request to create the named bucket succeeded and you already own it."};
inline constexpr ErrorKind kBucketNotEmpty{409, "BucketNotEmpty", "The bucket you tried to delete is not empty"};
inline constexpr ErrorKind kConflict{409, "OperationAborted",
                                     "A conflicting conditional operation is currently in progress against this "
                                     "resource. Please try again."};
inline constexpr ErrorKind kEntityTooLarge{400, "EntityTooLarge",
                                           "Your proposed upload exceeds the maximum allowed size"};
inline constexpr ErrorKind kEntityTooSmall{400, "EntityTooSmall",
                                           "Your proposed upload is smaller than the minimum allowed size"};
inline constexpr ErrorKind kInternalError{500, "InternalError", "We encountered an internal error. Please try again."};
inline constexpr ErrorKind kInvalidArgument{400, "InvalidArgument", "Invalid Argument"};
inline constexpr ErrorKind kInvalidBucketName{400, "InvalidBucketName", "The specified bucket is not valid."};
inline constexpr ErrorKind kInvalidDigest{400, "InvalidDigest", "The Content-MD5 you specified was invalid."};
inline constexpr ErrorKind kInvalidLocation{400, "InvalidLocationConstraint",
                                            "The specified location-constraint is not valid"};
inline constexpr ErrorKind kInvalidPart{
    400, "InvalidPart",
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
    "entity tag may not match the part's entity tag."};
inline constexpr ErrorKind kInvalidPartNumber{416, "InvalidPartNumber", "The requested partnumber is not satisfiable"};
inline constexpr ErrorKind kInvalidPartOrder{
    400, "InvalidPartOrder",
    "The list of parts was not in ascending order. The parts list must be specified in order by part number."};
inline constexpr ErrorKind kInvalidRange{416, "InvalidRange", "The requested range is not satisfiable"};
inline constexpr ErrorKind kInvalidRequest{400, "InvalidRequest", "Invalid Request"};
inline constexpr ErrorKind kInvalidStorageClass{400, "InvalidStorageClass",
                                                "The storage class you specified is not valid"};
inline constexpr ErrorKind kInvalidUri{400, "InvalidURI", "Couldn't parse the specified URI."};
inline constexpr ErrorKind kKeyTooLong{400, "KeyTooLongError", "Your key is too long"};
inline constexpr ErrorKind kMalformedPost{400, "MalformedPOSTRequest",
                                          "The body of your POST request is not well-formed multipart/form-data."};
inline constexpr ErrorKind kMalformedXml{
    400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"};
inline constexpr ErrorKind kMetadataTooLarge{400, "MetadataTooLarge",
                                             "Your metadata headers exceed the maximum allowed metadata size"};
inline constexpr ErrorKind kMethodNotAllowed{405, "MethodNotAllowed",
                                             "The specified method is not allowed against this resource."};
inline constexpr ErrorKind kMissingContentLength{411, "MissingContentLength",
                                                 "You must provide the Content-Length HTTP header."};
inline constexpr ErrorKind kNoSuchBucket{404, "NoSuchBucket", "The specified bucket does not exist"};
inline constexpr ErrorKind kNoSuchCors{404, "NoSuchCORSConfiguration", "The CORS configuration does not exist"};
inline constexpr ErrorKind kNoSuchKey{404, "NoSuchKey", "The specified key does not exist."};
inline constexpr ErrorKind kNoSuchUpload{
    404, "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
    "completed."};
inline constexpr ErrorKind kNoSuchVersion{404, "NoSuchVersion", "The specified version does not exist."};
inline constexpr ErrorKind kNotImplemented{501, "NotImplemented",
                                           "A header you provided implies functionality that is not implemented"};
inline constexpr ErrorKind kNotModified{304, "NotModified", "Not Modified"};
inline constexpr ErrorKind kPreconditionFailed{412, "PreconditionFailed",
                                               "At least one of the pre-conditions you specified did not hold"};
inline constexpr ErrorKind kQuotaExceeded{507, "QuotaExceeded", "The bucket or the service may hold no more."};
inline constexpr ErrorKind kRequestHeadersTooLarge{400, "RequestHeaderSectionTooLarge",
                                                   "Your request header section exceeds the maximum allowed size."};
inline constexpr ErrorKind kRequestTimeout{
    400, "RequestTimeout",
    "Your socket connection to the server was not read from or written to within the timeout period."};
inline constexpr ErrorKind kServiceUnavailable{503, "ServiceUnavailable", "Please reduce your request rate."};
inline constexpr ErrorKind kSlowDown{503, "SlowDown", "Please reduce your request rate."};
inline constexpr ErrorKind kTooManyBuckets{400, "TooManyBuckets",
                                           "You have attempted to create more buckets than allowed"};

/// A request that is answered with an error.
struct [[nodiscard]] Refusal {
  ErrorKind kind;
  std::string message;
  std::string log_detail{};  ///< No text of the caller's.
  /// Elements beside code and message, in order; for the caller only.
  std::vector<std::pair<std::string_view, std::string>> more{};
  std::vector<HttpHeader> headers{};
};

template <class T>
using S3Reply = std::expected<T, Refusal>;

inline std::unexpected<Refusal> refuse(const ErrorKind& kind) {
  return std::unexpected(Refusal{kind, std::string(kind.message)});
}
inline std::unexpected<Refusal> refuse(const ErrorKind& kind, std::string message) {
  return std::unexpected(Refusal{kind, std::move(message)});
}
std::unexpected<Refusal> refuse(Error error);
std::unexpected<Refusal> refuse(S3Error error);

/// Trouble that the HTTP server found: HttpHandler::refuse's statuses, and 500.
Refusal refusal_of(int http_status);

/// S3's XML. A HEAD has none, and neither has 304.
/// @param resource  the path as the client named it.
HttpResponse to_response(const Refusal& refusal, std::string_view method, std::string_view resource,
                         std::string_view request_id);

/// The headers that every answer of S3 has.
void add_request_id(HttpResponse& response, std::string_view request_id);

}  // namespace mien::api::s3
