#include "adapters/http_server/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "core/ascii.h"

namespace mien::http_server {
namespace {

std::string_view reason_phrase(int status) {
  struct Phrase {
    int status;
    std::string_view text;
  };
  static constexpr std::array kPhrases = std::to_array<Phrase>({
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"},
  });
  const auto* const found = std::ranges::find(kPhrases, status, &Phrase::status);
  return found == kPhrases.end() ? std::string_view{} : found->text;  // An empty phrase is allowed.
}

bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kOurs{"content-length", "connection", "date",
                                                         "server",         "keep-alive", "transfer-encoding"};
  return std::ranges::any_of(kOurs, [name](std::string_view ours) { return equal_ignoring_case(ours, name); });
}

bool has_body(int status) { return status != 204 && status != 304; }

void append_number(std::size_t number, std::string& out) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// What a GET would have got, where the handler knows the length without having made the body.
std::string_view length_for_head(const HttpResponse& response) {
  for (const HttpHeader& header : response.headers) {
    if (!equal_ignoring_case(header.name, "content-length")) continue;
    const bool digits = !header.value.empty() && header.value.size() < 20 &&
                        std::ranges::all_of(header.value, [](char c) { return c >= '0' && c <= '9'; });
    if (digits) return header.value;
  }
  return {};
}

}  // namespace

bool is_sendable(const HttpResponse& response) {
  return response.status >= 200 && response.status <= 599 &&
         std::ranges::all_of(response.headers, [](const HttpHeader& header) {
           return is_token(header.name) && is_field_value(header.value);
         });
}

bool sends_body(const HttpResponse& response, std::string_view method) {
  return method != "HEAD" && has_body(response.status);
}

void write_response_head(const HttpResponse& response, std::string_view method, Connection connection,
                         std::string_view date, std::string& out, HttpVersion version) {
  out.assign("HTTP/1.1 ");
  append_number(static_cast<std::size_t>(response.status), out);
  out.append(" ").append(reason_phrase(response.status)).append("\r\nServer: mien\r\nDate: ").append(date);
  const bool is_unbounded = response.stream && !response.stream_bytes;
  if (is_unbounded && has_body(response.status)) {
    if (version == HttpVersion::k11) out.append("\r\nTransfer-Encoding: chunked");
  } else if (has_body(response.status)) {
    out.append("\r\nContent-Length: ");
    const std::string_view declared =
        method == "HEAD" && response.body.empty() ? length_for_head(response) : std::string_view{};
    if (response.stream)
      append_number(*response.stream_bytes, out);
    else if (declared.empty())
      append_number(response.body.size(), out);
    else
      out.append(declared);
  }
  out.append(connection == Connection::kClose ? "\r\nConnection: close\r\n" : "\r\nConnection: keep-alive\r\n");
  for (const HttpHeader& header : response.headers)
    if (!is_ours(header.name)) out.append(header.name).append(": ").append(header.value).append("\r\n");
  out.append("\r\n");
}

std::string http_date(std::time_t seconds) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[std::size_t(utc.tm_wday)],
                utc.tm_mday, kMonths[std::size_t(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text.data();
}

}  // namespace mien::http_server
