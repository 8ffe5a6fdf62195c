#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace mien {

/// What only two parties know: the secret half of an access key, what a webhook's deliveries are signed with. Its
/// memory is wiped when it is destroyed or moved from.
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

}  // namespace mien
