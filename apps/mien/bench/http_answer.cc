#include "bench/http_answer.h"

#include "core/ascii.h"
#include "core/number.h"

namespace mien::cli {
namespace {

constexpr std::size_t kHeadBytesMax = 64 * 1024;

/// The text of a member with this name, where it is a string without escapes.
std::string_view member(std::string_view json, std::string_view name) {
  const std::string quoted = '"' + std::string(name) + '"';
  std::size_t at = json.find(quoted);
  if (at == std::string_view::npos) return {};
  at = json.find_first_not_of(" :", at + quoted.size());
  if (at == std::string_view::npos || json[at] != '"') return {};
  const std::size_t end = json.find('"', at + 1);
  return end == std::string_view::npos ? std::string_view() : json.substr(at + 1, end - at - 1);
}

}  // namespace

HttpAnswer::State HttpAnswer::feed(std::string_view bytes) {
  text_ += bytes;
  if (head_bytes_ == 0)
    if (const State state = read_head(); state != State::kComplete) return state;
  return text_.size() >= head_bytes_ + body_bytes_ ? State::kComplete : State::kIncomplete;
}

void HttpAnswer::clear() {
  text_.clear();
  head_bytes_ = body_bytes_ = 0;
  status_ = 0;
  closes_ = false;
}

HttpAnswer::State HttpAnswer::read_head() {
  const std::size_t end = text_.find("\r\n\r\n");
  if (end == std::string::npos) return text_.size() > kHeadBytesMax ? State::kBroken : State::kIncomplete;
  std::string_view head = std::string_view(text_).substr(0, end + 2);
  if (!head.starts_with("HTTP/1.") || head.size() < 12) return State::kBroken;
  const auto status = number_of<int>(head.substr(9, 3));
  if (!status) return State::kBroken;
  if (*status < 200) {  // Interim, such as 100: the answer comes after it.
    text_.erase(0, end + 4);
    return read_head();
  }
  status_ = *status;
  std::optional<std::size_t> length;
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const std::size_t stop = head.find("\r\n", at);
    const std::string_view line = head.substr(at, stop - at);
    at = stop + 2;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return State::kBroken;
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (equal_ignoring_case(line.substr(0, colon), "content-length")) length = number_of<std::size_t>(value);
    if (equal_ignoring_case(line.substr(0, colon), "connection")) closes_ = equal_ignoring_case(value, "close");
  }
  if (!length) return State::kBroken;
  head_bytes_ = end + 4;
  body_bytes_ = *length;
  return State::kComplete;
}

std::string HttpAnswer::code() const {
  for (const char* name : {"__type", "code"})
    if (const std::string_view found = member(body(), name); !found.empty()) return std::string(found);
  return std::to_string(status_);
}

}  // namespace mien::cli
