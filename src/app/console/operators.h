#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "app/audit_sources.h"
#include "app/console/sessions.h"
#include "app/keys.h"
#include "app/turns.h"
#include "ports/operators.h"

namespace mien::app {

/// What the use cases of operators need. All borrowed.
struct OperatorPorts {
  KeyPorts keys;
  OperatorStore& operators;
  SignInLinkStore& links;
  const PasswordHasher& hasher;
  Turns& turns;  ///< Of those who have a session or a link: hashing takes memory.
  Sessions& sessions;
  const Ids& ids;
};

/// What an operator is given to choose a password with.
struct IssuedLink {
  std::string token;  ///< Nobody can read it again.
  Timestamp expires{};
};

/// @errors kInvalidArgument  a name must have 1 to limits::kOperatorNameBytesMax of a-z, 0-9, '.', '_' and '-'
Result<void> check_operator_name(std::string_view name);
/// @errors kInvalidArgument  limits::kPasswordBytesMin to kPasswordBytesMax bytes of UTF-8
Result<void> check_password(std::string_view password);

class CreateOperator {
 public:
  struct Request {
    std::string name;
    Role role = Role::kAuditor;
    std::string password_hash{};  ///< Empty: to be chosen with the link.
    std::string actor{};
  };
  CreateOperator(OperatorPorts ports, AuditSources sources) : ports_(ports), sources_(sources) {}
  /// With an access key of that role, whose secret nobody is told.
  /// @errors kInvalidArgument (name), kAlreadyExists, kQuotaExceeded, kUnavailable
  Result<Operator> run(const Request& request) const;

 private:
  OperatorPorts ports_;
  AuditSources sources_;
};

class ListOperators {
 public:
  explicit ListOperators(const OperatorStore& operators) : operators_(operators) {}
  /// @errors kInvalidPageToken, kUnavailable
  Result<Page<Operator>> run(const PageRequest& page) const { return operators_.list(page); }

 private:
  const OperatorStore& operators_;
};

class RemoveOperator {
 public:
  RemoveOperator(OperatorPorts ports, AuditSources sources) : ports_(ports), sources_(sources) {}
  /// The key opens nothing once this returns, and all sessions have ended.
  /// @errors kInvalidArgument (the caller), kNotFound, kUnavailable
  Result<void> run(std::string_view name, const std::string& actor) const;

 private:
  OperatorPorts ports_;
  AuditSources sources_;
};

class IssueSignInLink {
 public:
  IssueSignInLink(OperatorPorts ports, AuditSources sources) : ports_(ports), sources_(sources) {}
  /// For an operator who is there; where none is named, for the first who comes, of which nobody needs an audit event.
  /// The last link of the same is worth nothing any more. @errors kNotFound, kUnavailable
  Result<IssuedLink> run(const std::optional<std::string>& operator_name, const std::string& actor) const;

 private:
  OperatorPorts ports_;
  AuditSources sources_;
};

/// Uses such a link up.
class RedeemSignInLink {
 public:
  /// What a link is for; it is still good afterwards.
  struct Purpose {
    std::optional<Operator> who{};  ///< None: the first operator, an admin with a name of their choice.
  };
  struct Request {
    std::string token;
    std::string name{};  ///< The first operator's.
    std::string password;
    Patience patience{};
  };
  RedeemSignInLink(OperatorPorts ports, AuditSources sources) : ports_(ports), sources_(sources) {}
  /// @errors kNotFound  used, replaced, expired, never issued, or for a first operator where there is one; kUnavailable
  Result<Purpose> look_at(std::string_view token) const;
  /// Sets the password, ends the operator's other sessions and opens one.
  /// @errors those of look_at(), kInvalidArgument (name, password), kAlreadyExists (name), kQuotaExceeded, kOverloaded
  Result<Sessions::Opened> run(const Request& request) const;

 private:
  Result<Operator> first_operator(const Request& request, const std::string& hash) const;

  OperatorPorts ports_;
  AuditSources sources_;
};

class ChangePassword {
 public:
  ChangePassword(OperatorPorts ports, AuditSources sources) : ports_(ports), sources_(sources) {}
  /// Of the operator who is signed in, whose password was checked. Ends the operator's other sessions.
  /// @errors kInvalidArgument (password; or whoever signed in with an access key has none), kOverloaded, kUnavailable
  Result<void> run(const Session& session, std::string_view token, std::string_view password,
                   const Patience& patience) const;

 private:
  OperatorPorts ports_;
  AuditSources sources_;
};

}  // namespace mien::app
