#include "adapters/http_server/connection_limits.h"

#include <algorithm>

namespace mien::http_server {
namespace {

/// Connections that get a 503 at one time. Beyond it a flood is closed without a word, so that it cannot hold sockets.
constexpr std::size_t kTurnedAwayMax = 32;

/// A host may take any address of its IPv6 network, so the network is what counts.
AddressBytes network_of(AddressBytes address) {
  static constexpr std::array<std::uint8_t, 12> kMappedIpv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (!std::ranges::equal(kMappedIpv4, std::ranges::subrange(address.begin(), address.begin() + 12)))
    std::fill(address.begin() + 8, address.end(), std::uint8_t{0});
  return address;
}

}  // namespace

ConnectionLimits::Slot ConnectionLimits::take(const AddressBytes& address) {
  const AddressBytes key = network_of(address);
  const std::scoped_lock lock(mutex_);
  const auto found = per_address_.find(key);
  const std::size_t from_there = found == per_address_.end() ? 0 : found->second;
  if (served_ < connections_max_ && from_there < per_address_max_) {
    ++per_address_[key];
    ++served_;
    return {this, Verdict::kServe, key};
  }
  if (turned_away_ == kTurnedAwayMax) return {};
  ++turned_away_;
  return {this, Verdict::kTurnAway, key};
}

std::size_t ConnectionLimits::served() const {
  const std::scoped_lock lock(mutex_);
  return served_;
}

void ConnectionLimits::release(const Slot& slot) {
  bool empty = false;
  {
    const std::scoped_lock lock(mutex_);
    if (slot.verdict_ == Verdict::kServe) {
      --served_;
      const auto found = per_address_.find(slot.key_);
      if (--found->second == 0) per_address_.erase(found);
    } else {
      --turned_away_;
    }
    empty = served_ + turned_away_ == 0;
  }
  if (empty) changed_.notify_all();
}

void ConnectionLimits::request_stop() {
  {
    const std::scoped_lock lock(mutex_);
    stop_requested_ = true;
  }
  changed_.notify_all();
}

void ConnectionLimits::wait_for_stop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stop_requested_; });
}

void ConnectionLimits::wait_until_empty(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [this] { return served_ + turned_away_ == 0; });
}

}  // namespace mien::http_server
