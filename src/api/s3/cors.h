#pragma once

#include <string_view>

#include "api/s3/refusal.h"
#include "core/bucket_rules.h"
#include "ports/http.h"

namespace mien::api::s3 {

/// What a browser asks before it lets a page ask: whether a rule of the bucket allows it.
/// @errors BadRequest (no origin or method), AccessForbidden
S3Reply<HttpResponse> answer_preflight(const HttpHead& head, const BucketRules& rules);

/// Adds to an answer, be it an error, what lets a page read it, where a rule of the bucket allows the request's origin
/// and method.
void add_cors_headers(const HttpHead& head, const BucketRules& rules, HttpResponse& response);

}  // namespace mien::api::s3
