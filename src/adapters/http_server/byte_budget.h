#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include "adapters/http_server/connection_limits.h"

namespace mien::http_server {

/// Bytes that all sessions may hold together, those of one address, and those of senders who are not proven, so that
/// neither one client nor many strangers can leave nothing for all others. Thread-safe.
class ByteBudget {
 public:
  struct Limits {
    std::size_t all = 0;
    std::size_t per_address = 0;
    std::size_t unproven = 0;
  };
  /// Who holds the bytes.
  struct Holder {
    AddressBytes address{};  ///< As ConnectionLimits counts it.
    bool proven = false;
  };
  explicit ByteBudget(const Limits& limits) : limits_(limits) {}
  /// False: nothing was taken.
  [[nodiscard]] bool take(const Holder& holder, std::size_t bytes);
  void give_back(const Holder& holder, std::size_t bytes);

 private:
  const Limits limits_;
  std::mutex mutex_;  ///< Guards all below.
  std::size_t used_ = 0;
  std::size_t unproven_ = 0;
  std::map<AddressBytes, std::size_t> per_address_;  ///< None is 0.
};

}  // namespace mien::http_server
