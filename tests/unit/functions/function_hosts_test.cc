#include "serve/function_hosts.h"

#include <gtest/gtest.h>

#include <string>

#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"
#include "fakes/fake_processes.h"
#include "fakes/memory_objects.h"
#include "fakes/memory_store.h"
#include "fakes/recording_log.h"

namespace mien::cli {
namespace {

using Run = FunctionTable::Run;

class FunctionHostsTest : public ::testing::Test {
 protected:
  static FunctionName name(std::string_view text) { return FunctionName::parse(text).value(); }
  std::unique_ptr<FunctionHosts> open(const std::vector<FunctionTable>& tables, bool allow_zip = true) {
    return FunctionHosts::open(tables, {.allow_zip = allow_zip},
                               {.region = "us-east-1", .endpoint_url = {}, .folder = "/data/functions"},
                               {store_.functions(), {objects_, archive_, endpoints_, supervisor_, keys_, clock_, log_}})
        .value();
  }
  Function upload(const std::string& text, std::uint8_t number, std::uint8_t revision = 1) {
    const ObjectKey object{{{number}}};
    static_cast<void>(objects_.put(object, std::as_bytes(std::span("PK", 2))));
    Function function{.name = name(text),
                      .settings = {.runtime = "python3.11", .handler = "app.handler"},
                      .code = {.object = object},
                      .revision = {{revision}}};
    static_cast<void>(store_.functions().create(function));
    return function;
  }
  static Result<FunctionOutcome> invoke(FunctionHosts& hosts, std::string_view function) {
    return hosts.invoke({.function = function, .request_id = "a", .event_json = "{}"});
  }

  fakes::Stage stage_;
  fakes::MemoryStore store_;
  fakes::MemoryObjects objects_;
  fakes::FakeArchive archive_;
  fakes::FakeEndpoints endpoints_{stage_};
  fakes::FakeSupervisor supervisor_{stage_};
  fakes::FakeKeys keys_{stage_};
  fakes::FakeClock clock_;
  fakes::RecordingLog log_;
};

TEST_F(FunctionHostsTest, RunsEachFunctionAsItsTableSays) {
  const auto hosts = open({{.name = name("owned"), .run = Run::kRuntime},
                           {.name = name("intake"), .run = Run::kIntake, .intake = "people"},
                           {.name = name("uploaded"), .run = Run::kZip}});
  EXPECT_EQ(hosts->endpoints().size(), 1U);
  EXPECT_TRUE(invoke(*hosts, "owned"));
  EXPECT_TRUE(stage_.programs.empty()) << "its owner starts it";
  EXPECT_EQ(invoke(*hosts, "intake").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(invoke(*hosts, "uploaded").error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(hosts->knows("owned"));
  EXPECT_TRUE(hosts->knows("intake"));
  EXPECT_FALSE(hosts->knows("uploaded"));
  upload("uploaded", 1);
  EXPECT_TRUE(hosts->knows("uploaded"));
  EXPECT_TRUE(invoke(*hosts, "uploaded"));
  EXPECT_EQ(stage_.programs.size(), 1U);
}

TEST_F(FunctionHostsTest, RunsNoUploadedCodeUnlessTheOperatorAllowsIt) {
  const auto hosts = open({}, false);
  upload("uploaded", 1);
  EXPECT_TRUE(hosts->knows("uploaded"));
  EXPECT_EQ(invoke(*hosts, "uploaded").error().code, ErrorCode::kAccessDenied);
  EXPECT_TRUE(stage_.programs.empty());
}

TEST_F(FunctionHostsTest, BeginsAnewWithAnotherRevision) {
  const auto hosts = open({});
  Function function = upload("uploaded", 1);
  EXPECT_TRUE(invoke(*hosts, "uploaded"));
  EXPECT_TRUE(invoke(*hosts, "uploaded"));
  EXPECT_EQ(stage_.programs.size(), 1U);
  const Uuid before = function.revision;
  function.revision = {{2}};
  ASSERT_TRUE(store_.functions().replace(function, before));
  hosts->changed(function.name);
  EXPECT_TRUE(stage_.has("gone"));
  EXPECT_TRUE(invoke(*hosts, "uploaded"));
  EXPECT_EQ(stage_.programs.size(), 2U);
  hosts->close();
  EXPECT_EQ(invoke(*hosts, "uploaded").error().code, ErrorCode::kUnavailable);
}

TEST_F(FunctionHostsTest, RunsSoManyUploadedFunctions) {
  const auto hosts = open({});
  for (std::size_t i = 0; i < limits::kFunctionProcessesMax; ++i) {
    upload("f" + std::to_string(i), static_cast<std::uint8_t>(i + 1));
    ASSERT_TRUE(invoke(*hosts, "f" + std::to_string(i)));
  }
  upload("more", 200);
  EXPECT_EQ(invoke(*hosts, "more").error().code, ErrorCode::kOverloaded);
  clock_.advance(limits::kFunctionIdleTimeout);
  hosts->end_idle();
  EXPECT_TRUE(invoke(*hosts, "more")) << "those that nobody asked have ended";
}

}  // namespace
}  // namespace mien::cli
