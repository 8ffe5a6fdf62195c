#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"

namespace mien::http_client {

/// The body at an https (or file) address, at most `bytes_max` long. Follows redirects to https only, verifies
/// certificates, honours the usual proxy and CA variables. @errors kUnavailable  with the reason.
Result<std::vector<std::byte>> download(const std::string& url, std::uint64_t bytes_max);

}  // namespace mien::http_client
