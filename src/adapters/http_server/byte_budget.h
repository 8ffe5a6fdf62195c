#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include "adapters/http_server/connection_limits.h"

namespace mien::http_server {

/// Bytes that all sessions may hold together, those of one address, those of senders who are not proven, and of these
/// strangers, who name no key: so that neither one client nor many strangers can leave nothing for all others.
/// Thread-safe; outlives its shares.
class ByteBudget {
 public:
  struct Limits {
    std::size_t all = 0;
    std::size_t per_address = 0;
    std::size_t unproven = 0;
    std::size_t strangers = 0;
  };
  /// Who holds the bytes.
  struct Holder {
    AddressBytes address{};  ///< As ConnectionLimits counts it.
    bool proven = false;
    bool stranger = false;  ///< Not if it is proven.
  };
  /// So much is held without being counted: the number of connections bounds it well enough.
  static constexpr std::size_t kUncountedBytesMax = std::size_t{64} * 1024;

  /// What one holder has of the budget, given back with the object.
  class Share {
   public:
    Share(ByteBudget& budget, const Holder& holder) : budget_(&budget), holder_(holder) {}
    Share(Share&& other) noexcept;
    Share& operator=(Share&& other) noexcept;
    ~Share() { release(); }

    /// Takes what is missing for `bytes` in all. False where there is not so much: nothing was taken.
    [[nodiscard]] bool hold(std::size_t bytes);
    void release();

   private:
    ByteBudget* budget_;
    Holder holder_;
    std::size_t bytes_ = 0;
  };

  explicit ByteBudget(const Limits& limits) : limits_(limits) {}

 private:
  [[nodiscard]] bool take(const Holder& holder, std::size_t bytes);
  void give_back(const Holder& holder, std::size_t bytes);

  const Limits limits_;
  std::mutex mutex_;  ///< Guards all below.
  std::size_t used_ = 0;
  std::size_t unproven_ = 0;
  std::size_t strangers_ = 0;                        ///< Of these.
  std::map<AddressBytes, std::size_t> per_address_;  ///< None is 0.
};

}  // namespace mien::http_server
