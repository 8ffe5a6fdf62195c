#pragma once

#include <string>
#include <string_view>

namespace mien::unicode {

/// Text as a search compares it, in which neither case nor accents count: "José", "JOSE" and "jose\u0301" have the
/// same. Decomposed and case-folded by Unicode (NFD, full case folding), without the marks of U+0300 to U+036F; the
/// marks of other scripts are part of their letters, and stay. Of what is not UTF-8 only ASCII letters are folded.
std::string search_form(std::string_view text);

}  // namespace mien::unicode
