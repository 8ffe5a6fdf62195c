#include "unit/s3/world.h"

namespace mien::api::s3 {
namespace {

TEST(S3Buckets, AreMadeFoundListedAndRemoved) {
  World world;
  const HttpResponse made = world.call("PUT", "/photos");
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(header_of(made, "Location"), "/photos");
  EXPECT_EQ(world.call("PUT", "/photos").status, 200) << "again, as in S3's first region";
  EXPECT_EQ(world
                .call("PUT", "/elsewhere",
                      "<CreateBucketConfiguration><LocationConstraint>EU</LocationConstraint>"
                      "</CreateBucketConfiguration>")
                .status,
            200);
  expect_error(world.call("PUT", "/elsewhere",
                          "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>"
                          "</CreateBucketConfiguration>"),
               409, "BucketAlreadyOwnedByYou");
  const HttpResponse head = world.call("HEAD", "/elsewhere");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(header_of(head, "x-amz-bucket-region"), "eu-west-1");
  EXPECT_EQ(texts_of(world.call("GET", "/").body, "Name"), (std::vector<std::string>{"elsewhere", "photos"}));
  EXPECT_NE(world.call("GET", "/elsewhere?location").body.find(">eu-west-1</LocationConstraint>"), std::string::npos);
  EXPECT_NE(world.call("GET", "/photos?location").body.find("></LocationConstraint>"), std::string::npos);
  EXPECT_EQ(world.call("DELETE", "/photos").status, 204);
  expect_error(world.call("DELETE", "/photos"), 404, "NoSuchBucket");
  EXPECT_EQ(world.call("HEAD", "/photos").status, 404);
  EXPECT_TRUE(world.call("HEAD", "/photos").body.empty());
}

TEST(S3Buckets, HaveNamesByS3sRulesAndNoneOfOthers) {
  World world;
  for (const char* name : {"ab", "Photos", "a..b", "192.168.5.4", "-a-", "xn--a", "a_b", "photos-s3alias", "%FF%FE%FD"})
    expect_error(world.call("PUT", "/" + std::string(name)), 400, "InvalidBucketName");
  for (const char* name : {"healthz", "openapi.json", "upload"})
    expect_error(world.call("PUT", "/" + std::string(name)), 400, "InvalidBucketName");
}

TEST(S3Buckets, AreListedInPages) {
  World world;
  for (const char* name : {"a-1", "a-2", "a-3", "b-1"}) world.make_bucket(name);
  const HttpResponse first = world.call("GET", "/?max-buckets=2&prefix=a-");
  EXPECT_EQ(texts_of(first.body, "Name"), (std::vector<std::string>{"a-1", "a-2"}));
  const std::string token = text_of(first.body, "ContinuationToken");
  const HttpResponse rest = world.call("GET", "/?continuation-token=" + token + "&max-buckets=2&prefix=a-");
  EXPECT_EQ(texts_of(rest.body, "Name"), std::vector<std::string>{"a-3"});
  EXPECT_EQ(text_of(rest.body, "ContinuationToken"), "");
  expect_error(world.call("GET", "/?max-buckets=0"), 400, "InvalidArgument");
}

TEST(S3Buckets, AreRemovedOnlyEmpty) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/a", "x").status, 200);
  expect_error(world.call("DELETE", "/photos"), 409, "BucketNotEmpty");
  ASSERT_EQ(world.call("DELETE", "/photos/a").status, 204);
  EXPECT_EQ(world.call("DELETE", "/photos").status, 204);
  EXPECT_EQ(world.base.objects.size(), 0U);
}

TEST(S3Buckets, AreNotRemovedWhereTheServiceWorksWithThem) {
  World world;
  world.make_bucket("photos");
  world.base.triggers.kept.insert("photos");
  expect_error(world.call("DELETE", "/photos"), 403, "AccessDenied");
  EXPECT_EQ(world.call("HEAD", "/photos").status, 200);
  world.base.triggers.kept.clear();
  EXPECT_EQ(world.call("DELETE", "/photos").status, 204);
}

TEST(S3Buckets, LeaveAuditLinesWithoutKeys) {
  World world;
  world.make_bucket("photos");
  ASSERT_EQ(world.call("PUT", "/photos/secret-name", "x").status, 200);
  ASSERT_EQ(world.call("DELETE", "/photos/secret-name").status, 204);
  ASSERT_EQ(world.call("DELETE", "/photos/secret-name").status, 204);
  ASSERT_EQ(world.call("DELETE", "/photos").status, 204);
  const auto events = world.base.store.audit().list({}, {}).value();
  std::vector<std::string> actions;
  for (const AuditEvent& event : events.items) {
    actions.push_back(event.action);
    EXPECT_EQ(event.subject, "bucket/photos");
  }
  EXPECT_EQ(actions, (std::vector<std::string>{"DeleteBucket", "DeleteObject", "CreateBucket"}));
}

TEST(S3Cors, IsKeptGivenAndTakenAway) {
  World world;
  world.make_bucket("photos");
  expect_error(world.call("GET", "/photos?cors"), 404, "NoSuchCORSConfiguration");
  const std::string rules =
      "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule><ID>one</ID>"
      "<AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>"
      "<AllowedOrigin>https://*.example</AllowedOrigin><AllowedHeader>Content-*</AllowedHeader>"
      "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>";
  ASSERT_EQ(world.call("PUT", "/photos?cors", rules).status, 200);
  expect_golden("s3/get-bucket-cors.xml", world.call("GET", "/photos?cors").body);
  EXPECT_EQ(world.call("DELETE", "/photos?cors").status, 204);
  expect_error(world.call("GET", "/photos?cors"), 404, "NoSuchCORSConfiguration");
  for (const char* bad :
       {"<CORSConfiguration/>",
        "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>",
        "<CORSConfiguration><CORSRule><AllowedOrigin>a</AllowedOrigin><Other/></CORSRule></CORSConfiguration>", "<a>",
        ""})
    expect_error(world.call("PUT", "/photos?cors", bad), 400, "MalformedXML");
  for (const char* bad : {"<CORSConfiguration><CORSRule><AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>a</"
                          "AllowedOrigin></CORSRule></CORSConfiguration>",
                          "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*a*</"
                          "AllowedOrigin></CORSRule></CORSConfiguration>"})
    expect_error(world.call("PUT", "/photos?cors", bad), 400, "InvalidRequest");
}

TEST(S3Cors, IsHeldToAHundredRulesOf16Kilobytes) {
  World world;
  world.make_bucket("photos");
  const auto put = [&](std::size_t rules, std::size_t rule_bytes) {
    std::string rule = "<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>";
    if (rule_bytes > 4) rule += "<ExposeHeader>" + std::string(rule_bytes - 4, 'x') + "</ExposeHeader>";
    rule += "</CORSRule>";
    std::string all;
    for (std::size_t i = 0; i < rules; ++i) all += rule;
    return world.call("PUT", "/photos?cors", "<CORSConfiguration>" + all + "</CORSConfiguration>");
  };
  EXPECT_EQ(put(limits::kCorsRulesMax, 4).status, 200);
  expect_error(put(limits::kCorsRulesMax + 1, 4), 400, "MalformedXML");
  EXPECT_EQ(put(1, limits::kBucketRuleBytesMax).status, 200);
  expect_error(put(1, limits::kBucketRuleBytesMax + 1), 400, "MalformedXML");
  EXPECT_EQ(world.over.rules.of("photos")->cors.size(), 1U);
}

TEST(S3Cors, AnswersPreflightsWithoutCredentialsAndIsOnErrors) {
  World world;
  world.make_bucket("photos");
  const auto preflight = [&](const World::Headers& headers) {
    return world.send(world.unsigned_request("OPTIONS", "/photos/a.jpg", "", headers));
  };
  const World::Headers asks{{"Origin", "https://page.example"},
                            {"Access-Control-Request-Method", "PUT"},
                            {"Access-Control-Request-Headers", "content-type, X-Amz-Date"}};
  expect_error(preflight(asks), 403, "AccessForbidden");
  expect_error(preflight({}), 400, "BadRequest");
  ASSERT_EQ(
      world
          .call("PUT", "/photos?cors",
                "<CORSConfiguration><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://page.example"
                "</AllowedOrigin><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader></CORSRule>"
                "<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>"
                "</CORSConfiguration>")
          .status,
      200);
  const HttpResponse allowed = preflight(asks);
  EXPECT_EQ(allowed.status, 200);
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Origin"), "https://page.example");
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Headers"), "content-type, x-amz-date");
  EXPECT_EQ(header_of(allowed, "Access-Control-Allow-Credentials"), "true");
  World::Headers stranger = asks;
  stranger[0].value = "https://other.example";
  expect_error(preflight(stranger), 403, "AccessForbidden");

  const HttpResponse refused =
      world.send(world.unsigned_request("PUT", "/photos/a.jpg", "x", {{"Origin", "https://page.example"}}));
  expect_error(refused, 403, "AccessDenied");
  EXPECT_EQ(header_of(refused, "Access-Control-Allow-Origin"), "https://page.example");
  EXPECT_EQ(header_of(refused, "Access-Control-Expose-Headers"), "ETag");
  HttpHead head = world.unsigned_request("GET", "/photos/a.jpg", "", {{"Origin", "https://x.example"}}).head;
  const HttpResponse busy = world.api.refuse(head, 503, "busy", World::kRequestId).response;
  expect_error(busy, 503, "SlowDown");
  EXPECT_EQ(header_of(busy, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header_of(busy, "Access-Control-Allow-Credentials"), "");
}

TEST(S3Notifications, NameFunctionsThatThereAre) {
  World world;
  world.make_bucket("photos");
  const auto rules = [](std::string_view function) {
    return "<NotificationConfiguration><CloudFunctionConfiguration><Id>n</Id><CloudFunction>arn:aws:lambda:us-east-1:"
           "123456789012:function:" +
           std::string(function) +
           "</CloudFunction><Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</"
           "Name><Value>index/"
           "</Value></FilterRule></S3Key></Filter></CloudFunctionConfiguration></NotificationConfiguration>";
  };
  expect_golden("s3/get-bucket-notification-none.xml", world.call("GET", "/photos?notification").body);
  const HttpResponse refused = world.call("PUT", "/photos?notification", rules("recognise"));
  expect_error(refused, 400, "InvalidArgument");
  EXPECT_EQ(text_of(refused.body, "Message"), "Unable to validate the following destination configurations");
  world.base.triggers.functions.insert("recognise");
  ASSERT_EQ(world.call("PUT", "/photos?notification", rules("recognise")).status, 200);
  expect_golden("s3/get-bucket-notification.xml", world.call("GET", "/photos?notification").body);
  const auto stored = world.over.rules.of("photos");
  ASSERT_EQ(stored->notifications.size(), 1U);
  EXPECT_TRUE(matches(stored->notifications[0], "ObjectCreated:Put", "index/a.jpg"));
  EXPECT_FALSE(matches(stored->notifications[0], "ObjectCreated:Put", "other/a.jpg"));
  EXPECT_FALSE(matches(stored->notifications[0], "ObjectRemoved:Delete", "index/a.jpg"));
  ASSERT_EQ(world.call("PUT", "/photos?notification", "<NotificationConfiguration/>").status, 200);
  EXPECT_TRUE(world.over.rules.of("photos")->notifications.empty());
}

TEST(S3Notifications, RefuseWhatCannotBeReached) {
  World world;
  world.make_bucket("photos");
  world.base.triggers.functions.insert("f");
  const std::string arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  const auto put = [&](const std::string& inner) {
    return world.call("PUT", "/photos?notification",
                      "<NotificationConfiguration>" + inner + "</NotificationConfiguration>");
  };
  for (const char* element : {"Queue", "Topic"})
    expect_error(put("<" + std::string(element) + "Configuration><" + element + ">arn:aws:sqs:us-east-1:1:q</" +
                     element + "><Event>s3:ObjectCreated:*</Event></" + element + "Configuration>"),
                 400, "InvalidArgument");
  expect_error(put("<EventBridgeConfiguration/>"), 400, "InvalidArgument");
  const auto function = [&](std::string_view id, std::string_view event, std::string_view more = "") {
    return "<CloudFunctionConfiguration><Id>" + std::string(id) + "</Id><CloudFunction>" + arn +
           "</CloudFunction><Event>" + std::string(event) + "</Event>" + std::string(more) +
           "</CloudFunctionConfiguration>";
  };
  expect_error(put(function("a", "s3:ObjectEaten:*")), 400, "InvalidArgument");
  expect_error(put(function("a", "s3:ObjectCreated:*") + function("b", "s3:ObjectCreated:Put")), 400,
               "InvalidArgument");
  expect_error(put(function("a", "s3:ObjectCreated:*") + function("a", "s3:ObjectRemoved:*")), 400, "InvalidArgument");
  expect_error(
      put(function("a", "s3:ObjectCreated:*",
                   "<Filter><S3Key><FilterRule><Name>infix</Name><Value>x</Value></FilterRule></S3Key></Filter>")),
      400, "InvalidArgument");
  expect_error(put("<Other/>"), 400, "MalformedXML");
}

TEST(S3Notifications, AreHeldToAHundredRules) {
  World world;
  world.make_bucket("photos");
  world.base.triggers.functions.insert("f");
  const auto put = [&](std::size_t rules) {
    std::string all;
    for (std::size_t i = 0; i < rules; ++i)
      all +=
          "<CloudFunctionConfiguration><CloudFunction>arn:aws:lambda:us-east-1:123456789012:function:f</CloudFunction>"
          "<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>" +
          std::to_string(i) + "/</Value></FilterRule></S3Key></Filter></CloudFunctionConfiguration>";
    return world.call("PUT", "/photos?notification",
                      "<NotificationConfiguration>" + all + "</NotificationConfiguration>");
  };
  EXPECT_EQ(put(limits::kNotificationRulesMax).status, 200);
  const HttpResponse refused = put(limits::kNotificationRulesMax + 1);
  expect_error(refused, 400, "InvalidArgument");
  EXPECT_EQ(text_of(refused.body, "Message"), "There may be no more notification configurations.");
  EXPECT_EQ(world.over.rules.of("photos")->notifications.size(), limits::kNotificationRulesMax);
}

TEST(S3Others, AnswerWhatHarmsNobodyAndNameWhatTheyHaveNot) {
  World world;
  world.make_bucket("photos");
  expect_golden("s3/get-bucket-acl.xml", world.call("GET", "/photos?acl").body);
  expect_golden("s3/get-bucket-versioning.xml", world.call("GET", "/photos?versioning").body);
  EXPECT_EQ(text_of(world.call("GET", "/photos?requestPayment").body, "Payer"), "BucketOwner");
  const HttpResponse policy = world.call("PUT", "/photos?policy", "{}");
  expect_error(policy, 501, "NotImplemented");
  EXPECT_NE(text_of(policy.body, "Message").find("PutBucketPolicy"), std::string::npos);
  const HttpResponse metrics = world.call("GET", "/photos?metrics");
  expect_error(metrics, 501, "NotImplemented");
  EXPECT_EQ(text_of(metrics.body, "Message"), "ListBucketMetricsConfigurations is not implemented by this server.");
  expect_error(world.call("GET", "/photos/a?torrent"), 501, "NotImplemented");
  expect_error(world.call("PUT", "/photos?versioning"), 501, "NotImplemented");
  expect_error(world.call("PATCH", "/photos"), 405, "MethodNotAllowed");
}

}  // namespace
}  // namespace mien::api::s3
