#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// One rule of a bucket's CORS configuration: which pages may do what. Invariant: no text holds a line break, every
/// origin and header has at most one '*'.
struct CorsRule {
  std::string id{};
  std::vector<std::string> origins{};  ///< At least one.
  std::vector<std::string> methods{};  ///< GET, PUT, HEAD, POST, DELETE; at least one.
  std::vector<std::string> headers{};  ///< That a page may send.
  std::vector<std::string> exposed{};  ///< That a page may read.
  std::optional<std::uint32_t> max_age_s{};
  bool operator==(const CorsRule&) const = default;
};

/// What a page asks for, or does.
struct CorsRequest {
  std::string_view origin;
  std::string_view method;
  std::vector<std::string_view> headers{};  ///< Only of a preflight.
};
/// The first rule that allows all of it; null where none does.
const CorsRule* find_rule(const std::vector<CorsRule>& rules, const CorsRequest& request);

/// One function that is told of what happens to a bucket's objects. Invariant: no text holds a line break.
struct NotificationRule {
  std::string id{};
  std::string function_arn{};
  std::vector<std::string> events{};  ///< "s3:ObjectCreated:*", "s3:ObjectCreated:Put" and so on; at least one.
  std::string prefix{};               ///< Of keys; empty: any.
  std::string suffix{};               ///< Likewise.
  bool operator==(const NotificationRule&) const = default;
};
/// @param event  as ObjectEvent names it, without "s3:".
bool matches(const NotificationRule& rule, std::string_view event, std::string_view key);
/// Whether one event of one key could match both: S3 takes no such pair.
bool overlap(const NotificationRule& a, const NotificationRule& b);

/// Whether `text` is `pattern`, in which one '*' stands for any text.
bool matches_wildcard(std::string_view pattern, std::string_view text);

/// The rules of one bucket.
struct BucketRules {
  std::vector<CorsRule> cors{};
  std::vector<NotificationRule> notifications{};
  bool operator==(const BucketRules&) const = default;
};

}  // namespace mien
