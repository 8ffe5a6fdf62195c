#include "api/xml/writer.h"

#include <gtest/gtest.h>

namespace mien::api {
namespace {

constexpr std::string_view kAnything = "<&>\"'\r\n\t\x01\xFF\xC3\xBC\xEF\xBF\xBE";

TEST(XmlWriter, EscapesWhateverComesIn) {
  XmlWriter xml;
  xml.open("a", "xmlns=\"urn:x\"").text("b", kAnything).close();
  EXPECT_EQ(
      xml.take(),
      "<a xmlns=\"urn:x\"><b>&lt;&amp;&gt;&quot;'&#xd;&#xa;&#x9;\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xBC\xEF\xBF\xBD</b></a>");
}

TEST(XmlWriter, RefersToWhatXmlCannotHaveWhereThatIsWanted) {
  XmlWriter xml(XmlWriter::Unwritable::kReferred);
  EXPECT_EQ(xml.text("b", kAnything).take(),
            "<b>&lt;&amp;&gt;&quot;'&#xd;&#xa;&#x9;&#x1;\xEF\xBF\xBD\xC3\xBC&#xfffe;</b>");
}

TEST(XmlWriter, WritesNumbersAndFlags) {
  XmlWriter xml;
  xml.declaration().open("a").number("n", 7).flag("f", true).content("t").close();
  EXPECT_EQ(xml.take(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a><n>7</n><f>true</f>t</a>");
}

}  // namespace
}  // namespace mien::api
