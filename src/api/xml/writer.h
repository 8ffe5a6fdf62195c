#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mien::api {

/// Writes XML 1.0 in UTF-8 from front to back, without a tree. Names are ours, texts may be anybody's: bytes that are
/// no UTF-8 become U+FFFD. Not thread-safe; one per answer.
class XmlWriter {
 public:
  /// What becomes of a character that XML has no place for.
  enum class Unwritable : std::uint8_t {
    kReferred,  ///< A reference to it: S3 writes these too, though strict readers refuse them.
    kReplaced,  ///< U+FFFD.
  };

  explicit XmlWriter(Unwritable unwritable = Unwritable::kReplaced) : unwritable_(unwritable) {}
  /// The line before the root.
  XmlWriter& declaration();
  /// Begins an element. @param name  a view that outlives the writer.
  XmlWriter& open(std::string_view name);
  /// @param attributes  of ours: written as they stand
  XmlWriter& open(std::string_view name, std::string_view attributes);
  XmlWriter& close();
  /// Text of the element that is open. A line break that a reader would change is written as a reference.
  XmlWriter& content(std::string_view value);
  /// A whole element.
  XmlWriter& text(std::string_view name, std::string_view value);
  XmlWriter& number(std::string_view name, std::uint64_t value);
  XmlWriter& flag(std::string_view name, bool value);
  /// The text so far; every element that was opened must be closed.
  std::string take();

 private:
  void append(char32_t character, std::string_view bytes);

  Unwritable unwritable_;
  std::string out_;
  std::vector<std::string_view> open_;
};

}  // namespace mien::api
