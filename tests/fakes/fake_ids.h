#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "ports/ids.h"

namespace mien::fakes {

/// Ids that repeat from run to run: "random" ones are counted, digests are a mixing of the bytes that is good enough to
/// tell test data apart. Thread-safe.
class FakeIds final : public Ids {
 public:
  Uuid random() const override;
  Sha256 sha256(std::span<const std::byte> bytes) const override;

 private:
  mutable std::atomic<std::uint64_t> last_{0};
};

}  // namespace mien::fakes
