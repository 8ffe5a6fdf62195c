#pragma once

#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/keys.h"

namespace mien::fakes {

/// Hides nothing: what it seals begins with its key and the context. Thread-safe.
class FakeSealer final : public Sealer {
 public:
  explicit FakeSealer(std::string key = "key 1") : key_(std::move(key)) {}
  std::vector<std::byte> seal(std::string_view secret, std::string_view context) const override;
  Result<std::string> open(std::span<const std::byte> sealed, std::string_view context) const override;

 private:
  std::string front(std::string_view context) const;
  std::string key_;
};

/// Counted ids and secrets. Thread-safe.
class FakeKeyMaker final : public KeyMaker {
 public:
  Pair make() const override;

 private:
  mutable std::atomic<int> last_{0};
};

/// Secrets by id. Thread-safe.
class FakeActiveKeys final : public ActiveKeys {
 public:
  void add(const KeyInfo& info, std::string secret) override;
  void remove(std::string_view access_key_id) override;
  std::map<std::string, std::string> secrets() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> secrets_;
};

}  // namespace mien::fakes
