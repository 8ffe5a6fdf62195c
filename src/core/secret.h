#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// Overwrites memory in a way that the compiler may not leave out.
void wipe(std::span<char> memory) noexcept;

/// What only two parties know: the secret half of an access key, what a webhook's deliveries are signed with. Its
/// memory is wiped when it is destroyed or assigned to; whoever moves from it leaves nothing behind.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text);
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { forget(); }
  /// To be used on the spot, never kept.
  std::string_view reveal() const { return {text_.data(), text_.size()}; }

 private:
  void forget() noexcept;
  /// Not a string: that would hold a short text in itself, and leave it there when it is moved.
  std::vector<char> text_;
};

}  // namespace mien
