#include "api/setup/lambda_input.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"

namespace mien::api::setup {
namespace {

constexpr std::size_t kRuntimeBytesMax = 32;  // These stand in Lambda's service model.
constexpr std::size_t kHandlerBytesMax = 128;
constexpr std::size_t kDescriptionBytesMax = 256;
constexpr std::size_t kArnBytesMax = 256;
constexpr std::uint32_t kMemoryMbMin = 128;
constexpr std::uint32_t kMemoryMbMax = 10'240;

/// Source: Lambda developer guide, "Using Lambda environment variables", reserved ones.
constexpr std::array<std::string_view, 20> kReserved{"_HANDLER",
                                                     "_X_AMZN_TRACE_ID",
                                                     "AWS_DEFAULT_REGION",
                                                     "AWS_REGION",
                                                     "AWS_EXECUTION_ENV",
                                                     "AWS_LAMBDA_FUNCTION_NAME",
                                                     "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                                     "AWS_LAMBDA_FUNCTION_VERSION",
                                                     "AWS_LAMBDA_INITIALIZATION_TYPE",
                                                     "AWS_LAMBDA_LOG_GROUP_NAME",
                                                     "AWS_LAMBDA_LOG_STREAM_NAME",
                                                     "AWS_ACCESS_KEY",
                                                     "AWS_ACCESS_KEY_ID",
                                                     "AWS_SECRET_ACCESS_KEY",
                                                     "AWS_SESSION_TOKEN",
                                                     "AWS_LAMBDA_RUNTIME_API",
                                                     "LAMBDA_TASK_ROOT",
                                                     "LAMBDA_RUNTIME_DIR",
                                                     "AWS_LAMBDA_MAX_CONCURRENCY",
                                                     "AWS_LAMBDA_METADATA_API"};

/// As Lambda has it: a letter, then letters, digits and underscores.
bool is_variable(std::string_view name) {
  return name.size() >= 2 && is_alphanumeric(name.front()) && !is_digit(name.front()) &&
         std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

LambdaResult<std::optional<std::string_view>> plain_text(const LambdaInput& input, std::string_view name,
                                                         std::size_t bytes_max) {
  MIEN_TRY(const auto text, input.text(name, bytes_max));
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7F; };
  if (text && (text->empty() || !std::ranges::all_of(*text, is_plain)))
    return refuse(kLambdaValidation, std::string(name) + " must be of printable characters without blanks.");
  return text;
}

}  // namespace

const boost::json::value* LambdaInput::find(std::string_view name) const {
  const boost::json::value* value = members_.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

LambdaResult<std::optional<std::string_view>> LambdaInput::text(std::string_view name, std::size_t bytes_max) const {
  const boost::json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  const boost::json::string* text = value->if_string();
  if (text == nullptr) return refuse(kSerialization, std::string(name) + " must be a string.");
  if (text->size() > bytes_max) return refuse(kLambdaValidation, std::string(name) + " is too long.");
  return std::string_view(*text);
}

LambdaResult<std::string_view> LambdaInput::required_text(std::string_view name, std::size_t bytes_max) const {
  MIEN_TRY(const auto found, text(name, bytes_max));
  if (!found || found->empty()) return refuse(kLambdaValidation, std::string(name) + " is missing.");
  return *found;
}

LambdaResult<std::optional<std::uint32_t>> LambdaInput::number(std::string_view name, std::uint32_t min,
                                                               std::uint32_t max) const {
  const boost::json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto whole = value->to_number<std::int64_t>(error);
  if (error) return refuse(kSerialization, std::string(name) + " must be a whole number.");
  if (whole < min || whole > max)
    return refuse(kLambdaValidation,
                  std::string(name) + " must be from " + std::to_string(min) + " to " + std::to_string(max) + ".");
  return static_cast<std::uint32_t>(whole);
}

LambdaResult<bool> LambdaInput::flag(std::string_view name) const {
  const boost::json::value* value = find(name);
  if (value == nullptr) return false;
  if (!value->is_bool()) return refuse(kSerialization, std::string(name) + " must be true or false.");
  return value->get_bool();
}

LambdaResult<std::optional<LambdaInput>> LambdaInput::object(std::string_view name) const {
  const boost::json::value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return refuse(kSerialization, std::string(name) + " must be an object.");
  return LambdaInput(value->get_object());
}

bool LambdaInput::says(std::string_view name) const {
  const boost::json::value* value = find(name);
  if (value == nullptr) return false;
  if (const auto* object = value->if_object()) return !object->empty();
  if (const auto* array = value->if_array()) return !array->empty();
  if (const auto* text = value->if_string()) return !text->empty();
  return true;
}

LambdaResult<std::optional<std::string_view>> read_runtime(const LambdaInput& input) {
  return plain_text(input, "Runtime", kRuntimeBytesMax);
}

LambdaResult<std::optional<std::string_view>> read_handler(const LambdaInput& input) {
  return plain_text(input, "Handler", kHandlerBytesMax);
}

LambdaResult<std::optional<std::string_view>> read_role_arn(const LambdaInput& input) {
  return plain_text(input, "Role", kArnBytesMax);
}

LambdaResult<std::optional<std::string_view>> read_description(const LambdaInput& input) {
  return input.text("Description", kDescriptionBytesMax);
}

LambdaResult<std::optional<std::uint32_t>> read_timeout_s(const LambdaInput& input) {
  return input.number("Timeout", 1, limits::kFunctionTimeoutSMax);
}

LambdaResult<std::optional<std::uint32_t>> read_memory_mb(const LambdaInput& input) {
  return input.number("MemorySize", kMemoryMbMin, kMemoryMbMax);
}

LambdaResult<std::optional<std::map<std::string, std::string>>> read_environment(const LambdaInput& input) {
  MIEN_TRY(const auto environment, input.object("Environment"));
  if (!environment) return std::nullopt;
  std::map<std::string, std::string> out;
  MIEN_TRY(const auto variables, environment->object("Variables"));
  if (!variables) return out;
  std::size_t bytes = 0;
  for (const auto& [key, value] : variables->members()) {
    const std::string_view name = key;
    const boost::json::string* text = value.if_string();
    if (text == nullptr) return refuse(kSerialization, "A variable of the environment must be a string.");
    if (!is_variable(name))
      return refuse(kLambdaValidation, "A variable's name must be a letter, then letters, digits and '_'.");
    if (std::ranges::find(kReserved, name) != kReserved.end())
      return refuse(kBadValue,
                    "Lambda was unable to configure your environment variables because the environment variables you "
                    "have provided contains reserved keys that are currently not supported for modification.");
    if (std::string_view(*text).contains('\0'))
      return refuse(kBadValue, "A variable of the environment may not hold a zero.");
    bytes += name.size() + text->size();
    out.emplace(name, std::string_view(*text));
  }
  if (bytes > limits::kFunctionEnvironmentBytesMax)
    return refuse(kBadValue,
                  "Lambda was unable to configure your environment variables because the environment variables you "
                  "have provided exceeded the 4KB limit.");
  return out;
}

LambdaResult<std::vector<std::byte>> read_zip(const LambdaInput& code) {
  if (code.says("S3Bucket") || code.says("S3Key") || code.says("ImageUri"))
    return refuse(kBadValue, "The code must come with the request, as ZipFile; no bucket or image is looked into.");
  MIEN_TRY(const std::string_view text, code.required_text("ZipFile", std::string_view::npos - 1));
  if (text.size() / 4 > limits::kFunctionZipBytesMax / 3 + 1)
    return refuse(kTooLarge, "The zip must have at most " + std::to_string(limits::kFunctionZipBytesMax) + " bytes.");
  auto zip = decode_base64(text);
  if (!zip) return refuse(kSerialization, "ZipFile must be base64.");
  if (zip->size() > limits::kFunctionZipBytesMax)
    return refuse(kTooLarge, "The zip must have at most " + std::to_string(limits::kFunctionZipBytesMax) + " bytes.");
  return *std::move(zip);
}

LambdaResult<std::optional<Uuid>> read_revision(const LambdaInput& input) {
  MIEN_TRY(const auto text, input.text("RevisionId", 36));
  if (!text) return std::nullopt;
  const auto revision = Uuid::parse(*text);
  if (!revision) return refuse(to_lambda_error(ErrorCode::kChangedMeanwhile), "The RevisionId is none of ours.");
  return *revision;
}

LambdaResult<void> refuse_what_is_not_done(const LambdaInput& input) {
  for (const std::string_view name : {"Layers", "FileSystemConfigs", "ImageConfig", "CodeSigningConfigArn",
                                      "DeadLetterConfig", "KMSKeyArn", "CapacityProviderConfig", "DurableConfig"})
    if (input.says(name)) return refuse(kBadValue, std::string(name) + " is not supported here.");
  MIEN_TRY(const auto package, input.text("PackageType", 16));
  if (package.value_or("Zip") != "Zip") return refuse(kBadValue, "PackageType must be Zip.");
  return {};
}

}  // namespace mien::api::setup
