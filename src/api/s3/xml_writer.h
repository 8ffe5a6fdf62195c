#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mien::api::s3 {

inline constexpr std::string_view kXmlNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Writes one XML 1.0 document in UTF-8. What XML cannot have, or what would not be read back as it was, is written as
/// a reference to the character; bytes that are no UTF-8 become U+FFFD. References to control characters are what S3
/// writes too, though strict readers refuse them: that is what encoding-type=url is for.
class XmlWriter {
 public:
  XmlWriter();
  /// Begins an element. @param name  of ours, never escaped; a view that outlives the writer.
  XmlWriter& open(std::string_view name);
  /// Begins the root, in S3's namespace.
  XmlWriter& open_root(std::string_view name);
  /// With one attribute, whose value is ours.
  XmlWriter& open(std::string_view name, std::string_view attribute);
  XmlWriter& close();
  /// Text of the element that is open.
  XmlWriter& content(std::string_view value);
  /// A whole element.
  XmlWriter& text(std::string_view name, std::string_view value);
  XmlWriter& number(std::string_view name, std::uint64_t value);
  XmlWriter& flag(std::string_view name, bool value);
  /// The document; every element that was opened must be closed.
  std::string take();

 private:
  std::string out_;
  std::vector<std::string_view> open_;
};

/// As encoding-type=url wants it: percent-encoded UTF-8, '/' as it is and '+' for a blank.
std::string url_encoded(std::string_view text);

}  // namespace mien::api::s3
