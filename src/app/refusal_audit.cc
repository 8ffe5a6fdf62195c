#include "app/refusal_audit.h"

namespace mien::app {
namespace {

/// Empty for a refusal that says nothing of faces.
std::string_view outcome_of(ErrorCode code) {
  if (code == ErrorCode::kDuplicatePerson) return "duplicate_person";
  if (code == ErrorCode::kIdentityConflict) return "identity_conflict";
  if (code == ErrorCode::kImageOfAnotherPerson) return "image_of_another_person";
  return "";
}

}  // namespace

Result<void> audit_refusal(AuditLog& audit, const AuditSources& sources, const Asked& asked, const Error& refusal) {
  const std::string_view outcome = outcome_of(refusal.code);
  if (outcome.empty()) return {};
  // The person that the caller is told of, which may be another than was asked about.
  const std::string& told = refusal.subject.empty() ? asked.person : refusal.subject;
  return audit.append_without_sync(
      sources.event(asked.actor, asked.action, asked.collection, told, std::string(outcome)));
}

}  // namespace mien::app
