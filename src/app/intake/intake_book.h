#pragma once

#include <string_view>

#include "app/intake/intake.h"
#include "app/settings/book.h"

namespace mien::app {

/// What uploads announced with POST /v1/uploads go through: a bucket and an intake of their own, whose tasks bring
/// along what is to be done.
inline constexpr std::string_view kAnnouncedUploads = "mien-uploads";

/// The intakes by name, that of announced uploads among them.
using IntakeBook = Book<Intake>;

}  // namespace mien::app
