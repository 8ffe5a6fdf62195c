#pragma once

#include <cstdio>

#include "core/result.h"
#include "printable.h"

namespace mien::cli {

/// What `mien` exits with.
enum ExitCode : int {
  kDone = 0,
  kRefused = 1,  ///< Refused, not matched, partly done, or a check found something.
  kUsage = 2,
  kCannotStart = 3,  ///< Cannot reach the server, or cannot start.
};

/// Prints the message to standard error and gives the code that fits an error at start or of a command in process.
inline int report(const Error& error) {
  std::fprintf(stderr, "mien: %s\n", printable(error.message).c_str());
  if (!error.detail.empty()) std::fprintf(stderr, "      (%s)\n", printable(error.detail).c_str());
  switch (error.code) {
    case ErrorCode::kUnavailable:
    case ErrorCode::kIncompatible:
    case ErrorCode::kInternal:
    case ErrorCode::kOverloaded:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kAbandoned:
    case ErrorCode::kStoredNotSearchable:
      return kCannotStart;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kInvalidPageToken:
    case ErrorCode::kImageFormat:
    case ErrorCode::kImageTooLarge:
    case ErrorCode::kImageTooSmall:
    case ErrorCode::kImageUnreachable:
    case ErrorCode::kNoFaceInImage:
    case ErrorCode::kSeveralFaces:
    case ErrorCode::kLowQuality:
    case ErrorCode::kNotFound:
    case ErrorCode::kBucketNotFound:
    case ErrorCode::kUploadNotFound:
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kBucketNotEmpty:
    case ErrorCode::kPreconditionFailed:
    case ErrorCode::kObjectTooLarge:
    case ErrorCode::kInvalidPart:
    case ErrorCode::kPartTooSmall:
    case ErrorCode::kInUse:
    case ErrorCode::kNotRetryable:
    case ErrorCode::kDuplicatePerson:
    case ErrorCode::kIdentityConflict:
    case ErrorCode::kImageOfAnotherPerson:
    case ErrorCode::kChangedMeanwhile:
    case ErrorCode::kQuotaExceeded:
    case ErrorCode::kIdempotencyMismatch:
    case ErrorCode::kIdempotencyInFlight:
    case ErrorCode::kModelMismatch:
    case ErrorCode::kAccessDenied:
      break;
  }
  return kRefused;
}

}  // namespace mien::cli
