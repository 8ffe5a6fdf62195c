#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "adapters/http_client/http_client.h"
#include "api/auth/key_ring.h"
#include "bench/load_run.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::cli {

/// Speaks Rekognition's wire protocol to a server over plain HTTP, signed as SDKs sign. Not thread-safe.
class RekognitionCaller {
 public:
  RekognitionCaller(LoadTarget target, std::string access_key_id, std::string_view secret)
      : target_(std::move(target)), access_key_id_(std::move(access_key_id)), secret_(std::string(secret)) {}

  /// A whole request as it goes over the wire, signed now: good for limits::kClockSkewMax.
  std::string wire(std::string_view operation, std::string_view body) const;
  /// The answer to an operation, whatever its status. @errors kUnavailable
  Result<HttpResponse> call(std::string_view operation, std::string_view body);
  /// The text of /metrics. @errors kUnavailable  there was no answer, or one that says no.
  Result<std::string> metrics();

 private:
  HttpRequest signed_request(std::string_view operation, std::string_view body) const;
  std::string url(std::string_view path) const;

  LoadTarget target_;
  std::string access_key_id_;
  Secret secret_;
  http_client::HttpClient client_;
};

/// `{"CollectionId":...,"Image":{"Bytes":...}}`, with an ExternalImageId where it is not empty.
std::string image_request(std::string_view collection, std::span<const std::byte> picture,
                          std::string_view external_image = "");

}  // namespace mien::cli
