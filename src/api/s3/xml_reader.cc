#include "api/s3/xml_reader.h"

#include <expat.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::s3 {
namespace {

constexpr char kNamespaceMark = '|';
constexpr std::string_view kBlanks = " \t\r\n";

/// Builds the tree as the parser calls. Nothing may be thrown through the parser, which is C: trouble stops it.
class Builder {
 public:
  explicit Builder(XML_Parser parser) : parser_(parser) {
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void* self, const char* name, const char**) { as(self).guarded([&] { as(self).start(name); }); },
        [](void* self, const char*) { as(self).guarded([&] { as(self).end(); }); });
    XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int length) {
      as(self).guarded([&] { as(self).characters({text, static_cast<std::size_t>(length)}); });
    });
    XML_SetStartDoctypeDeclHandler(parser,
                                   [](void* self, const char*, const char*, const char*, int) { as(self).stop(); });
  }
  bool out_of_memory() const { return out_of_memory_; }
  XmlElement take() { return std::move(root_); }

 private:
  static Builder& as(void* self) { return *static_cast<Builder*>(self); }
  template <class Work>
  void guarded(Work work) noexcept {
    try {
      if (!stopped_) work();
    } catch (const std::bad_alloc&) {
      out_of_memory_ = true;
      stop();
    }
  }
  void stop() noexcept {
    stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }

  void start(std::string_view name) {
    if (path_.size() == limits::kXmlDepthMax || ++elements_ > limits::kXmlElementsMax) return stop();
    const auto mark = name.rfind(kNamespaceMark);
    if (mark != std::string_view::npos) name.remove_prefix(mark + 1);
    XmlElement* element = &root_;
    if (!path_.empty()) {
      XmlElement& parent = *path_.back();
      if (parent.children.empty()) {
        if (!trimmed(parent.text, kBlanks).empty()) return stop();
        parent.text.clear();
      }
      // Where the parent's other children move, none of them is on the path any more.
      element = &parent.children.emplace_back();
    }
    element->name = name;
    path_.push_back(element);
  }
  void end() { path_.pop_back(); }
  void characters(std::string_view text) {
    XmlElement& element = *path_.back();
    if (!element.children.empty()) {
      if (!trimmed(text, kBlanks).empty()) stop();
      return;
    }
    if (element.text.size() + text.size() > limits::kXmlTextBytesMax) return stop();
    element.text += text;
  }

  XML_Parser parser_;
  XmlElement root_;
  std::vector<XmlElement*> path_;
  std::size_t elements_ = 0;
  bool stopped_ = false;
  bool out_of_memory_ = false;
};

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view wanted) const {
  const auto found = std::ranges::find(children, wanted, &XmlElement::name);
  return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::child_text(std::string_view wanted) const {
  const XmlElement* found = child(wanted);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

Result<XmlElement> read_xml(std::string_view text) {
  const auto malformed = [] { return fail(ErrorCode::kInvalidArgument, "The XML is not well-formed."); };
  if (text.size() > limits::kXmlBodyBytesMax) return malformed();
  const std::unique_ptr<XML_ParserStruct, FreeParser> parser(XML_ParserCreateNS("UTF-8", kNamespaceMark));
  if (!parser) throw std::bad_alloc();
  Builder builder(parser.get());
  const XML_Status status = XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE);
  if (builder.out_of_memory() || XML_GetErrorCode(parser.get()) == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
  if (status != XML_STATUS_OK) return malformed();
  return builder.take();
}

}  // namespace mien::api::s3
