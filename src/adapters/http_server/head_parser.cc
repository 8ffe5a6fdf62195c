#include "adapters/http_server/head_parser.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <string>

#include "core/ascii.h"

namespace mien::http_server {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// Bytes that change nothing in the scanner's state: all but control characters; the tab is none of them.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = i == '\t' || !is_control(static_cast<char>(i));
  return plain;
}();

bool is_plain(char c) { return kPlain[static_cast<unsigned char>(c)]; }

/// Visible ASCII without '#': a fragment is never sent, and a reader that cut it off would see another path.
bool is_target_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

/// The characters of RFC 3986's `host [":" port]`, in any order: what matters is that no delimiter gets in.
bool is_authority(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || std::string_view("-._~%!$&'()*+,;=:[]").find(c) != std::string_view::npos;
  });
}

/// Whether the request line ends with a well-formed version, which then is one that we do not speak.
bool names_another_version(std::string_view block) {
  const std::string_view line = block.substr(0, block.find('\r'));
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() < 9 || std::ranges::count(line, ' ') != 2) return false;
  const std::string_view end = line.substr(line.size() - 9);
  return end.starts_with(" HTTP/") && digit(end[6]) && end[7] == '.' && digit(end[8]);
}

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

class Parser final : public http::basic_parser<true> {
 public:
  Parser(const HeadLimits& limits, RequestHead& out) : limits_(limits), out_(out) {
    body_limit(boost::none);
    skip(true);  // Bodies are read by the session.
  }

  const std::optional<Refusal>& refusal() const { return refusal_; }

  std::optional<Refusal> check_framing() {
    if (transfer_encodings_ > 0) {
      // Old readers do not know the header and would take the body for the next request.
      if (!out_.http11) return Refusal{400, "Transfer-Encoding in HTTP/1.0"};
      if (transfer_encodings_ > 1 || !chunked()) return Refusal{400, "unsupported Transfer-Encoding"};
      out_.framing = Framing::kChunked;
    } else if (const auto length = content_length(); length && *length > 0) {
      out_.framing = Framing::kLength;
      out_.body_bytes = *length;
    }
    out_.keep_alive = keep_alive();
    return std::nullopt;
  }

  std::optional<Refusal> check_host_and_target() {
    if (hosts_ > 1) return Refusal{400, "more than one Host"};
    if (hosts_ == 0 && out_.http11) return Refusal{400, "no Host"};
    const std::string_view host = out_.head.header("host").value_or("");
    if (hosts_ == 1 && !is_authority(host)) return Refusal{400, "malformed Host"};
    std::string& target = out_.head.target;
    if (target.front() == '/') return std::nullopt;
    if (target == "*" && out_.head.method == "OPTIONS") return std::nullopt;
    const std::size_t scheme = starts_with_ignoring_case(target, "http://")    ? 7
                               : starts_with_ignoring_case(target, "https://") ? 8
                                                                               : 0;
    if (scheme == 0) return Refusal{400, "malformed target"};
    const std::size_t end = std::min(target.find_first_of("/?", scheme), target.size());
    const std::string_view authority = std::string_view(target).substr(scheme, end - scheme);
    if (!is_authority(authority)) return Refusal{400, "malformed target"};
    // Two names for one request: which of them counts must not depend on who reads it.
    if (hosts_ == 1 && !equal_ignoring_case(authority, host)) return Refusal{400, "target and Host differ"};
    target.erase(0, end);
    if (!target.starts_with('/')) target.insert(target.begin(), '/');
    return std::nullopt;
  }

 private:
  void refuse(Refusal refusal, error_code& ec) {
    refusal_ = refusal;
    ec = http::error::bad_field;  // Any error ends the parsing; refusal_ is what counts.
  }

  void on_request_impl(http::verb, BeastView method, BeastView target, int version, error_code& ec) override {
    out_.head.method = view(method);
    out_.http11 = version == 11;
    if (target.size() > limits_.target_bytes_max) return refuse({414, "target too long"}, ec);
    if (!is_target_text(view(target))) return refuse({400, "malformed target"}, ec);
    out_.head.target = view(target);
  }

  void on_field_impl(http::field field, BeastView name, BeastView value, error_code& ec) override {
    auto& headers = out_.head.headers;
    if (headers.size() == limits_.headers_max) return refuse({431, "too many headers"}, ec);
    headers.push_back({std::string(view(name)), std::string(view(value))});
    switch (field) {
      case http::field::host:
        ++hosts_;
        break;
      case http::field::transfer_encoding:
        ++transfer_encodings_;
        if (!equal_ignoring_case(view(value), "chunked")) refuse({400, "unsupported Transfer-Encoding"}, ec);
        break;
      case http::field::content_length:
        // Equal ones would be harmless, but no honest client sends them.
        if (++content_lengths_ > 1 || view(value).find(',') != std::string_view::npos)
          refuse({400, "more than one Content-Length"}, ec);
        break;
      case http::field::expect:
        if (!out_.http11) break;
        if (!equal_ignoring_case(view(value), "100-continue")) return refuse({417, "unknown expectation"}, ec);
        out_.expects_continue = true;
        break;
      default:
        break;
    }
  }

  void on_response_impl(int, BeastView, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastView body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, error_code&) override { return body.size(); }
  void on_finish_impl(error_code&) override {}

  const HeadLimits& limits_;
  RequestHead& out_;
  std::optional<Refusal> refusal_;
  int hosts_ = 0;
  int transfer_encodings_ = 0;
  int content_lengths_ = 0;
};

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  while (position_ < bytes.size()) {
    const char c = bytes[position_];
    if (after_cr_) {
      if (c != '\n') return State::kMalformed;
      after_cr_ = false;
      ++position_;
      if (line_bytes_ == 0) {
        if (lines_ > 0) return State::kComplete;
        // RFC 9112 2.2: one empty line before the request is forgiven.
        if (begin_ > 0) return State::kMalformed;
        begin_ = position_;
        continue;
      }
      ++lines_;
      line_bytes_ = 0;
    } else if (c == '\r') {
      after_cr_ = true;
      ++position_;
    } else {
      if (!is_plain(c)) return State::kMalformed;
      if (line_bytes_ == 0 && (c == ' ' || c == '\t')) return State::kMalformed;
      const std::size_t start = position_;
      while (position_ < bytes.size() && is_plain(bytes[position_])) ++position_;
      line_bytes_ += position_ - start;
    }
  }
  return State::kMore;
}

std::optional<Refusal> parse_head(std::string_view block, const HeadLimits& limits, RequestHead& out) {
  Parser parser(limits, out);
  parser.header_limit(static_cast<std::uint32_t>(block.size() + 1));
  out.head.headers.reserve(std::min<std::size_t>(limits.headers_max, 16));
  error_code error;
  parser.put({block.data(), block.size()}, error);
  if (parser.refusal()) return parser.refusal();
  if (error == http::error::bad_version && names_another_version(block)) return Refusal{505, "HTTP/1.1 or 1.0 only"};
  if (error || !parser.is_header_done()) return Refusal{400, "malformed request"};
  if (auto refusal = parser.check_framing()) return refusal;
  return parser.check_host_and_target();
}

}  // namespace mien::http_server
