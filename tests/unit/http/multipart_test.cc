#include "api/http/multipart.h"

#include <gtest/gtest.h>

#include <string>

#include "core/limits.h"

namespace mien::api {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=b";

std::string part(std::string_view headers, std::string_view body) {
  return "--b\r\n" + std::string(headers) + "\r\n\r\n" + std::string(body) + "\r\n";
}
std::string named(std::string_view name, std::string_view body) {
  return part("Content-Disposition: form-data; name=\"" + std::string(name) + "\"", body);
}
void expect_refused(std::string_view type, std::string_view body, std::string_view part_of_message) {
  const auto parts = parse_multipart(type, body);
  ASSERT_FALSE(parts) << body;
  EXPECT_EQ(parts.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(parts.error().message.find(part_of_message), std::string::npos) << parts.error().message;
}

TEST(Multipart, GivesThePartsInOrderWithoutCopyingThem) {
  const std::string body = named("image", std::string("\xff\0\r\n-", 5)) + named("name", "") + "--b--\r\n";
  const auto parts = parse_multipart(kType, body);
  ASSERT_TRUE(parts) << parts.error().message;
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "image");
  EXPECT_EQ((*parts)[0].body, std::string_view("\xff\0\r\n-", 5));
  EXPECT_GE((*parts)[0].body.data(), body.data());
  EXPECT_LE((*parts)[0].body.data() + 5, body.data() + body.size());
  EXPECT_EQ((*parts)[1].name, "name");
  EXPECT_EQ((*parts)[1].body, "");
  EXPECT_FALSE((*parts)[1].filename);
}

TEST(Multipart, ReadsWhatClientsSend) {
  const struct {
    std::string_view type, disposition, name, filename;
  } cases[] = {
      {"multipart/form-data; boundary=b", R"(form-data; name="image"; filename="a b.jpg")", "image", "a b.jpg"},
      {"Multipart/Form-Data;boundary=\"b\"; charset=latin1", R"(FORM-DATA;NAME=image;filename=a.jpg)", "image",
       "a.jpg"},
      {"multipart/form-data; boundary=b;", R"(form-data; name="q\"\\"; filename="C:\path\x.jpg")", "q\"\\",
       "C:\\path\\x.jpg"},
      {kType, "form-data; name=\"\xC3\x98\"; filename=\"x\"; filename*=UTF-8''%e2%82%ac.jpg", "\xC3\x98",
       "\xE2\x82\xAC.jpg"},
      {kType, R"(form-data; name="image"; filename="")", "image", ""},
  };
  for (const auto& c : cases) {
    const auto parts =
        parse_multipart(c.type, part("content-disposition:" + std::string(c.disposition), "x") + "--b--");
    ASSERT_TRUE(parts) << c.disposition << ": " << parts.error().message;
    EXPECT_EQ(parts->front().name, c.name);
    EXPECT_EQ(parts->front().filename, std::string(c.filename));
  }
}

TEST(Multipart, RefusesAContentTypeWithoutAUsableBoundary) {
  const std::string body = named("a", "1") + "--b--";
  expect_refused("application/json", body, "no multipart/form-data");
  expect_refused("", body, "no multipart/form-data");
  expect_refused("multipart/form-data", body, "no usable boundary");
  expect_refused("multipart/form-data; boundary=\"\"", body, "no usable boundary");
  expect_refused("multipart/form-data; boundary=\"b \"", body, "no usable boundary");
  expect_refused("multipart/form-data; boundary=\"b\xC3\x98\"", body, "no usable boundary");
  expect_refused("multipart/form-data; boundary=" + std::string(71, 'b'), body, "no usable boundary");
  expect_refused("multipart/form-data; boundary=b; boundary=c", body, "no multipart/form-data");
}

TEST(Multipart, RefusesABrokenFrame) {
  expect_refused(kType, "", "does not begin");
  expect_refused(kType, "preamble\r\n" + named("a", "1") + "--b--", "does not begin");
  expect_refused(kType, "--b--", "no parts");
  expect_refused(kType, "--b", "cut short");
  expect_refused(kType, "--bx\r\n", "cut short, or a boundary is followed");
  expect_refused(kType, named("a", "1"), "cut short");
  expect_refused(kType, named("a", "1") + "--b", "cut short");
  expect_refused(kType, named("a", "1") + "--b-", "cut short");
  expect_refused(kType, named("a", "1") + "--bc\r\n", "followed by other text");
  expect_refused(kType, named("a", "1") + "--b--\r\nmore", "goes on");
  expect_refused(kType, "--b\nContent-Disposition: form-data; name=a\n\n1\n--b--", "followed by other text");
}

TEST(Multipart, RefusesPartsWhoseHeadersCanBeReadInTwoWays) {
  const std::string_view disposition = "Content-Disposition: form-data; name=a";
  const auto with = [&](std::string_view more) { return std::string(disposition) + "\r\n" + std::string(more); };
  const auto refused = [](std::string_view headers, std::string_view message) {
    expect_refused(kType, part(headers, "1") + "--b--", message);
  };
  refused("Content-Type: text/plain", "no Content-Disposition");
  refused(with(disposition), "two Content-Dispositions");
  refused(with("Content-Transfer-Encoding: base64"), "Content-Transfer-Encoding");
  refused("Content-Disposition: form-data;\r\n name=a", "no usable name");
  refused(with("X: folded\r\n line: y"), "cannot be read");
  refused("Content-Disposition: attachment; name=a", "cannot be read");
  refused("Content-Disposition: form-data; name=a; name=b", "cannot be read");
  refused("Content-Disposition: form-data; name=\"a", "cannot be read");
  refused("Content-Disposition: form-data", "no usable name");
  refused("Content-Disposition: form-data; name=\"\"", "no usable name");
  refused("Content-Disposition: form-data; name=\"\xff\"", "no usable name");
  refused("Content-Disposition: form-data; name=a; filename=\"\xff\"", "not UTF-8");
  refused("Content-Disposition: form-data; name=a; filename*=latin1''x", "filename*");
  refused("Content-Disposition: form-data; name=a; filename*=UTF-8''%f", "filename*");
  refused(with("no colon"), "cannot be read");
  refused(with(": no name"), "cannot be read");
  refused(with(std::string_view("X: \0", 4)), "cannot be read");
}

TEST(Multipart, BoundsPartsAndTheirHeaders) {
  std::string body;
  for (std::size_t i = 0; i < limits::kMultipartPartsMax; ++i) body += named("a", "1");
  EXPECT_TRUE(parse_multipart(kType, body + "--b--"));
  expect_refused(kType, body + named("a", "1") + "--b--", "more than 32 parts");
  std::string many = "Content-Disposition: form-data; name=a";
  for (std::size_t i = 1; i < limits::kMultipartPartHeadersMax; ++i) many += "\r\nX: y";
  EXPECT_TRUE(parse_multipart(kType, part(many, "1") + "--b--"));
  expect_refused(kType, part(many + "\r\nX: y", "1") + "--b--", "too many headers");
  expect_refused(kType, part("X: " + std::string(limits::kMultipartPartHeaderBytesMax, 'y'), "1") + "--b--",
                 "too long headers");
  expect_refused(kType, "--b\r\nX: y", "ends within its headers");
}

TEST(Multipart, BoundsTheParametersOfAHeader) {
  std::string type(kType);
  for (std::size_t i = 1; i < limits::kMediaTypeParametersMax; ++i) type += ";p" + std::to_string(i) + "=1";
  const std::string body = named("a", "1") + "--b--";
  EXPECT_TRUE(parse_multipart(type, body));
  expect_refused(type + ";one=more", body, "no multipart/form-data");
}

TEST(Multipart, FindsTheBoundaryInLinearTimeAmongNearMisses) {
  // 2 MB of almost-boundaries: with a quadratic search this would take minutes.
  const std::string boundary = std::string(69, 'a') + "b";
  std::string miss = "\r\n--" + std::string(69, 'a');
  std::string body = "--" + boundary + "\r\nContent-Disposition: form-data; name=a\r\n\r\n";
  while (body.size() < 2'000'000) body += miss;
  body += "\r\n--" + boundary + "--";
  const auto parts = parse_multipart("multipart/form-data; boundary=" + boundary, body);
  ASSERT_TRUE(parts) << parts.error().message;
  EXPECT_EQ(parts->front().body.size() % miss.size(), 0U);
}

}  // namespace
}  // namespace mien::api
