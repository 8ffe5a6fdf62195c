#include "api/auth/post_policy.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <set>
#include <utility>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/s3_auth_versions.h"
#include "api/auth/sigv4_header.h"
#include "api/json/parse.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/utf8.h"

namespace mien::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kFileNameVariable = "${filename}";
constexpr std::size_t kEchoBytesMax = 128;  ///< Of a caller's text in an answer to that caller.
constexpr JsonLimits kPolicyLimits{.depth_max = 4, .values_max = 1000, .members_per_object_max = 8};

std::unexpected<S3Error> invalid_policy(std::string_view why) {
  return refuse(S3Problem::kInvalidPolicy, "Invalid Policy: " + std::string(why));
}

std::string in_quotes(std::string_view text) { return '"' + std::string(cut_utf8(text, kEchoBytesMax)) + '"'; }

std::unexpected<S3Error> condition_failed(std::string_view op, std::string_view name, std::string_view value) {
  return refuse(S3Problem::kPolicyBroken, "Invalid according to Policy: Policy Condition failed: [" + in_quotes(op) +
                                              ", " + in_quotes("$" + std::string(name)) + ", " + in_quotes(value) +
                                              "]");
}

std::string_view value_of_field(const std::vector<ProvenForm::Field>& fields, std::string_view name) {
  const auto field = std::ranges::find_if(
      fields, [&](const ProvenForm::Field& candidate) { return equal_ignoring_case(candidate.name, name); });
  return field != fields.end() ? std::string_view(field->value) : std::string_view();
}

bool is_exempt(std::string_view lower_name) {
  return lower_name == "policy" || lower_name == "file" || lower_name == "x-amz-signature" ||
         lower_name == "signature" || lower_name == "awsaccesskeyid" || lower_name.starts_with("x-ignore-");
}

constexpr std::string_view kTooManyBytes = "The fields of the form are larger than 20000 bytes.";

/// A policy whose signature was checked, held against what the fields of its form have become.
class Policy {
 public:
  Policy(const PostForm& form, const std::vector<ProvenForm::Field>& fields) : form_(form), fields_(fields) {}

  S3Result<std::chrono::sys_seconds> check(const json::value& document, std::chrono::sys_seconds now) {
    const auto* const object = document.if_object();
    if (object == nullptr) return invalid_policy("it is not a JSON object.");
    MIEN_TRY(const auto expiration, read_expiration(*object));
    if (expiration < now) return refuse(S3Problem::kExpired, "Invalid according to Policy: Policy expired.");
    const auto* const conditions = object->if_contains("conditions");
    if (conditions == nullptr || !conditions->is_array()) return invalid_policy("Policy has no list of conditions.");
    if (conditions->get_array().size() > limits::kPolicyConditionsMax)
      return invalid_policy("Policy has too many conditions.");
    for (const json::value& condition : conditions->get_array()) MIEN_TRY_VOID(check_condition(condition));
    MIEN_TRY_VOID(check_that_all_is_covered());
    return expiration;
  }

 private:
  static S3Result<std::chrono::sys_seconds> read_expiration(const json::object& policy) {
    const auto* const text = policy.if_contains("expiration");
    if (text == nullptr || !text->is_string()) return invalid_policy("Policy missing expiration.");
    const auto at = parse_iso_date(std::string_view(text->get_string()));
    if (!at) return invalid_policy("Invalid 'expiration' value.");
    return *at;
  }

  S3Result<void> check_condition(const json::value& condition) {
    if (const auto* const object = condition.if_object()) {
      if (object->size() != 1 || !object->begin()->value().is_string())
        return invalid_policy("a condition that is an object must have one member, a string.");
      return check_equal(object->begin()->key(), object->begin()->value().get_string());
    }
    const auto* const array = condition.if_array();
    if (array == nullptr || array->size() != 3 || !array->at(0).is_string())
      return invalid_policy("a condition must be an object, or a list of three whose first is an operator.");
    const std::string_view op = array->at(0).get_string();
    if (equal_ignoring_case(op, "content-length-range")) return check_range(array->at(1), array->at(2));
    if (!array->at(1).is_string() || !array->at(2).is_string() || !array->at(1).get_string().starts_with('$'))
      return invalid_policy("a condition compares a field, written with '$', with a string.");
    const std::string_view name = std::string_view(array->at(1).get_string()).substr(1);
    const std::string_view value = array->at(2).get_string();
    if (equal_ignoring_case(op, "eq")) return check_equal(name, value);
    if (equal_ignoring_case(op, "starts-with")) return check_start(name, value);
    return invalid_policy("unknown operator of a condition.");
  }

  /// A field that is not in the form counts as empty, as S3 has it.
  std::string_view value_of(std::string_view lower_name) {
    covered_.emplace(lower_name);
    if (lower_name == "bucket") return form_.bucket;
    return value_of_field(fields_, lower_name);
  }

  S3Result<void> check_equal(std::string_view name, std::string_view value) {
    if (value_of(lower_case(name)) == value) return {};
    return condition_failed("eq", name, value);
  }

  S3Result<void> check_start(std::string_view name, std::string_view start) {
    const std::string lower_name = lower_case(name);
    std::string_view value = value_of(lower_name);
    // A list of types must be such throughout.
    const bool is_list = lower_name == "content-type";
    do {
      const auto end = is_list ? value.find(',') : std::string_view::npos;
      const std::string_view item = is_list ? trimmed(value.substr(0, end)) : value;
      if (!item.starts_with(start)) return condition_failed("starts-with", name, start);
      value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    } while (!value.empty());
    return {};
  }

  static std::optional<std::uint64_t> read_bytes(const json::value& value) {
    if (const auto* const text = value.if_string()) return number_of<std::uint64_t>(*text);
    if (const auto* const number = value.if_uint64()) return *number;
    const auto* const number = value.if_int64();
    return number != nullptr && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
  }

  S3Result<void> check_range(const json::value& from, const json::value& to) const {
    const auto min = read_bytes(from);
    const auto max = read_bytes(to);
    if (!min || !max) return invalid_policy("content-length-range takes two numbers of bytes.");
    if (form_.file_bytes > *max)
      return refuse(S3Problem::kTooLarge, "Your proposed upload exceeds the maximum allowed size");
    if (form_.file_bytes < *min)
      return refuse(S3Problem::kTooSmall, "Your proposed upload is smaller than the minimum allowed size");
    return {};
  }

  S3Result<void> check_that_all_is_covered() const {
    std::string extra = covered_.contains("bucket") ? "" : "bucket";
    for (const ProvenForm::Field& field : fields_) {
      const std::string name = lower_case(field.name);
      if (is_exempt(name) || covered_.contains(name)) continue;
      if (!extra.empty()) extra += ", ";
      extra += cut_utf8(name, kEchoBytesMax);
    }
    if (extra.empty()) return {};
    return refuse(S3Problem::kPolicyBroken, "Invalid according to Policy: Extra input fields: " + extra);
  }

  const PostForm& form_;
  const std::vector<ProvenForm::Field>& fields_;
  std::set<std::string, std::less<>> covered_;
};

/// Of what was sent, before any of it is copied.
S3Result<void> check_fields(const PostForm& form) {
  if (form.fields.size() > limits::kFormFieldsMax)
    return refuse(S3Problem::kInvalidPolicy, "The form has too many fields.");
  std::size_t bytes = 0;
  for (const PostForm::Field& field : form.fields) bytes += field.name.size() + field.value.size();
  if (bytes > limits::kFormFieldsBytesMax) return refuse(S3Problem::kInvalidPolicy, std::string(kTooManyBytes));
  if (form.file_name.size() > limits::kFormFileNameBytesMax)
    return refuse(S3Problem::kInvalidPolicy, "The name of the form's file is longer than 1024 bytes.");
  std::set<std::string> names;
  for (const PostForm::Field& field : form.fields)
    if (!names.insert(lower_case(field.name)).second)
      return refuse(S3Problem::kPolicyBroken,
                    "The form has the field " + in_quotes(field.name) + " twice.");  // Which of them would be checked?
  return {};
}

S3Result<std::vector<ProvenForm::Field>> with_variables_replaced(const PostForm& form) {
  std::vector<ProvenForm::Field> out;
  std::size_t bytes_left = limits::kFormFieldsBytesMax;
  for (const PostForm::Field& field : form.fields) {
    auto value = field.name.size() <= bytes_left
                     ? with_file_name(field.value, form.file_name, bytes_left - field.name.size())
                     : std::nullopt;
    if (!value) return refuse(S3Problem::kInvalidPolicy, std::string(kTooManyBytes));
    bytes_left -= field.name.size() + value->size();
    out.push_back({std::string(field.name), *std::move(value)});
  }
  return out;
}

S3Result<std::string_view> needed(const PostForm& form, std::string_view name) {
  if (const auto* const field = form.find(name)) return field->value;
  return refuse(S3Problem::kMissingField, "Bucket POST must contain a field named '" + std::string(name) +
                                              "'.  If it is specified, please check the order of the fields.");
}

S3Result<S3Caller> prove4(const PostForm& form, std::string_view policy, const KeyRing& keys,
                          std::chrono::sys_seconds now) {
  MIEN_TRY(const auto algorithm, needed(form, "X-Amz-Algorithm"));
  MIEN_TRY(const auto credential, needed(form, "X-Amz-Credential"));
  MIEN_TRY(const auto date, needed(form, "X-Amz-Date"));
  MIEN_TRY(const auto signature, needed(form, "X-Amz-Signature"));
  if (algorithm != sigv4::kAlgorithm)
    return refuse(S3Problem::kMalformedQuery, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  const auto claim = sigv4::make_claim(credential, "host", signature);
  if (!claim) return refuse(S3Problem::kMalformedQuery, claim.error().message);
  const auto at = parse_amz_date(date);
  if (!at) return refuse(S3Problem::kNoDate, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (claim->scope.service != "s3" || claim->scope.date != date.substr(0, 8))
    return refuse(S3Problem::kMalformedQuery, "The credential must be of the day of X-Amz-Date and of \"s3\".");
  if (*at > now + limits::kClockSkewMax) return refuse(S3Problem::kNotYetValid, "Request is not yet valid");
  if (*at + limits::kLinkLifetimeMax < now) return s3_auth::expired();
  const auto key = keys.find(claim->access_key_id);
  if (!key) return s3_auth::unknown_key();
  if (!equal_in_constant_time(sigv4::signature(key->secret, claim->scope, policy), signature))
    return s3_auth::bad_signature();
  return S3Caller{.principal = {std::string(claim->access_key_id), key->role}};
}

S3Result<S3Caller> prove2(const PostForm& form, std::string_view policy, const KeyRing& keys) {
  MIEN_TRY(const auto access_key_id, needed(form, "AWSAccessKeyId"));
  MIEN_TRY(const auto signature, needed(form, "Signature"));
  const auto key = access_key_id.size() <= limits::kAccessKeyIdBytesMax ? keys.find(access_key_id) : std::nullopt;
  if (!key) return s3_auth::unknown_key();
  const auto right = hmac_sha1(std::as_bytes(std::span(key->secret.reveal())), policy);
  if (!equal_in_constant_time(encode_base64(right), signature)) return s3_auth::bad_signature();
  return S3Caller{.principal = {std::string(access_key_id), key->role}};
}

}  // namespace

const PostForm::Field* PostForm::find(std::string_view name) const {
  const auto field = std::ranges::find_if(fields, [&](const Field& f) { return equal_ignoring_case(f.name, name); });
  return field != fields.end() ? &*field : nullptr;
}

std::string_view ProvenForm::value(std::string_view name) const { return value_of_field(fields, name); }

std::optional<std::string> with_file_name(std::string_view value, std::string_view file_name, std::size_t bytes_max) {
  // Browsers may send a whole path, with either kind of slash.
  const auto slash = file_name.find_last_of("/\\");
  if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  std::string out;
  const auto add = [&](std::string_view text) {
    if (text.size() > bytes_max - out.size()) return false;
    out += text;
    return true;
  };
  for (;;) {
    const auto at = value.find(kFileNameVariable);
    if (!add(value.substr(0, at))) return std::nullopt;
    if (at == std::string_view::npos) return out;
    if (!add(file_name)) return std::nullopt;
    value.remove_prefix(at + kFileNameVariable.size());
  }
}

S3Result<ProvenForm> verify_post_form(const PostForm& form, const KeyRing& keys, const Clock& clock) {
  MIEN_TRY_VOID(check_fields(form));
  const bool is_version4 = form.find("x-amz-signature") != nullptr || form.find("x-amz-credential") != nullptr ||
                           form.find("x-amz-algorithm") != nullptr;
  const bool is_version2 = form.find("awsaccesskeyid") != nullptr || form.find("signature") != nullptr;
  if (is_version4 && is_version2)
    return refuse(S3Problem::kSeveralMechanisms, "Only one auth mechanism allowed in a form.");
  if (!is_version4 && !is_version2 && form.find("policy") == nullptr)
    return refuse(S3Problem::kMissing, "Access Denied");
  if (form.find("x-amz-security-token") != nullptr) return s3_auth::invalid_token();
  MIEN_TRY(const auto encoded, needed(form, "Policy"));
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
  MIEN_TRY(auto caller, is_version4 ? prove4(form, encoded, keys, now) : prove2(form, encoded, keys));

  const auto decoded = decode_base64(encoded);
  if (!decoded) return invalid_policy("it is not base64.");
  const auto document = parse_json({reinterpret_cast<const char*>(decoded->data()), decoded->size()}, kPolicyLimits);
  if (!document) return invalid_policy(document.error().message);
  MIEN_TRY(auto fields, with_variables_replaced(form));
  MIEN_TRY(const auto expiration, Policy(form, fields).check(*document, now));
  // Nothing else ends what version 2 signed: it has no date.
  if (is_version2 && expiration > now + limits::kLinkLifetimeMax + limits::kClockSkewMax)
    return invalid_policy("it expires more than a week from now.");
  caller.means = S3Caller::Means::kForm;
  return ProvenForm{.caller = std::move(caller), .fields = std::move(fields)};
}

}  // namespace mien::api
