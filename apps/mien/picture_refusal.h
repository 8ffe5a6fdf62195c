#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace mien::cli {

/// The number of the one picture that made the server refuse several, from 1; nullopt: it names none. The server's text
/// begins with it, as docs/api/rest.md says.
std::optional<std::size_t> blamed_picture(const std::string& reason, std::size_t count);

/// The server's reason without that number, which means something only within the request: with the picture's `name`.
std::string name_blamed_picture(const std::string& reason, std::size_t number, const std::string& name);

/// Whether a refusal lies in the picture alone, so that it is the same tomorrow.
bool lies_in_picture(const std::string& code);

}  // namespace mien::cli
