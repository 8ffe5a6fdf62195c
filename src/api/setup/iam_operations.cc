#include "api/setup/iam_operations.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "api/setup/policy_document.h"
#include "api/xml/writer.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/percent.h"
#include "core/time.h"

namespace mien::api::setup {
namespace {

constexpr std::size_t kPathBytesMax = 512;  // These stand in IAM's service model.
constexpr std::size_t kPolicyNameBytesMax = 128;
constexpr std::size_t kArnBytesMin = 20;
constexpr std::size_t kArnBytesMax = 2048;
constexpr std::size_t kDescriptionBytesMax = 1000;
constexpr std::uint32_t kSessionSMin = 3600;
constexpr std::uint32_t kSessionSMax = 43'200;
constexpr std::size_t kPageMax = 1000;
constexpr std::size_t kPageDefault = 100;

QueryResult<std::string_view> required(const Form& form, std::string_view name) {
  if (const auto text = form.find(name)) return *text;
  return refuse(kValidation, std::string(name) + " is missing.");
}

QueryResult<ServiceRoleName> role_name(const Form& form) {
  MIEN_TRY(const std::string_view text, required(form, "RoleName"));
  auto name = ServiceRoleName::parse(text);
  if (!name) return refuse(kValidation, std::move(name).error().message);
  return *std::move(name);
}

QueryResult<std::string> policy_name(const Form& form) {
  MIEN_TRY(const std::string_view text, required(form, "PolicyName"));
  const bool valid =
      !text.empty() && text.size() <= kPolicyNameBytesMax && std::ranges::all_of(text, id_rules::ServiceRole::allowed);
  if (valid) return std::string(text);
  return refuse(kValidation, "A policy's name must have 1 to 128 letters, digits and '_+=,.@-'.");
}

QueryResult<std::string> policy_arn(const Form& form) {
  MIEN_TRY(const std::string_view text, required(form, "PolicyArn"));
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (plain && text.starts_with("arn:") && text.size() >= kArnBytesMin && text.size() <= kArnBytesMax)
    return std::string(text);
  return refuse(QueryError{400, "InvalidInput"}, "The ARN of the policy is not one.");
}

QueryResult<std::string> document(const Form& form, std::string_view name) {
  MIEN_TRY(const std::string_view text, required(form, name));
  auto checked = check_policy_document(text);
  if (!checked && checked.error().code == ErrorCode::kInvalidArgument)
    return refuse(kMalformedPolicy, std::move(checked).error().message);
  if (!checked) return refuse(std::move(checked).error());
  return std::string(text);
}

QueryResult<std::uint32_t> number(const Form& form, std::string_view name, std::uint32_t fallback, std::uint32_t min,
                                  std::uint32_t max) {
  const auto text = form.find(name);
  if (!text) return fallback;
  const auto value = number_of<std::uint32_t>(*text);
  if (value && *value >= min && *value <= max) return *value;
  return refuse(kValidation, std::string(name) + " must be a number from " + std::to_string(min) + " to " +
                                 std::to_string(max) + ".");
}

/// A path begins and ends with a slash.
QueryResult<std::string> path(const Form& form, std::string_view name) {
  const std::string_view text = form.find(name).value_or("/");
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (plain && text.starts_with('/') && text.ends_with('/') && text.size() <= kPathBytesMax) return std::string(text);
  return refuse(kValidation, std::string(name) + " must begin and end with a slash.");
}

std::unexpected<QueryRefusal> about_role(Error error, const ServiceRoleName& name) {
  if (error.code == ErrorCode::kNotFound) error.message = "The role with name " + name.text() + " cannot be found.";
  if (error.code == ErrorCode::kAlreadyExists) error.message = "Role with name " + name.text() + " already exists.";
  return refuse(std::move(error));
}

/// Ids of IAM's roles begin with AROA and have 17 more letters and digits: 85 bits of the UUID, in base 32.
std::string role_id(const Uuid& id) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out = "AROA";
  std::uint32_t pending = 0;
  int bits = 0;
  for (const std::uint8_t byte : id.bytes) {
    pending = pending << 8 | byte;
    for (bits += 8; bits >= 5 && out.size() < 21; bits -= 5) out += kAlphabet[pending >> (bits - 5) & 0x1F];
  }
  return out;
}

void write_role(XmlWriter& xml, const ServiceRole& role, const Account& account) {
  xml.text("Path", role.path).text("RoleName", role.name.text()).text("RoleId", role_id(role.id));
  xml.text("Arn", "arn:aws:iam::" + account.id + ":role" + role.path + role.name.text());
  xml.text("CreateDate", rfc3339_seconds(role.created));
  xml.text("AssumeRolePolicyDocument", percent_encode(role.trust_policy_json));
  if (!role.description.empty()) xml.text("Description", role.description);
  xml.text("MaxSessionDuration", std::to_string(role.session_s_max));
}

QueryResult<std::string> create_role(const RoleSetup& use, const Account& account, const Form& form) {
  MIEN_TRY(ServiceRoleName name, role_name(form));
  MIEN_TRY(std::string trust, document(form, "AssumeRolePolicyDocument"));
  MIEN_TRY(std::string role_path, path(form, "Path"));
  MIEN_TRY(const std::uint32_t session_s, number(form, "MaxSessionDuration", kSessionSMin, kSessionSMin, kSessionSMax));
  const std::string_view description = form.find("Description").value_or("");
  if (description.size() > kDescriptionBytesMax) return refuse(kValidation, "Description is too long.");
  const ServiceRole role{.name = std::move(name),
                         .id = use.ids.random(),
                         .path = std::move(role_path),
                         .trust_policy_json = std::move(trust),
                         .description = std::string(description),
                         .session_s_max = session_s,
                         .created = use.clock.now()};
  if (auto done = use.roles.create(role); !done) return about_role(std::move(done).error(), role.name);
  XmlWriter xml;
  xml.open("Role");
  write_role(xml, role, account);
  return xml.close().take();
}

QueryResult<std::string> get_role(const RoleSetup& use, const Account& account, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  auto role = use.roles.find(name);
  if (!role) return about_role(std::move(role).error(), name);
  XmlWriter xml;
  xml.open("Role");
  write_role(xml, *role, account);
  return xml.close().take();
}

/// A page may hold fewer roles than asked for, or none, where not all of them lie under the path.
QueryResult<std::string> list_roles(const RoleSetup& use, const Account& account, const Form& form) {
  MIEN_TRY(const std::uint32_t limit, number(form, "MaxItems", kPageDefault, 1, kPageMax));
  MIEN_TRY(const std::string prefix, path(form, "PathPrefix"));
  auto page = use.roles.list({.after = std::string(form.find("Marker").value_or("")), .limit = limit});
  if (!page) return refuse(std::move(page).error());
  XmlWriter xml;
  xml.open("Roles");
  for (const ServiceRole& role : page->items) {
    if (!role.path.starts_with(prefix)) continue;
    xml.open("member");
    write_role(xml, role, account);
    xml.close();
  }
  xml.close().text("IsTruncated", page->next.empty() ? "false" : "true");
  if (!page->next.empty()) xml.text("Marker", page->next);
  return xml.take();
}

QueryResult<std::string> delete_role(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  const auto removal = use.roles.remove(name);
  if (!removal) return about_role(removal.error(), name);
  switch (*removal) {
    case RoleStore::Removal::kDone:
      break;
    case RoleStore::Removal::kHasInlinePolicies:
      return refuse(kDeleteConflict, "Cannot delete entity, must delete policies first.");
    case RoleStore::Removal::kHasAttachedPolicies:
      return refuse(kDeleteConflict, "Cannot delete entity, must detach all policies first.");
  }
  return std::string();
}

QueryResult<std::string> put_policy(const RoleSetup& use, const ServiceRoleName& name, const RolePolicy& policy) {
  auto done = use.roles.put_policy(name, policy);
  if (!done) return about_role(std::move(done).error(), name);
  return std::string();
}

QueryResult<std::string> put_role_policy(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  MIEN_TRY(std::string policy, policy_name(form));
  MIEN_TRY(std::string text, document(form, "PolicyDocument"));
  return put_policy(use, name, {RolePolicy::Kind::kInline, std::move(policy), std::move(text)});
}

QueryResult<std::string> attach_role_policy(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  MIEN_TRY(std::string arn, policy_arn(form));
  return put_policy(use, name, {RolePolicy::Kind::kAttached, std::move(arn)});
}

QueryResult<std::string> get_role_policy(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  MIEN_TRY(const std::string policy, policy_name(form));
  auto policies = use.roles.policies(name, RolePolicy::Kind::kInline);
  if (!policies) return about_role(std::move(policies).error(), name);
  const auto found = std::ranges::find(*policies, policy, &RolePolicy::name);
  if (found == policies->end())
    return refuse(to_query_error(ErrorCode::kNotFound), "The role policy with name " + policy + " cannot be found.");
  XmlWriter xml;
  xml.text("RoleName", name.text()).text("PolicyName", policy);
  xml.text("PolicyDocument", percent_encode(found->document_json));
  return xml.take();
}

QueryResult<std::string> remove_policy(const RoleSetup& use, const ServiceRoleName& name, RolePolicy::Kind kind,
                                       const std::string& policy) {
  auto removed = use.roles.remove_policy(name, kind, policy);
  if (!removed) return about_role(std::move(removed).error(), name);
  if (!*removed)
    return refuse(to_query_error(ErrorCode::kNotFound), "The role policy with name " + policy + " cannot be found.");
  return std::string();
}

QueryResult<std::string> delete_role_policy(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  MIEN_TRY(const std::string policy, policy_name(form));
  return remove_policy(use, name, RolePolicy::Kind::kInline, policy);
}

QueryResult<std::string> detach_role_policy(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  MIEN_TRY(const std::string arn, policy_arn(form));
  return remove_policy(use, name, RolePolicy::Kind::kAttached, arn);
}

// A role has so few policies that a page always holds all of them: Marker is of no use, and MaxItems no promise.

QueryResult<std::string> list_role_policies(const RoleSetup& use, const Account& /*account*/, const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  auto policies = use.roles.policies(name, RolePolicy::Kind::kInline);
  if (!policies) return about_role(std::move(policies).error(), name);
  XmlWriter xml;
  xml.open("PolicyNames");
  for (const RolePolicy& policy : *policies) xml.text("member", policy.name);
  return xml.close().text("IsTruncated", "false").take();
}

QueryResult<std::string> list_attached_role_policies(const RoleSetup& use, const Account& /*account*/,
                                                     const Form& form) {
  MIEN_TRY(const ServiceRoleName name, role_name(form));
  auto policies = use.roles.policies(name, RolePolicy::Kind::kAttached);
  if (!policies) return about_role(std::move(policies).error(), name);
  XmlWriter xml;
  xml.open("AttachedPolicies");
  for (const RolePolicy& policy : *policies) {
    const std::string_view arn = policy.name;
    xml.open("member").text("PolicyName", arn.substr(arn.find_last_of('/') + 1)).text("PolicyArn", arn).close();
  }
  return xml.close().text("IsTruncated", "false").take();
}

constexpr std::array kActions{
    IamAction{"AttachRolePolicy", attach_role_policy, false},
    IamAction{"CreateRole", create_role, true},
    IamAction{"DeleteRole", delete_role, false},
    IamAction{"DeleteRolePolicy", delete_role_policy, false},
    IamAction{"DetachRolePolicy", detach_role_policy, false},
    IamAction{"GetRole", get_role, true},
    IamAction{"GetRolePolicy", get_role_policy, true},
    IamAction{"ListAttachedRolePolicies", list_attached_role_policies, true},
    IamAction{"ListRolePolicies", list_role_policies, true},
    IamAction{"ListRoles", list_roles, true},
    IamAction{"PutRolePolicy", put_role_policy, false},
};

}  // namespace

std::span<const IamAction> iam_actions() { return kActions; }

}  // namespace mien::api::setup
