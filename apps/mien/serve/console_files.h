#pragma once

#include <span>

#include "api/console/console_pages.h"

namespace mien::cli {

/// The console as it was built with the program: web/embed.mjs writes the source.
std::span<const api::ConsoleFile> console_files();

}  // namespace mien::cli
