#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Whom failures from an address are counted against: an IPv4 address stands for itself, an IPv6 address for the 64
/// bits of its network, any of whose addresses one host may use. Text that is neither stands for itself.
std::string network_of(std::string_view address);

}  // namespace mien
