#include "api/json/parse.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <exception>
#include <string>
#include <system_error>

namespace mien::api {
namespace {

namespace bj = boost::json;

/// Builds the value on Boost's own stack and refuses what Boost lets pass. `problem_` says why a parse was stopped.
class Handler {
 public:
  // Boost checks these against its own hard limits; ours are checked below and by the parser's depth.
  static constexpr std::size_t max_object_size = bj::object::max_size();
  static constexpr std::size_t max_array_size = bj::array::max_size();
  static constexpr std::size_t max_key_size = bj::string::max_size();
  static constexpr std::size_t max_string_size = bj::string::max_size();

  explicit Handler(const JsonLimits& limits) : limits_(limits) {}

  bool on_document_begin(bj::error_code&) {
    stack_.reset();
    return true;
  }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code& ec) { return count_value(ec); }
  bool on_object_end(std::size_t members, bj::error_code& ec) {
    if (members > limits_.members_per_object_max) return stop(ec, "an object has too many members");
    members_ += members;
    stack_.push_object(members);
    return true;
  }
  bool on_array_begin(bj::error_code& ec) { return count_value(ec); }
  bool on_array_end(std::size_t elements, bj::error_code&) {
    stack_.push_array(elements);
    return true;
  }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_key(bj::string_view last, std::size_t, bj::error_code&) {
    stack_.push_key(last);
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(bj::string_view last, std::size_t, bj::error_code& ec) {
    stack_.push_string(last);
    return count_value(ec);
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t value, bj::string_view, bj::error_code& ec) {
    stack_.push_int64(value);
    return count_value(ec);
  }
  bool on_uint64(std::uint64_t value, bj::string_view, bj::error_code& ec) {
    stack_.push_uint64(value);
    return count_value(ec);
  }
  bool on_double(double value, bj::string_view digits, bj::error_code& ec) {
    if (!std::isfinite(value)) return stop(ec, "a number is out of range");
    // Boost's value may be off by some last places; the text came in one piece, so its digits are all here. A number
    // too small for a double keeps Boost's value, which is 0 or next to it.
    double exact = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exact);
    stack_.push_double(read.ec == std::errc() ? exact : value);
    return count_value(ec);
  }
  bool on_bool(bool value, bj::error_code& ec) {
    stack_.push_bool(value);
    return count_value(ec);
  }
  bool on_null(bj::error_code& ec) {
    stack_.push_null();
    return count_value(ec);
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

  bj::value release() { return stack_.release(); }
  std::size_t members() const { return members_; }
  std::string_view problem() const { return problem_; }

 private:
  bool stop(bj::error_code& ec, std::string_view problem) {
    problem_ = problem;
    ec = bj::error::syntax;
    return false;
  }
  bool count_value(bj::error_code& ec) {
    return ++values_ <= limits_.values_max || stop(ec, "there are too many values");
  }

  JsonLimits limits_;
  bj::value_stack stack_;
  std::size_t values_ = 0;
  std::size_t members_ = 0;
  std::string_view problem_;
};

/// Members of all objects within; recursion is bounded by the depth that the parser let pass.
std::size_t count_members(const bj::value& value) {
  std::size_t members = 0;
  if (const auto* object = value.if_object()) {
    members += object->size();
    for (const auto& member : *object) members += count_members(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) members += count_members(element);
  }
  return members;
}

std::unexpected<Error> refuse(std::string_view problem, std::size_t at) {
  return fail(ErrorCode::kInvalidArgument,
              "Not acceptable JSON at byte " + std::to_string(at) + ": " + std::string(problem) + ".");
}

}  // namespace

Result<bj::value> parse_json(std::string_view text, const JsonLimits& limits) {
  bj::parse_options options;
  options.max_depth = limits.depth_max;
  try {
    bj::basic_parser<Handler> parser(options, limits);
    bj::error_code ec;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
    if (!parser.handler().problem().empty()) return refuse(parser.handler().problem(), used);
    if (ec) return refuse(ec.message(), used);
    if (used < text.size()) return refuse("text after the value", used);
    bj::value value = parser.handler().release();
    // Of members with the same key Boost keeps one, so what was read and what is there differ in number.
    if (count_members(value) != parser.handler().members())
      return fail(ErrorCode::kInvalidArgument, "Not acceptable JSON: a key appears twice in an object.");
    return value;
  } catch (const std::exception& e) {
    return fail(ErrorCode::kInternal, "The JSON text could not be read.", e.what());
  }
}

}  // namespace mien::api
