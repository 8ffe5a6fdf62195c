#include <algorithm>
#include <array>

#include "api/s3/body_sums.h"
#include "api/s3/document.h"
#include "api/s3/handlers.h"
#include "api/s3/xml_reader.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::api::s3 {
namespace {

constexpr std::array<std::string_view, 5> kCorsMethods{"GET", "PUT", "HEAD", "POST", "DELETE"};
/// Of objects; S3 has more of what Mien never does, which may be asked for and never happens.
constexpr std::array<std::string_view, 26> kEvents{"s3:TestEvent",
                                                   "s3:ObjectCreated:*",
                                                   "s3:ObjectCreated:Put",
                                                   "s3:ObjectCreated:Post",
                                                   "s3:ObjectCreated:Copy",
                                                   "s3:ObjectCreated:CompleteMultipartUpload",
                                                   "s3:ObjectRemoved:*",
                                                   "s3:ObjectRemoved:Delete",
                                                   "s3:ObjectRemoved:DeleteMarkerCreated",
                                                   "s3:ObjectRestore:*",
                                                   "s3:ObjectRestore:Post",
                                                   "s3:ObjectRestore:Completed",
                                                   "s3:ObjectRestore:Delete",
                                                   "s3:ReducedRedundancyLostObject",
                                                   "s3:Replication:*",
                                                   "s3:Replication:OperationFailedReplication",
                                                   "s3:Replication:OperationMissedThreshold",
                                                   "s3:Replication:OperationReplicatedAfterThreshold",
                                                   "s3:Replication:OperationNotTracked",
                                                   "s3:LifecycleExpiration:*",
                                                   "s3:LifecycleExpiration:Delete",
                                                   "s3:LifecycleExpiration:DeleteMarkerCreated",
                                                   "s3:LifecycleTransition",
                                                   "s3:IntelligentTiering",
                                                   "s3:ObjectTagging:*",
                                                   "s3:ObjectAcl:Put"};

bool is_one_line(std::string_view text) { return std::ranges::none_of(text, is_control); }

bool has_at_most_one_star(std::string_view text) { return std::ranges::count(text, '*') <= 1; }

/// All texts of an element and what is in it.
std::size_t text_bytes(const XmlElement& element) {
  std::size_t sum = element.text.size();
  for (const XmlElement& child : element.children) sum += text_bytes(child);
  return sum;
}

S3Reply<void> check_cors(const CorsRule& rule) {
  if (rule.origins.empty() || rule.methods.empty()) return refuse(kMalformedXml);
  for (const std::string& method : rule.methods)
    if (std::ranges::find(kCorsMethods, method) == kCorsMethods.end())
      return refuse(kInvalidRequest, "Found unsupported HTTP method in CORS config. Unsupported method is given.");
  for (const std::vector<std::string>* texts : {&rule.origins, &rule.headers})
    for (const std::string& text : *texts)
      if (!has_at_most_one_star(text))
        return refuse(kInvalidRequest, "An AllowedOrigin or AllowedHeader can not have more than one wildcard.");
  for (const std::vector<std::string>* texts : {&rule.origins, &rule.headers, &rule.exposed})
    for (const std::string& text : *texts)
      if (text.empty() || !is_one_line(text)) return refuse(kMalformedXml);
  if (std::ranges::any_of(rule.exposed, [](const std::string& text) { return text.find('*') != std::string::npos; }))
    return refuse(kInvalidRequest,
                  "ExposeHeader contains wildcard. We currently do not support wildcard for "
                  "ExposeHeader.");
  return {};
}

S3Reply<CorsRule> cors_rule(const XmlElement& element) {
  CorsRule rule;
  if (text_bytes(element) > limits::kBucketRuleBytesMax) return refuse(kMalformedXml);
  for (const XmlElement& child : element.children) {
    if (child.name == "ID") {
      rule.id = child.text;
    } else if (child.name == "AllowedOrigin") {
      rule.origins.push_back(child.text);
    } else if (child.name == "AllowedMethod") {
      rule.methods.push_back(child.text);
    } else if (child.name == "AllowedHeader") {
      rule.headers.push_back(child.text);
    } else if (child.name == "ExposeHeader") {
      rule.exposed.push_back(child.text);
    } else if (child.name == "MaxAgeSeconds") {
      rule.max_age_s = number_of<std::uint32_t>(child.text);
      if (!rule.max_age_s) return refuse(kMalformedXml);
    } else {
      return refuse(kMalformedXml);
    }
  }
  if (!is_one_line(rule.id)) return refuse(kMalformedXml);
  MIEN_TRY_VOID(check_cors(rule));
  return rule;
}

S3Reply<void> read_filter(const XmlElement& filter, NotificationRule& rule) {
  const XmlElement* const key = filter.child("S3Key");
  if (filter.children.empty() || key == nullptr)
    return filter.children.empty() ? S3Reply<void>{} : refuse(kMalformedXml);
  bool has_prefix = false, has_suffix = false;
  for (const XmlElement& entry : key->children) {
    const std::string name = lower_case(entry.child_text("Name"));
    const bool is_prefix = name == "prefix";
    if (entry.name != "FilterRule" || (!is_prefix && name != "suffix"))
      return refuse(kInvalidArgument, "filter rule name must be either prefix or suffix");
    bool& seen = is_prefix ? has_prefix : has_suffix;
    if (seen) return refuse(kInvalidArgument, "Cannot specify more than one " + name + " rule in a filter.");
    seen = true;
    (is_prefix ? rule.prefix : rule.suffix) = entry.child_text("Value");
  }
  if (rule.prefix.size() > ObjectPath::kBytesMax || rule.suffix.size() > ObjectPath::kBytesMax)
    return refuse(kInvalidArgument, "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
  return {};
}

S3Reply<NotificationRule> function_rule(const XmlElement& element, std::size_t number) {
  NotificationRule rule;
  for (const XmlElement& child : element.children) {
    if (child.name == "Id") {
      rule.id = child.text;
    } else if (child.name == "CloudFunction" || child.name == "LambdaFunctionArn") {
      rule.function_arn = child.text;
    } else if (child.name == "Event") {
      if (std::ranges::find(kEvents, child.text) == kEvents.end())
        return refuse(kInvalidArgument, "The event is not supported for notifications");
      rule.events.push_back(child.text);
    } else if (child.name == "Filter") {
      MIEN_TRY_VOID(read_filter(child, rule));
    } else {
      return refuse(kMalformedXml);
    }
  }
  const bool whole = !rule.events.empty() && !rule.function_arn.empty();
  if (!whole || text_bytes(element) > limits::kBucketRuleBytesMax) return refuse(kMalformedXml);
  for (const std::string* text : {&rule.id, &rule.function_arn, &rule.prefix, &rule.suffix})
    if (!is_one_line(*text)) return refuse(kMalformedXml);
  if (rule.id.empty()) rule.id = "rule-" + std::to_string(number);
  return rule;
}

Refusal unknown_destination(const XmlElement& element) {
  Refusal refusal{kInvalidArgument, "Unable to validate the following destination configurations"};
  for (const char* name : {"Queue", "QueueArn", "Topic", "TopicArn", "CloudFunction", "LambdaFunctionArn"})
    if (const XmlElement* const arn = element.child(name)) {
      refusal.more = {{"ArgumentName", arn->text},
                      {"ArgumentValue", "The destination does not exist, or this server cannot reach it"}};
      break;
    }
  return refusal;
}

S3Reply<std::vector<NotificationRule>> notification_rules(const XmlElement& document) {
  std::vector<NotificationRule> rules;
  if (document.name != "NotificationConfiguration") return refuse(kMalformedXml);
  for (const XmlElement& element : document.children) {
    if (element.name != "CloudFunctionConfiguration") {
      const bool known = element.name == "QueueConfiguration" || element.name == "TopicConfiguration" ||
                         element.name == "EventBridgeConfiguration";
      if (!known) return refuse(kMalformedXml);
      return std::unexpected(unknown_destination(element));  // There are functions here, and nothing else.
    }
    MIEN_TRY(NotificationRule rule, function_rule(element, rules.size() + 1));
    for (const NotificationRule& other : rules) {
      if (other.id == rule.id) return refuse(kInvalidArgument, "Same ID used for multiple configurations.");
      if (overlap(other, rule))
        return refuse(kInvalidArgument,
                      "Configurations overlap. Configurations on the same bucket cannot share a "
                      "common event type.");
    }
    rules.push_back(std::move(rule));
    if (rules.size() > limits::kNotificationRulesMax)
      return refuse(kInvalidArgument, "There may be no more notification configurations.");
  }
  return rules;
}

S3Reply<XmlElement> read_document(const Call& call) {
  MIEN_TRY_VOID(check_declared(call));
  auto document = read_xml(call.body);
  if (!document) return refuse(kMalformedXml);
  return *std::move(document);
}

HttpResponse done(int status) { return {.status = status, .headers = {}, .body = {}}; }

}  // namespace

Reply get_bucket_cors(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  if (const auto bucket = call.use.find_buckets.find(name); !bucket) return refuse(bucket.error());
  const auto rules = call.use.rules.of(name.text());
  if (rules->cors.empty()) return refuse(kNoSuchCors);
  XmlWriter xml = xml_document("CORSConfiguration");
  for (const CorsRule& rule : rules->cors) {
    xml.open("CORSRule");
    if (!rule.id.empty()) xml.text("ID", rule.id);
    for (const std::string& text : rule.origins) xml.text("AllowedOrigin", text);
    for (const std::string& text : rule.methods) xml.text("AllowedMethod", text);
    for (const std::string& text : rule.headers) xml.text("AllowedHeader", text);
    for (const std::string& text : rule.exposed) xml.text("ExposeHeader", text);
    if (rule.max_age_s) xml.number("MaxAgeSeconds", *rule.max_age_s);
    xml.close();
  }
  return xml_response(xml.close().take());
}

Reply put_bucket_cors(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  MIEN_TRY(const XmlElement document, read_document(call));
  if (document.name != "CORSConfiguration" || document.children.empty() ||
      document.children.size() > limits::kCorsRulesMax)
    return refuse(kMalformedXml);
  std::vector<CorsRule> rules;
  for (const XmlElement& element : document.children) {
    if (element.name != "CORSRule") return refuse(kMalformedXml);
    MIEN_TRY(CorsRule rule, cors_rule(element));
    rules.push_back(std::move(rule));
  }
  if (const auto set = call.use.change_rules.set_cors(name, std::move(rules)); !set) return refuse(set.error());
  return done(200);
}

Reply delete_bucket_cors(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  if (const auto set = call.use.change_rules.set_cors(name, {}); !set) return refuse(set.error());
  return done(204);
}

Reply get_bucket_notification(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  if (const auto bucket = call.use.find_buckets.find(name); !bucket) return refuse(bucket.error());
  XmlWriter xml = xml_document("NotificationConfiguration");
  const auto rules = call.use.rules.of(name.text());
  for (const NotificationRule& rule : rules->notifications) {
    xml.open("CloudFunctionConfiguration").text("Id", rule.id).text("CloudFunction", rule.function_arn);
    for (const std::string& event : rule.events) xml.text("Event", event);
    if (!rule.prefix.empty() || !rule.suffix.empty()) {
      xml.open("Filter").open("S3Key");
      if (!rule.prefix.empty()) xml.open("FilterRule").text("Name", "Prefix").text("Value", rule.prefix).close();
      if (!rule.suffix.empty()) xml.open("FilterRule").text("Name", "Suffix").text("Value", rule.suffix).close();
      xml.close().close();
    }
    xml.close();
  }
  return xml_response(xml.close().take());
}

Reply put_bucket_notification(const Call& call) {
  MIEN_TRY(const BucketName name, call.bucket());
  MIEN_TRY(const XmlElement document, read_document(call));
  if (const auto bucket = call.use.find_buckets.find(name); !bucket) return refuse(bucket.error());
  MIEN_TRY(std::vector<NotificationRule> rules, notification_rules(document));
  const auto set = call.use.change_rules.set_notifications(name, std::move(rules));
  if (!set && set.error().code == ErrorCode::kInvalidArgument && !document.children.empty())
    return std::unexpected(unknown_destination(document.children.front()));
  if (!set) return refuse(set.error());
  return done(200);
}

}  // namespace mien::api::s3
