#pragma once

#include <string_view>

#include "api/auth/s3_auth.h"

/// What verify_s3() chooses from. Each expects credentials of its own kind in the head, and none of another.
namespace mien::api::s3_auth {

S3Result<S3Caller> verify_header4(const HttpHead& head, const KeyRing& keys, std::chrono::sys_seconds now);
S3Result<S3Caller> verify_link4(const HttpHead& head, const KeyRing& keys, std::chrono::sys_seconds now);
S3Result<S3Caller> verify_header2(const HttpHead& head, std::string_view host_bucket, const KeyRing& keys,
                                  std::chrono::sys_seconds now);
S3Result<S3Caller> verify_link2(const HttpHead& head, std::string_view host_bucket, const KeyRing& keys,
                                std::chrono::sys_seconds now);

/// Sets what the head says of the body, by the value of x-amz-content-sha256.
/// @errors kInvalidPayloadHash
S3Result<void> set_payload(S3Caller& caller, std::string_view declared);

S3Result<void> check_skew(std::chrono::sys_seconds signed_at, std::chrono::sys_seconds now);
std::unexpected<S3Error> unknown_key();
std::unexpected<S3Error> invalid_token();
std::unexpected<S3Error> bad_signature();
std::unexpected<S3Error> expired();

}  // namespace mien::api::s3_auth
