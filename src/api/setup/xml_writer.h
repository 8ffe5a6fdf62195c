#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mien::api::setup {

/// Writes XML from front to back, without a tree; elements are closed in the order in which they were opened. Names are
/// ours, texts may be anybody's. Not thread-safe; one per reply.
class XmlWriter {
 public:
  /// @param xmlns  the element's namespace; empty: that of what it stands in.
  XmlWriter& begin(std::string_view name, std::string_view xmlns = {});
  XmlWriter& end();
  /// An element that holds nothing but a text. What XML has no place for (control characters, bytes that are not UTF-8)
  /// becomes U+FFFD.
  XmlWriter& element(std::string_view name, std::string_view text);

  /// The text so far; everything must be closed.
  std::string take();

 private:
  void append_escaped(std::string_view text);

  std::string text_;
  std::vector<std::string> open_;
};

}  // namespace mien::api::setup
