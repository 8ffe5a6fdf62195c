#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include "adapters/http_server/connection_limits.h"

namespace mien::http_server {

/// Bytes that all sessions may hold together, and those of one address, so that one client cannot leave nothing for all
/// others. Thread-safe.
class ByteBudget {
 public:
  ByteBudget(std::size_t bytes_max, std::size_t per_address_max)
      : bytes_max_(bytes_max), per_address_max_(per_address_max) {}
  /// @param address  as ConnectionLimits counts it. False: nothing was taken.
  [[nodiscard]] bool take(const AddressBytes& address, std::size_t bytes);
  void give_back(const AddressBytes& address, std::size_t bytes);

 private:
  const std::size_t bytes_max_;
  const std::size_t per_address_max_;
  std::mutex mutex_;  ///< Guards all below.
  std::size_t used_ = 0;
  std::map<AddressBytes, std::size_t> per_address_;  ///< None is 0.
};

}  // namespace mien::http_server
