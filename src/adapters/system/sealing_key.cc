#include "adapters/system/sealing_key.h"

#include <algorithm>
#include <boost/json.hpp>
#include <span>

#include "adapters/system/private_file.h"
#include "adapters/system/system_ids.h"
#include "core/base64.h"

namespace mien {
namespace {

std::optional<SealingKey> from_base64(std::string_view text, SealingKey::Origin origin) {
  const auto bytes = decode_base64(text);
  if (!bytes || bytes->size() != SealingKey::kBytes) return std::nullopt;
  SealingKey key{.origin = origin};
  std::ranges::copy(*bytes, key.bytes.begin());
  return key;
}

}  // namespace

Result<std::optional<SealingKey>> SealingKey::find(const std::string& file, const std::optional<std::string>& given) {
  if (given) {
    const auto key = from_base64(*given, Origin::kEnvironment);
    if (!key)
      return fail(ErrorCode::kInvalidArgument,
                  "MIEN_SEALING_KEY must be 32 bytes, written as 44 characters of base64.");
    return key;
  }
  MIEN_TRY(const std::optional<files::Content> content, files::read(file));
  if (!content) return std::nullopt;
  if ((content->mode & 077U) != 0)
    return fail(ErrorCode::kAccessDenied, file + " can be read by other users; run: chmod 600 " + file);
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(content->text, error);
  const boost::json::object* const object = error ? nullptr : value.if_object();
  const boost::json::value* const member = object == nullptr ? nullptr : object->if_contains("sealing_key");
  const auto key = member != nullptr && member->is_string()
                       ? from_base64(std::string_view(member->get_string()), Origin::kFile)
                       : std::nullopt;
  if (!key) return fail(ErrorCode::kIncompatible, file + " is damaged: it must hold a sealing_key.");
  return key;
}

Result<SealingKey> SealingKey::create(const DataDirectory& directory) {
  SealingKey key{.origin = Origin::kCreated};
  fill_random({reinterpret_cast<unsigned char*>(key.bytes.data()), key.bytes.size()});
  MIEN_TRY_VOID(files::replace(directory.sealing_key_path(),
                               "{\"version\":1,\"sealing_key\":\"" + encode_base64(key.bytes) + "\"}\n"));
  return key;
}

}  // namespace mien
