#include "app/refusal_audit.h"

namespace mien::app {
namespace {

bool tells_of_a_face(ErrorCode code) {
  return code == ErrorCode::kDuplicatePerson || code == ErrorCode::kIdentityConflict ||
         code == ErrorCode::kImageOfAnotherPerson;
}

}  // namespace

Result<void> audit_refusal(AuditLog& audit, const AuditSources& sources, const Asked& asked, const Error& refusal) {
  if (!tells_of_a_face(refusal.code)) return {};
  // The person that the caller is told of, which may be another than was asked about.
  const std::string& told = refusal.subject.empty() ? asked.person : refusal.subject;
  return audit.append_without_sync(
      sources.event(asked.actor, asked.action, asked.collection, told, std::string(name_of(refusal.code))));
}

}  // namespace mien::app
