#pragma once

#include <string>
#include <string_view>

#include "api/xml/writer.h"

namespace mien::api::s3 {

inline constexpr std::string_view kXmlNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/// An answer's document with its root open.
/// @param xmlns  the root's namespace; empty: none
XmlWriter xml_document(std::string_view root, std::string_view xmlns = kXmlNamespace);

/// As encoding-type=url wants keys, which may hold what XML cannot.
std::string url_encoded(std::string_view text);

}  // namespace mien::api::s3
