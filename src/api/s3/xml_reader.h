#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace mien::api::s3 {

/// An element as S3's requests have them: text, or other elements, never both. Attributes are left out.
struct XmlElement {
  std::string name;  ///< Without namespace.
  std::string text;  ///< Empty where there are children.
  std::vector<XmlElement> children;

  /// The first child of that name; nullptr: none.
  const XmlElement* child(std::string_view name) const;
  /// Text of the first child of that name; empty where there is none.
  std::string_view child_text(std::string_view name) const;
};

/// Reads a whole document in UTF-8 within limits::kXml*: a document type, and with it every entity that is not XML's
/// own, is refused.
/// @errors kInvalidArgument  not well-formed, or beyond a limit.
Result<XmlElement> read_xml(std::string_view text);

}  // namespace mien::api::s3
