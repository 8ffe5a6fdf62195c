#pragma once

#include "ports/code_archive.h"

namespace mien {

/// CodeArchive over libzip. Stateless.
class LambdaZip final : public CodeArchive {
 public:
  Result<Contents> inspect(std::span<const std::byte> zip) const override;
  Result<void> unpack(std::span<const std::byte> zip, const std::string& folder) const override;
  void discard(const std::string& folder) const noexcept override;
};

}  // namespace mien
