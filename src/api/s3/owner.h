#pragma once

#include <string>
#include <string_view>

#include "api/s3/context.h"
#include "api/s3/document.h"

namespace mien::api::s3 {

/// The one owner of everything, as an element of this name.
void write_owner(const Settings& settings, XmlWriter& xml, std::string_view name);

/// What GetBucketAcl and GetObjectAcl answer: the owner may do everything. Who really may, roles say.
std::string acl_of_the_owner(const Settings& settings);

/// That a CreateBucket does not ask for what Mien has not.
/// @errors NotImplemented, AccessControlListNotSupported
S3Reply<void> check_bucket_headers(const HttpHead& head);

/// x-amz-expected-bucket-owner: whether the caller takes the server for another account's. @errors AccessDenied
S3Reply<void> check_expected_owner(const HttpHead& head, const Settings& settings);

}  // namespace mien::api::s3
