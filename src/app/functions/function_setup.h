#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "ports/clock.h"
#include "ports/code_archive.h"
#include "ports/functions.h"
#include "ports/ids.h"
#include "ports/objects.h"

namespace mien::app {

/// Told that a function is not what it was: whoever runs it begins anew with what the store holds.
class FunctionChanges {
 public:
  virtual ~FunctionChanges() = default;
  virtual void changed(const FunctionName& name) noexcept = 0;
};

/// Makes, changes and removes functions: the zip is judged and stored first, then the row that names it, and a file
/// without a row is removed. Thread-safe. Errors besides those given: kUnavailable.
class FunctionSetup {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    FunctionStore& functions;
    const RoleStore& roles;
    Objects& objects;
    const CodeArchive& archive;
    const Clock& clock;
    const Ids& ids;
    FunctionChanges& changes;
  };
  explicit FunctionSetup(Ports ports) : ports_(ports) {}

  struct Creation {
    FunctionName name;
    FunctionSettings settings;
    ServiceRoleName role;  ///< That settings.role_arn names.
    std::span<const std::byte> zip;
  };
  /// @errors kInvalidArgument (no such role, no such zip as may be), kAlreadyExists, kQuotaExceeded
  Result<Function> create(const Creation& creation);

  /// A change is made to what the function is at that moment; where it must still have a revision that the caller saw,
  /// another one is kChangedMeanwhile.
  using Revision = std::optional<Uuid>;
  enum class Mode : std::uint8_t { kStore, kOnlyCheck };
  /// @errors kNotFound, kInvalidArgument (the zip), kChangedMeanwhile
  Result<Function> update_code(const FunctionName& name, std::span<const std::byte> zip, const Revision& expected,
                               Mode mode);
  struct Changes {
    std::optional<std::string> runtime{};
    std::optional<std::string> handler{};
    std::optional<std::string> role_arn{};
    std::optional<ServiceRoleName> role{};  ///< With role_arn.
    std::optional<std::string> description{};
    std::optional<std::uint32_t> timeout_s{};
    std::optional<std::uint32_t> memory_mb{};
    std::optional<std::map<std::string, std::string>> environment{};
  };
  /// @errors kNotFound, kInvalidArgument (no such role), kChangedMeanwhile
  Result<Function> update_settings(const FunctionName& name, const Changes& changes, const Revision& expected);
  /// @errors kNotFound
  Result<void> remove(const FunctionName& name);

 private:
  Result<void> require_role(const ServiceRoleName& role) const;
  Result<FunctionCode> store(std::span<const std::byte> zip);
  /// Replaces the function by what `change` makes of it.
  template <class Change>
  Result<Function> replace(const FunctionName& name, const Revision& expected, const Change& change);

  Ports ports_;
};

}  // namespace mien::app
