#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/s3/refusal.h"
#include "core/stored_object.h"
#include "ports/http.h"

namespace mien::api::s3 {

/// What of a request's headers is kept with the object: Content-Type and the like, and x-amz-meta-*. aws-chunked is no
/// encoding of the object. The values of a name that comes more than once are joined.
ObjectProperties properties_of(const HttpHead& head);
/// The same of a form's fields.
ObjectProperties properties_of(const std::vector<std::pair<std::string, std::string>>& fields);

/// Headers that ask for what Mien has not: they are refused, since an object that is stored without what was asked for
/// would be worse.
/// @errors NotImplemented, AccessControlListNotSupported, InvalidStorageClass
S3Reply<void> check_write_headers(const HttpHead& head);

/// That limits hold for them. @errors MetadataTooLarge, InvalidArgument
S3Reply<void> check_properties(const ObjectProperties& properties);

/// ETag, Last-Modified and what was kept. Metadata that is no ASCII is encoded after RFC 2047, as S3 does.
void add_object_headers(const StoredObject& object, HttpResponse& response);

}  // namespace mien::api::s3
