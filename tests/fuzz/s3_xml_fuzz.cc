// Any bytes are read as XML within the limits, or refused. What was read is written, read back, and is the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/s3/xml_reader.h"
#include "api/xml/writer.h"
#include "core/limits.h"

namespace {

using mien::api::XmlWriter;
using mien::api::s3::XmlElement;

void require(bool promise) {
  if (!promise) std::abort();
}

std::size_t check(const XmlElement& element, std::size_t depth) {
  require(depth <= mien::limits::kXmlDepthMax && element.text.size() <= mien::limits::kXmlTextBytesMax);
  require(element.children.empty() || element.text.empty());
  std::size_t count = 1;
  for (const XmlElement& child : element.children) count += check(child, depth + 1);
  return count;
}

/// Names of strangers are no names of ours: each element is written as "e".
void write(const XmlElement& element, XmlWriter& xml) {
  if (element.children.empty()) {
    xml.text("e", element.text);
    return;
  }
  xml.open("e");
  for (const XmlElement& child : element.children) write(child, xml);
  xml.close();
}

bool same(const XmlElement& a, const XmlElement& b) {
  if (a.text != b.text || a.children.size() != b.children.size()) return false;
  for (std::size_t i = 0; i < a.children.size(); ++i)
    if (!same(a.children[i], b.children[i])) return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = mien::api::s3::read_xml({reinterpret_cast<const char*>(data), size});
  if (!document) {
    require(document.error().code == mien::ErrorCode::kInvalidArgument);
    return 0;
  }
  require(check(*document, 1) <= mien::limits::kXmlElementsMax);
  XmlWriter xml(XmlWriter::Unwritable::kReferred);
  write(*document, xml);
  const std::string text = xml.take();
  const auto again = mien::api::s3::read_xml(text);
  if (!again) {
    // References to the C1 controls and tags may make it longer than may be read.
    require(text.size() > mien::limits::kXmlBodyBytesMax);
    return 0;
  }
  require(same(*document, *again));
  return 0;
}
