#include "adapters/system/root_keys.h"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>
#include <utility>

#include "adapters/system/private_file.h"
#include "adapters/system/system_keys.h"

namespace mien {
namespace {

/// No '/', which ends the id in a signature's scope.
bool is_id(std::string_view id) {
  return id.size() >= 3 && id.size() <= 128 && std::ranges::all_of(id, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                  c == '-';
         });
}
bool is_secret(std::string_view secret) {
  return secret.size() >= 8 && secret.size() <= 256 &&
         std::ranges::all_of(secret, [](char c) { return c >= '!' && c <= '~'; });
}

RootKeys make_keys() {
  KeyMaker::Pair pair = SystemKeys().make();
  return {.access_key_id = std::move(pair.access_key_id),
          .secret = std::move(pair.secret),
          .origin = RootKeys::Origin::kCreated};
}

Result<RootKeys> parse(const std::string& path, const files::Content& content) {
  if ((content.mode & 077U) != 0)
    return fail(ErrorCode::kAccessDenied, path + " can be read by other users; run: chmod 600 " + path);
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(content.text, error);
  const boost::json::object* const object = error ? nullptr : value.if_object();
  const auto text = [&](std::string_view name) -> std::string {
    const boost::json::value* const member = object == nullptr ? nullptr : object->if_contains(name);
    if (member == nullptr || !member->is_string()) return {};
    return std::string(member->as_string());
  };
  RootKeys keys{
      .access_key_id = text("access_key_id"), .secret = text("secret_access_key"), .origin = RootKeys::Origin::kFile};
  if (!is_id(keys.access_key_id) || !is_secret(keys.secret))
    return fail(ErrorCode::kIncompatible, path + " is damaged: it must hold access_key_id and secret_access_key.");
  return keys;
}

}  // namespace

Result<std::optional<RootKeys>> RootKeys::find(const std::string& file, const std::optional<std::string>& given_id,
                                               const std::optional<std::string>& given_secret) {
  if (given_id || given_secret) {
    if (!given_id || !given_secret)
      return fail(ErrorCode::kInvalidArgument,
                  "Of MIEN_ROOT_ACCESS_KEY_ID and MIEN_ROOT_SECRET_ACCESS_KEY only one is given.");
    if (!is_id(*given_id))
      return fail(ErrorCode::kInvalidArgument,
                  "The root access key id must have 3 to 128 letters, digits, '_', '.' or '-'.");
    if (!is_secret(*given_secret))
      return fail(ErrorCode::kInvalidArgument,
                  "The root secret access key must have 8 to 256 printable ASCII characters without blanks.");
    return RootKeys{.access_key_id = *given_id, .secret = *given_secret};
  }
  MIEN_TRY(const std::optional<files::Content> content, files::read(file));
  if (!content) return std::nullopt;
  return parse(file, *content);
}

Result<RootKeys> RootKeys::load_or_create(const DataDirectory& directory, const std::optional<std::string>& given_id,
                                          const std::optional<std::string>& given_secret) {
  const std::string path = directory.root_keys_path();
  MIEN_TRY(std::optional<RootKeys> found, find(path, given_id, given_secret));
  if (found) return *std::move(found);
  RootKeys keys = make_keys();
  // Neither can hold a character that JSON escapes.
  MIEN_TRY_VOID(files::replace(path, "{\"version\":1,\"access_key_id\":\"" + keys.access_key_id +
                                         "\",\"secret_access_key\":\"" + keys.secret + "\"}\n"));
  return keys;
}

}  // namespace mien
