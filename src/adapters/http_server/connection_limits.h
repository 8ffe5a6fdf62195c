#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace mien::http_server {

/// An IPv6 address, or an IPv4 one mapped into it.
using AddressBytes = std::array<std::uint8_t, 16>;

/// Counts connections, in all and per address. Thread-safe; outlives its slots.
class ConnectionLimits {
 public:
  enum class Verdict : std::uint8_t {
    kServe,
    kTurnAway,  ///< Over a limit: tell the client so.
    kDrop,      ///< Too many are being told already.
  };

  /// Holds a connection's place until it is destroyed. Must not outlive the ConnectionLimits.
  class Slot {
   public:
    Slot() = default;
    Slot(Slot&& other) noexcept
        : limits_(std::exchange(other.limits_, nullptr)), verdict_(other.verdict_), key_(other.key_) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (limits_ != nullptr) limits_->release(*this);
    }
    Verdict verdict() const { return verdict_; }
    /// What the connection is counted under: an IPv4 address, or the network of an IPv6 one.
    const AddressBytes& address() const { return key_; }

   private:
    friend class ConnectionLimits;
    Slot(ConnectionLimits* limits, Verdict verdict, const AddressBytes& key)
        : limits_(limits), verdict_(verdict), key_(key) {}
    ConnectionLimits* limits_ = nullptr;
    Verdict verdict_ = Verdict::kDrop;
    AddressBytes key_{};
  };

  ConnectionLimits(std::size_t connections_max, std::size_t per_address_max)
      : connections_max_(connections_max), per_address_max_(per_address_max) {}

  Slot take(const AddressBytes& address);
  std::size_t served() const;

  void request_stop();
  void wait_for_stop();
  /// Until no connection is left, or until the deadline.
  void wait_until_empty(std::chrono::steady_clock::time_point deadline);

 private:
  void release(const Slot& slot);

  const std::size_t connections_max_;
  const std::size_t per_address_max_;
  mutable std::mutex mutex_;  ///< Guards all below.
  std::condition_variable changed_;
  std::map<AddressBytes, std::size_t> per_address_;
  std::size_t served_ = 0;
  std::size_t turned_away_ = 0;
  bool stop_requested_ = false;
};

}  // namespace mien::http_server
