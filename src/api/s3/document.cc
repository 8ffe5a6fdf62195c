#include "api/s3/document.h"

#include "core/percent.h"

namespace mien::api::s3 {

XmlWriter xml_document(std::string_view root, std::string_view xmlns) {
  XmlWriter xml(XmlWriter::Unwritable::kReferred);
  xml.declaration();
  if (xmlns.empty())
    xml.open(root);
  else
    xml.open(root, "xmlns=\"" + std::string(xmlns) + "\"");
  return xml;
}

std::string url_encoded(std::string_view text) { return form_encode(text, "-._~/"); }

}  // namespace mien::api::s3
