#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "api/auth/key_ring.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::cli {

/// An S3 server, and who asks it.
struct S3Access {
  std::string origin;  ///< http://HOST[:PORT] or https://..., without a slash at its end.
  std::string base{};  ///< What stands before each path: empty, or from a slash on, without one at its end.
  std::string host;    ///< As the header Host has it.
  std::string region;
  std::string access_key_id;
  Secret secret;
  std::string session_token{};  ///< Of temporary credentials; empty: none.
  std::string ca_cert{};        ///< PEM file of the only authorities to trust; empty: those that the machine trusts.
};

/// The address of a server, in the parts that S3Access has of it.
struct ServerAddress {
  std::string origin;
  std::string base;
  std::string host;
};
/// @param text  "http://HOST[:PORT][/PATH]" or https; slashes at its end do not count
/// @errors kInvalidArgument  the message goes on after the name of what holds the address: "must be ...".
Result<ServerAddress> parse_server_address(std::string text);

/// A request for an object, as it goes out.
struct S3Request {
  std::string url;
  std::vector<HttpHeader> headers;
};

/// A request without a body for an object, in path style, signed with Signature Version 4.
/// @param more  headers that are signed with the others
S3Request sign_s3_request(const S3Access& access, std::string_view method, std::string_view bucket,
                          std::string_view key, std::chrono::sys_seconds at, std::vector<HttpHeader> more = {});

}  // namespace mien::cli
