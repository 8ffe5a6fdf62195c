#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit.h"
#include "core/result.h"
#include "core/setup_table.h"

/// What was set up in the console, beside what the configuration file has.
namespace mien {

enum class SetupKind : std::uint8_t { kIntake, kWebhook };

struct Setup {
  std::string name;
  SetupTable table{};
  std::vector<std::byte> sealed_secret{};  ///< Empty: it has none.
};

/// Setups by kind and name. Thread-safe; every write is durable once it returns, and its event is written in the same
/// transaction. Every function can fail with kUnavailable. Adapter: store_sqlite.
class SetupStore {
 public:
  virtual ~SetupStore() = default;
  /// By name. @errors kIncompatible  a row cannot be read
  virtual Result<std::vector<Setup>> list(SetupKind kind) const = 0;
  /// @errors kAlreadyExists
  virtual Result<void> add(SetupKind kind, const Setup& setup, const AuditEvent& event) = 0;
  /// Its secret stays as it is. @errors kNotFound
  virtual Result<void> replace(SetupKind kind, std::string_view name, const SetupTable& table,
                               const AuditEvent& event) = 0;
  /// @errors kNotFound
  virtual Result<void> remove(SetupKind kind, std::string_view name, const AuditEvent& event) = 0;
};

}  // namespace mien
