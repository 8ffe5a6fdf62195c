#pragma once

#include "adapters/certificates/authority.h"

namespace mien::cli {

/// What this machine is called on its own network: localhost and its host name, alone and under `.local`; the loopback
/// addresses and those of its interfaces, but for IPv6's link-local ones, which no address bar takes. Loopback first.
certificates::ServerNames machine_names();

}  // namespace mien::cli
