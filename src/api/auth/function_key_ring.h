#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "ports/function_keys.h"
#include "ports/ids.h"

namespace mien::api {

/// The keys of other people, and in front of them those of functions' processes, which have the role enroller: a
/// handler reads what was uploaded, indexes it and writes a table. Their ids begin with "fn-" and the function's name,
/// so that the audit log tells who it was. They live in memory only. Thread-safe. Borrows both.
class FunctionKeyRing final : public KeyRing, public FunctionKeys {
 public:
  FunctionKeyRing(const KeyRing& others, const Ids& ids) : others_(others), ids_(ids) {}

  std::optional<AccessKey> find(std::string_view access_key_id) const override;
  Key add(std::string_view function) override;
  void remove(std::string_view access_key_id) noexcept override;

 private:
  const KeyRing& others_;
  const Ids& ids_;
  mutable std::mutex mutex_;
  std::map<std::string, Secret, std::less<>> secrets_;  ///< By access key id. Guarded by mutex_.
};

}  // namespace mien::api
