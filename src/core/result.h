#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace mien {

/// What can go wrong, in the domain's own words. Each surface maps these to its own names with a switch that has no
/// default, so that a new enumerator is a build error until every surface knows it.
enum class ErrorCode : std::uint8_t {
  kInvalidArgument,   ///< A value that the caller gave is wrong in itself.
  kInvalidPageToken,  ///< The page token is not one of ours, or belongs to another listing.
  kImageFormat,       ///< Not an image of an accepted format, or broken.
  kImageTooLarge,     ///< More bytes, pixels, length of side or progressive scans than the limits allow.
  kImageTooSmall,     ///< A side is shorter than kImageSidePxMin.
  kImageUnreachable,  ///< The image is said to lie somewhere that cannot be read.
  kNoFaceInImage,
  kSeveralFaces,          ///< The operation wants one face, the picture has more.
  kLowQuality,            ///< The face does not pass the quality filter.
  kNotFound,              ///< The collection, person, face, event or object does not exist.
  kBucketNotFound,        ///< The bucket does not exist.
  kUploadNotFound,        ///< The multipart upload does not exist: never begun, or completed or aborted.
  kAlreadyExists,         ///< A collection, person or bucket of that id exists.
  kBucketNotEmpty,        ///< The bucket still holds objects.
  kPreconditionFailed,    ///< The caller wanted the change only under a condition that does not hold.
  kObjectTooLarge,        ///< More bytes than an object may have where it is to be stored, or to be read.
  kInvalidPart,           ///< A part that is to complete an upload was not uploaded so.
  kPartTooSmall,          ///< A part but the last is smaller than parts may be.
  kDuplicatePerson,       ///< The face already belongs to another person (its id is the `subject`).
  kIdentityConflict,      ///< The face is not that of the person it is to be added to.
  kImageOfAnotherPerson,  ///< The same picture is registered for another person (its id is the `subject`).
  kChangedMeanwhile,      ///< What was read to make the change is no longer so: read again and repeat.
  kNotRetryable,          ///< Work that is to be tried again is not over, has come off, or has lost what it needs.
  kInUse,                 ///< What is to be changed or removed is held: by another thing, or by the configuration file.
  kQuotaExceeded,         ///< A limit on how many may be stored is reached.
  kIdempotencyMismatch,   ///< The idempotency key was used with another request.
  kIdempotencyInFlight,   ///< A request with the same idempotency key is being processed.
  kModelMismatch,         ///< The collection holds faces of another model version than the one loaded.
  kAccessDenied,
  kOverloaded,        ///< A bounded queue is full; try again later.
  kDeadlineExceeded,  ///< The answer would come later than it is wanted; nothing was changed.
  kAbandoned,         ///< Whoever asked has gone before the answer; nothing was changed.
  kUnavailable,       ///< Storage or another part is out of order for now; nothing was changed.
  /// The change is stored for good, but searches do not see it yet: the index could not follow. It will at the next
  /// change, or when the request is repeated.
  kStoredNotSearchable,
  kIncompatible,  ///< A file on disk is of a newer version, or damaged; only at start.
  kInternal,      ///< Our own fault.
};

/// The stable name of a code: what audit events, upload states and the REST API call it.
constexpr std::string_view name_of(ErrorCode code) {
  switch (code) {  // No default: a forgotten enumerator is a build error.
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kInvalidPageToken:
      return "invalid_page_token";
    case ErrorCode::kImageFormat:
      return "image_format";
    case ErrorCode::kImageTooLarge:
      return "image_too_large";
    case ErrorCode::kImageTooSmall:
      return "image_too_small";
    case ErrorCode::kImageUnreachable:
      return "image_unreachable";
    case ErrorCode::kNoFaceInImage:
      return "no_face";
    case ErrorCode::kSeveralFaces:
      return "several_faces";
    case ErrorCode::kLowQuality:
      return "low_quality";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kBucketNotFound:
      return "bucket_not_found";
    case ErrorCode::kUploadNotFound:
      return "upload_not_found";
    case ErrorCode::kAlreadyExists:
      return "already_exists";
    case ErrorCode::kBucketNotEmpty:
      return "bucket_not_empty";
    case ErrorCode::kPreconditionFailed:
      return "precondition_failed";
    case ErrorCode::kObjectTooLarge:
      return "object_too_large";
    case ErrorCode::kInvalidPart:
      return "invalid_part";
    case ErrorCode::kPartTooSmall:
      return "part_too_small";
    case ErrorCode::kDuplicatePerson:
      return "duplicate_person";
    case ErrorCode::kIdentityConflict:
      return "identity_conflict";
    case ErrorCode::kImageOfAnotherPerson:
      return "image_of_another_person";
    case ErrorCode::kChangedMeanwhile:
      return "changed_meanwhile";
    case ErrorCode::kNotRetryable:
      return "not_retryable";
    case ErrorCode::kInUse:
      return "in_use";
    case ErrorCode::kQuotaExceeded:
      return "quota_exceeded";
    case ErrorCode::kIdempotencyMismatch:
      return "idempotency_mismatch";
    case ErrorCode::kIdempotencyInFlight:
      return "idempotency_in_flight";
    case ErrorCode::kModelMismatch:
      return "model_mismatch";
    case ErrorCode::kAccessDenied:
      return "access_denied";
    case ErrorCode::kOverloaded:
      return "overloaded";
    case ErrorCode::kDeadlineExceeded:
      return "deadline_exceeded";
    case ErrorCode::kAbandoned:
      return "client_gone";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kStoredNotSearchable:
      return "stored_not_searchable";
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
      break;
  }
  return "internal";
}

struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;    ///< For the caller: no paths, SQL, secrets or biometric data.
  std::string detail{};   ///< For the log only.
  std::string subject{};  ///< Whom it concerns, where the code names one: the other person's id.
};

template <class T>
using Result = std::expected<T, Error>;  // The one place that names the type.

inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string detail = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(detail), {}});
}

#define MIEN_CAT_(a, b) a##b
#define MIEN_CAT(a, b) MIEN_CAT_(a, b)
#define MIEN_TRY_(tmp, decl, expr)                          \
  auto tmp = (expr);                                        \
  if (!tmp) return std::unexpected(std::move(tmp).error()); \
  decl = *std::move(tmp)
/// Binds the value or returns the error; a statement of its own, never under a brace-less `if`.
#define MIEN_TRY(decl, expr) MIEN_TRY_(MIEN_CAT(mien_try_, __LINE__), decl, expr)
/// The same for Result<void>.
#define MIEN_TRY_VOID(expr)                                                                                    \
  do {                                                                                                         \
    if (auto mien_try_void = (expr); !mien_try_void) return std::unexpected(std::move(mien_try_void).error()); \
  } while (false)

/// Stops the process where our own code broke its promise; never for anything a caller can cause.
#define MIEN_CHECK(condition)                                                                    \
  do {                                                                                           \
    if (!(condition)) {                                                                          \
      std::fprintf(stderr, "mien: %s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                              \
    }                                                                                            \
  } while (false)

}  // namespace mien
