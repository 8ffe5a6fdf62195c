#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "ports/http.h"

namespace mien::http_server {

/// Whether a response can be put on the wire: a status from 200 to 599, names that are tokens, values without control
/// characters, which would let a stored string add headers or answers of its own.
bool is_sendable(const HttpResponse& response);

enum class Connection : std::uint8_t { kKeepAlive, kClose };
enum class HttpVersion : std::uint8_t { k10, k11 };

/// Writes status line and headers of a sendable response to `out`, in place of what was there. Framing, Connection,
/// Date and Server are the server's: a handler's own are dropped, but for the Content-Length of an empty answer to
/// HEAD.
/// @param method   of the request.
/// @param version  likewise. To HTTP/1.0 a stream has no frame but the connection's end, which `connection` must say.
void write_response_head(const HttpResponse& response, std::string_view method, Connection connection,
                         std::string_view date, std::string& out, HttpVersion version = HttpVersion::k11);

/// Whether the body follows the headers.
bool sends_body(const HttpResponse& response, std::string_view method);

/// RFC 9110 5.6.7, as `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string http_date(std::time_t seconds);

}  // namespace mien::http_server
