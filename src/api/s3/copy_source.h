#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/s3/context.h"

namespace mien::api::s3 {

/// What x-amz-copy-source names, read whole or in part, under its conditions.
/// @errors InvalidArgument, NoSuchVersion, NoSuchBucket, NoSuchKey, PreconditionFailed, InvalidRange
S3Reply<app::ReadObject::Content> read_copy_source(const Call& call, std::string_view range_header = {});

/// Whether x-amz-copy-source names the very object that the request is about.
bool copies_onto_itself(const Call& call);

}  // namespace mien::api::s3
