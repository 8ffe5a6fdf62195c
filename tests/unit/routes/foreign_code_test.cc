#include "api/session/foreign_code.h"

#include <gtest/gtest.h>

#include <string>

namespace mien::api {
namespace {

TEST(ForeignCode, SeesNoSession) {
  HttpHead head;
  head.headers = {{"Cookie", "theme=dark; mien_session=secret; lang=de"},
                  {"cookie", "__Host-mien_session=secret"},
                  {"Cookie", "mien_session_old=1"},
                  {"Accept", "*/*"}};
  hide_session(head);
  ASSERT_EQ(head.headers.size(), 3U);
  EXPECT_EQ(head.headers[0].value, "theme=dark; lang=de");
  EXPECT_EQ(head.headers[1].value, "mien_session_old=1");
  EXPECT_EQ(head.headers[2].name, "Accept");
}

TEST(ForeignCode, ServesNoWorkerForThePathsOfTheConsole) {
  HttpHead head;
  head.target = "/sw.js?v=1";
  EXPECT_FALSE(asks_for_worker_of_all(head));
  head.headers = {{"service-worker", "script"}};
  EXPECT_TRUE(asks_for_worker_of_all(head));
  head.target = "/app/sw.js";
  EXPECT_FALSE(asks_for_worker_of_all(head)) << "it can answer for /app/ only";
}

}  // namespace
}  // namespace mien::api
