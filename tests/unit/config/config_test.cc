#include "config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>

#include "engine_setup.h"
#include "fakes/temp_dir.h"
#include "toml_file.h"

namespace mien::cli {
namespace {

using Texts = std::map<std::string, std::string>;

/// Resolves a file's text, variables and flags into `config`.
class ConfigTest : public testing::Test {
 protected:
  Result<void> resolved(const std::string& file, const Texts& variables = {}, const Texts& flags = {}) {
    std::string path;
    if (!file.empty()) {
      path = folder_ / "mien.toml";
      std::ofstream(path) << file;
    }
    config_ = {};
    settings_ = settings_of(config_);
    return resolve(config_, settings_, path, flags, [&](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  }
  std::string refusal(const std::string& file, const Texts& variables = {}, const Texts& flags = {}) {
    const auto done = resolved(file, variables, flags);
    if (done) return "nothing";
    EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
    return done.error().message;
  }

  fakes::TempDir folder_;
  ServeConfig config_;
  std::vector<Setting> settings_;
};

TEST_F(ConfigTest, HasItsDefaults) {
  ASSERT_TRUE(resolved(""));
  EXPECT_EQ(config_.listen, "127.0.0.1:8080");
  EXPECT_EQ(config_.region, "us-east-1");
  EXPECT_EQ(config_.account_id, "123456789012");
  EXPECT_EQ(config_.models.pack, "default");
  EXPECT_FALSE(config_.metrics_open);
  EXPECT_EQ(config_.log_level, "info");
  EXPECT_FALSE(config_.data_dir.empty());
}

TEST_F(ConfigTest, TheFlagBeatsTheVariableBeatsTheFileBeatsTheDefault) {
  const std::string file = "region = \"file-1\"\n";
  ASSERT_TRUE(resolved(file));
  EXPECT_EQ(config_.region, "file-1");
  ASSERT_TRUE(resolved(file, {{"MIEN_REGION", "variable-1"}}));
  EXPECT_EQ(config_.region, "variable-1");
  ASSERT_TRUE(resolved(file, {{"MIEN_REGION", "variable-1"}}, {{"region", "flag-1"}}));
  EXPECT_EQ(config_.region, "flag-1");
  ASSERT_TRUE(resolved("", {}, {{"region", "flag-1"}}));
  EXPECT_EQ(config_.region, "flag-1");
}

TEST_F(ConfigTest, EveryKeyHasAFlagAVariableAndAHelp) {
  ASSERT_TRUE(resolved(""));
  for (const Setting& setting : settings_) {
    EXPECT_FALSE(setting.help.empty()) << setting.key;
    EXPECT_TRUE(setting.flag().starts_with("--")) << setting.key;
    EXPECT_EQ(setting.flag().find('_'), std::string::npos);
    EXPECT_TRUE(setting.variable().starts_with("MIEN_")) << setting.key;
  }
  const auto data_dir = std::ranges::find(settings_, "data_dir", &Setting::key);
  ASSERT_NE(data_dir, settings_.end());
  EXPECT_EQ(data_dir->flag(), "--data-dir");
  EXPECT_EQ(data_dir->variable(), "MIEN_DATA_DIR");
}

TEST_F(ConfigTest, ReadsEveryKindOfValue) {
  ASSERT_TRUE(
      resolved("data_dir = \"/srv/mien\"\nthreads = 3\nmetrics_open = true\nfalse_accept_target = 0.001\n"
               "verify_similarity_min = 90\nmodel_pack = \"fast\"\n"));
  EXPECT_EQ(config_.data_dir, "/srv/mien");
  EXPECT_EQ(config_.threads, 3);
  EXPECT_TRUE(config_.metrics_open);
  EXPECT_DOUBLE_EQ(config_.policy.false_accept_target, 0.001);
  EXPECT_DOUBLE_EQ(config_.policy.verify_similarity_min, 90);
  EXPECT_EQ(config_.models.pack, "fast");
}

TEST_F(ConfigTest, RefusesUnknownKeys) {
  const std::string file = folder_ / "mien.toml";
  EXPECT_EQ(refusal("regoin = \"eu-west-1\"\n"), file + " has an unknown key \"regoin\".");
  EXPECT_EQ(refusal("[server]\nlisten = \":80\"\n"), file + " has an unknown key \"server\".");
}

TEST_F(ConfigTest, NamesTheSettingThatIsWrongWhereItCameFromAndWhatItMayBe) {
  const std::string file = " in " + folder_ / "mien.toml";
  EXPECT_EQ(refusal("threads = -1\n"),
            "threads" + file + " cannot be \"-1\": pictures read at the same time, up to 1024; 0: as many as cores.");
  EXPECT_EQ(refusal("", {}, {{"log_level", "loud"}}), "--log-level cannot be \"loud\": debug, info, warning or error.");
  struct Wrong {
    std::string key, written, shown;
  };
  for (const auto& [key, written, shown] : std::vector<Wrong>{{"threads", "\"many\"", "many"},
                                                              {"threads", "1.5", "1.5"},
                                                              {"metrics_open", "\"yes\"", "yes"},
                                                              {"metrics_open", "1", "1"},
                                                              {"false_accept_target", "0", "0"},
                                                              {"false_accept_target", "nan", "nan"},
                                                              {"verify_similarity_min", "101", "101"},
                                                              {"listen", "8080", "8080"},
                                                              {"listen", "[\":80\"]", "a table or list"},
                                                              {"region", "2024-01-01", "a table or list"},
                                                              {"account_id", "\"12\"", "12"},
                                                              {"log_level", "\"loud\"", "loud"}}) {
    const std::string message = refusal(key + " = " + written + "\n");
    EXPECT_TRUE(message.starts_with(key + file + " cannot be \"" + shown + "\": ")) << message;
  }
  EXPECT_TRUE(
      refusal("", {{"MIEN_REGION", "Nowhere!"}}).starts_with("The variable MIEN_REGION cannot be \"Nowhere!\": "));
  EXPECT_TRUE(refusal("", {}, {{"data_dir", ""}}).starts_with("--data-dir cannot be \"\": "));
}

TEST_F(ConfigTest, NamesTheLineWhereTheFileIsNoToml) {
  const std::string message = refusal("region = \"eu-west-1\"\nlisten = \n");
  EXPECT_TRUE(message.starts_with("The configuration file " + folder_ / "mien.toml" + " is no TOML: line 2: "))
      << message;
}

// toml++ 3.3 runs into undefined behaviour on such characters outside of strings: config_fuzz found it.
TEST_F(ConfigTest, TakesCharactersBeyondAsciiWhereTomlHasAUseForThem) {
  const std::string region = "region = \"eu-1\"\n";
  EXPECT_EQ(refusal("\xEF\xBB\xBF# \xC3\xA9, \"\xC3\xA9\"\ndata_dir = \"\\\"\xC3\xA9\\\\\" # '\xC3\xA9\n" + region),
            "nothing");
  EXPECT_EQ(config_.data_dir, "\"\xC3\xA9\\");
  EXPECT_EQ(refusal("data_dir = '\xC3\xA9\"\\' # \xE2\x80\xA8\n" + region), "nothing");
  EXPECT_EQ(config_.data_dir, "\xC3\xA9\"\\");
  EXPECT_EQ(refusal("data_dir = \"'''\xC3\xA9\"\r\nthreads = 2 # \xC3\xA9\r\n\t# \xC3\xA9\r\n" + region), "nothing");
  const std::string why =
      "characters beyond ASCII stand in comments, and in lines of the form key = \"value\", and not below a string of "
      "many "
      "lines.";
  for (const std::string bare :
       {"\xC3\xA9", "[a\xEF\xBB\x9F]", "data_dir = \"a\" \xC2\xA0", "a = \"b\n\xC3\xA9",
        "data_dir = \"\"\"\\\n\xC3\xA9\"\"\"", "data_dir = '''\n\xC3\xA9'''", "\n\xEF\xBB\xBF", "a = 9b[\"\xC3\xA9\"",
        "a = 1 \"\xC3\xA9\"", "\"a=\"\xC3\xA9", "1979-05-27 = '\xC3\xA9'", "b = \"\"\"\n# \xC3\xA9\"\"\"",
        "a = \"\"\"\"\"\"\xC3\xA9", "a = \"\"\"b\"\"\"\" \xC3\xA9\"", "a = \"\"\"b\"\"\"\"\" \xC3\xA9",
        "a = '''b'''''\xC3\xA9"}) {
    const auto lines = static_cast<std::size_t>(std::ranges::count(bare, '\n'));
    EXPECT_EQ(refusal(region + bare), "The configuration file " + folder_ / "mien.toml" + " is no TOML: line " +
                                          std::to_string(2 + lines) + ": " + why)
        << bare;
  }
}

TEST_F(ConfigTest, RefusesAFileThatIsTooLarge) {
  const std::string most = "#" + std::string(kConfigFileBytesMax - 1, '-');
  EXPECT_EQ(refusal(most), "nothing");
  EXPECT_EQ(refusal(most + "-"), "The configuration file " + folder_ / "mien.toml" + " is larger than 1048576 bytes.");
}

TEST_F(ConfigTest, SaysThatAFileCannotBeRead) {
  ServeConfig config;
  auto settings = settings_of(config);
  // The last one opens, and reading it fails: that is not an empty file.
  for (const std::string& path : {folder_ / "missing.toml", folder_.path().string(), std::string("/proc/self/mem")}) {
    const auto refused = resolve(config, settings, path, {}, [](const std::string&) { return std::nullopt; });
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().message, "Cannot read the configuration file " + path + ".");
  }
}

TEST_F(ConfigTest, PrintsWhatItWouldReadAgain) {
  ASSERT_TRUE(resolved(
      "data_dir = \"a \\\"quoted\\\" place\"\nthreads = 2\nfalse_accept_target = 0.05\nmetrics_open = true\n"));
  const std::string printed = to_toml(config_, settings_);
  ASSERT_TRUE(resolved(printed)) << printed;
  EXPECT_EQ(config_.data_dir, "a \"quoted\" place");
  EXPECT_EQ(config_.threads, 2);
  EXPECT_DOUBLE_EQ(config_.policy.false_accept_target, 0.05);
  EXPECT_EQ(to_toml(config_, settings_), printed);
  for (const std::string value : {"a\n\xC3\xA9", "'\xC3\xA9\t\\", "\"\"\"", "'''", "\x01\x7F"}) {
    ASSERT_TRUE(resolved("", {{"MIEN_DATA_DIR", value}}));
    const std::string again = to_toml(config_, settings_);
    ASSERT_TRUE(resolved(again)) << again;
    EXPECT_EQ(config_.data_dir, value) << again;
  }
}

TEST_F(ConfigTest, WantsCertificateAndKeyTogether) {
  ASSERT_TRUE(resolved(""));
  EXPECT_TRUE(check(config_));
  ASSERT_TRUE(resolved("tls_cert = \"c.pem\"\ntls_key = \"k.pem\"\n"));
  EXPECT_TRUE(check(config_));
  ASSERT_TRUE(resolved("tls_cert = \"c.pem\"\n", {}, {{"tls_key", ""}}));
  const auto key_missing = check(config_);
  ASSERT_FALSE(key_missing);
  EXPECT_EQ(key_missing.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(key_missing.error().message,
            "tls_cert is set without tls_key: https needs both (--tls-cert and --tls-key).");
  ASSERT_TRUE(resolved("", {}, {{"tls_cert", ""}, {"tls_key", "k.pem"}}));
  EXPECT_EQ(check(config_).error().message,
            "tls_key is set without tls_cert: https needs both (--tls-cert and --tls-key).");
}

TEST_F(ConfigTest, PrintsNoSecrets) {
  // Secrets come from variables of their own and are no settings, so that nothing can print them.
  ASSERT_TRUE(resolved("", {{"MIEN_ROOT_ACCESS_KEY_ID", "AKIDROOT"}, {"MIEN_ROOT_SECRET_ACCESS_KEY", "hush-hush"}}));
  const std::string printed = to_toml(config_, settings_);
  EXPECT_EQ(printed.find("hush-hush"), std::string::npos);
  EXPECT_EQ(printed.find("AKIDROOT"), std::string::npos);
  EXPECT_EQ(printed.find("secret"), std::string::npos);
}

TEST(ParseListen, TakesAddressesWithPorts) {
  const auto parsed = [](std::string_view text) {
    const auto address = parse_listen(text);
    return address ? address->address + " " + std::to_string(address->port) : "refused";
  };
  EXPECT_EQ(parsed("127.0.0.1:8080"), "127.0.0.1 8080");
  EXPECT_EQ(parsed("[::1]:8080"), "::1 8080");
  EXPECT_EQ(parsed("[::]:80"), ":: 80");
  EXPECT_EQ(parsed(":80"), "0.0.0.0 80");
  EXPECT_EQ(parsed("localhost:0"), "127.0.0.1 0");
  EXPECT_EQ(parsed("127.0.0.1:65535"), "127.0.0.1 65535");
}

TEST(ParseListen, RefusesEverythingElse) {
  for (const char* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x",
                           "127.0.0.1: 80", "[]:80", "[::1:80", "::1]:80", "a b:80"}) {
    const auto refused = parse_listen(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().message,
              "\"" + std::string(text) + "\" is no address to listen on; write for example 127.0.0.1:8080.");
  }
}

ModelOptions with_manifest(const std::string& file) {
  ModelOptions options;
  options.manifest_file = file;
  return options;
}
ModelOptions with_folder(const std::string& folder) {
  ModelOptions options;
  options.models_dir = folder;
  return options;
}

TEST(LoadManifest, TakesTheOneCompiledInOrAFile) {
  ASSERT_TRUE(load_manifest({}));
  EXPECT_TRUE(load_manifest({})->pack("default"));
  EXPECT_TRUE(load_manifest(with_manifest(MIEN_SOURCE_DIR "/models/manifest.json")));
}

TEST(LoadManifest, SaysThatAFileCannotBeRead) {
  const fakes::TempDir folder;
  for (const std::string& path : {folder / "missing.json", folder.path().string(), std::string("/proc/self/mem")}) {
    const auto refused = load_manifest(with_manifest(path));
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().message, "Cannot read the model manifest " + path + ".");
  }
}

TEST(LoadedModels, SaysWhichFileIsMissing) {
  const fakes::TempDir folder;
  const auto missing = LoadedModels::load(with_folder(folder.path().string()), 1);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kIncompatible);
  EXPECT_TRUE(missing.error().message.starts_with("The model file " + folder.path().string() + "/yunet/"));
  ModelOptions best = with_folder(folder.path().string());
  best.pack = "best";
  const auto unknown = LoadedModels::load(best, 1);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kInvalidArgument);
}

TEST(ModelsFolder, IsTheOneThatWasNamed) { EXPECT_EQ(models_folder(with_folder("/srv/models")), "/srv/models"); }

}  // namespace
}  // namespace mien::cli
