#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/golden.h"
#include "support/header_of.h"
#include "unit/s3/surface.h"

namespace mien::api::s3 {

/// S3's surface over fakes. Requests are signed with the one key, who is the administrator.
class World {
 public:
  static constexpr std::string_view kRequestId = "00000000-0000-4000-8000-000000000000";
  static constexpr std::string_view kHost = "localhost:8080";

  using Headers = std::vector<HttpHeader>;

  World();
  ~World();

  HttpRequest unsigned_request(std::string method, std::string target, std::string body = {},
                               const Headers& headers = {}, std::string_view host = kHost) const;
  HttpRequest request(std::string method, std::string target, std::string body = {}, const Headers& headers = {},
                      std::string_view host = kHost) const;
  void sign(HttpRequest& request) const;
  /// As the router does it: by the head first.
  HttpResponse send(const HttpRequest& request) const;
  HttpResponse call(std::string method, std::string target, std::string body = {}, const Headers& headers = {},
                    std::string_view host = kHost) const;
  void make_bucket(std::string_view name) const;

  rekognition::World base;
  SurfaceOver over{base};
  const S3Api& api = over.api;
};

/// All of a body that comes bit by bit, as the server takes it.
std::string body_of(const HttpResponse& response);

/// The text of the first element of that name; empty where there is none.
std::string text_of(std::string_view xml, std::string_view element);
/// Of all of them.
std::vector<std::string> texts_of(std::string_view xml, std::string_view element);

void expect_error(const HttpResponse& response, int status, std::string_view code);

}  // namespace mien::api::s3
