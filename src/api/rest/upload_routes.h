#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/rest/route.h"
#include "app/intake/uploads.h"

namespace mien::api::rest {

/// A link that lets its holder put one object, once.
struct UploadLink {
  std::string url;
  std::vector<HttpHeader> headers;  ///< To be sent with it, as they are signed.
};
struct UploadLinkRequest {
  std::string access_key_id;  ///< Whose signature it bears.
  std::string base_url;       ///< Without a slash at its end.
  std::string bucket;
  std::string key;
  std::string content_type;
  std::optional<std::uint64_t> bytes{};  ///< None: any number up to the limit of pictures.
  std::chrono::seconds lifetime{};
};
/// Thread-safe. @errors kNotFound (the key is gone)
using SignUploadLink = std::function<Result<UploadLink>(const UploadLinkRequest&)>;

/// Uploads: announced, and what becomes of them however they come.
class UploadRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct UseCases {
    const app::AnnounceUpload& announce;
    const app::FindUpload& find;
    const app::RetryUpload& retry;
    const TaskStore& tasks;
    std::function<void()> wake;  ///< There is work again.
  };
  /// @param public_url  where the service is reached; empty: where the request says that it reached it
  UploadRoutes(UseCases use, SignUploadLink sign, std::string public_url, std::string_view scheme)
      : use_(std::move(use)), sign_(std::move(sign)), public_url_(std::move(public_url)), scheme_(scheme) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> create(const Call& call) const;
  Answer<HttpResponse> get(const Call& call) const;
  Answer<HttpResponse> list(const Call& call) const;
  Answer<HttpResponse> retry(const Call& call) const;
  Result<std::string> base_url(const HttpHead& head) const;

  UseCases use_;
  SignUploadLink sign_;
  std::string public_url_;
  std::string scheme_;
};

}  // namespace mien::api::rest
