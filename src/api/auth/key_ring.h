#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/role.h"

namespace mien::api {

/// The secret half of an access key. Its memory is wiped when it is destroyed or moved from.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  // Copied and then wiped: moving a short string would leave its bytes where they were.
  // NOLINTNEXTLINE(performance-move-constructor-init)
  Secret(Secret&& other) noexcept : text_(other.text_) { other.forget(); }
  Secret& operator=(const Secret&) = delete;
  Secret& operator=(Secret&&) = delete;
  ~Secret() { forget(); }
  /// To be used on the spot, never kept.
  std::string_view reveal() const { return text_; }

 private:
  void forget() noexcept;
  std::string text_;
};

/// What callers with an unknown key id are checked against, so that they learn no more from the time it takes than
/// those with a wrong secret. Nobody may be let in by it.
Secret decoy_secret();

struct AccessKey {
  Secret secret;
  Role role;
};

/// Access keys by id. Thread-safe.
class KeyRing {
 public:
  virtual ~KeyRing() = default;
  /// nullopt: there is no such key, or it was revoked.
  virtual std::optional<AccessKey> find(std::string_view access_key_id) const = 0;
};

/// The one key of an installation's owner, who may do everything.
class RootKeyRing : public KeyRing {
 public:
  RootKeyRing(std::string access_key_id, Secret secret)
      : access_key_id_(std::move(access_key_id)), secret_(std::move(secret)) {}
  std::optional<AccessKey> find(std::string_view access_key_id) const override;

 private:
  std::string access_key_id_;
  Secret secret_;
};

/// Who a request comes from, once it is proven.
struct Principal {
  std::string access_key_id;
  Role role;
};

}  // namespace mien::api
