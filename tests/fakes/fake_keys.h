#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ports/keys.h"

namespace mien::fakes {

/// Hides nothing: what it seals begins with its key and the context. Thread-safe.
class FakeSealer final : public Sealer {
 public:
  explicit FakeSealer(std::string key = "key 1") : key_(std::move(key)) {}
  std::vector<std::byte> seal(std::string_view secret, std::string_view context) const override {
    const std::string text = front(context) + std::string(secret);
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  }
  Result<std::string> open(std::span<const std::byte> sealed, std::string_view context) const override {
    const std::string text(reinterpret_cast<const char*>(sealed.data()), sealed.size());
    if (!text.starts_with(front(context))) return fail(ErrorCode::kIncompatible, "Sealed with another key.");
    return text.substr(front(context).size());
  }

 private:
  std::string front(std::string_view context) const { return key_ + "|" + std::string(context) + "|"; }
  std::string key_;
};

/// Counted ids and secrets. Thread-safe.
class FakeKeyMaker final : public KeyMaker {
 public:
  Pair make() const override {
    const std::string number = std::to_string(++last_);
    return {.access_key_id = "AKID" + number, .secret = "secret-" + number};
  }

 private:
  mutable std::atomic<int> last_{0};
};

/// Secrets by id. Thread-safe.
class FakeActiveKeys final : public ActiveKeys {
 public:
  void add(const KeyInfo& info, std::string secret) override {
    const std::scoped_lock lock(mutex_);
    secrets_.insert_or_assign(info.access_key_id, std::move(secret));
  }
  void remove(std::string_view access_key_id) override {
    const std::scoped_lock lock(mutex_);
    secrets_.erase(std::string(access_key_id));
  }
  std::map<std::string, std::string> secrets() const {
    const std::scoped_lock lock(mutex_);
    return secrets_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> secrets_;
};

}  // namespace mien::fakes
