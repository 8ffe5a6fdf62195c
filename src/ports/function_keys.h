#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Access keys for processes of functions: each process has one of its own, which ends with it and is kept nowhere.
/// Thread-safe.
class FunctionKeys {
 public:
  struct Key {
    std::string access_key_id;
    std::string secret;
  };
  virtual ~FunctionKeys() = default;
  virtual Key add(std::string_view function) = 0;
  virtual void remove(std::string_view access_key_id) noexcept = 0;
};

}  // namespace mien
