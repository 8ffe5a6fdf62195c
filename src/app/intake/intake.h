#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/intake/identity.h"
#include "app/settings/origin.h"
#include "core/ids.h"
#include "core/limits.h"
#include "core/text_map.h"

namespace mien::app {

/// What becomes of pictures that are uploaded to one place.
struct Intake {
  enum class Action : std::uint8_t { kRegister, kVerify };
  /// Which uploaded objects stay in the bucket once they are processed. A person's photos are kept with the person, not
  /// here.
  enum class Keep : std::uint8_t {
    kNone,
    kAccepted,  ///< Those that registered or matched somebody.
    kAll,
  };
  std::string name;
  std::string bucket;
  std::string prefix{};
  std::string source{};  ///< Name of the other S3 server that has the bucket; empty: it is one of ours.
  Action action = Action::kRegister;
  CollectionId collection;
  std::optional<IdentityRule> identity{};  ///< For kRegister, always.
  std::optional<double> similarity_min{};  ///< For kVerify: a floor, 0..100; none: the policy's.
  std::string table{};                     ///< Empty: no item is written.
  std::string table_key{};                 ///< Its partition key, with which it is made where there is none.
  TextMap table_item{};                    ///< Attribute to template; see fill_template().
  Keep keep = Keep::kAccepted;
  std::size_t image_bytes_max = limits::kObjectImageBytesMax;
  std::vector<std::string> cors_origins{};  ///< Pages of these origins may use the bucket.
  Origin origin = Origin::kFile;

  /// An object of ours.
  bool takes(std::string_view its_bucket, std::string_view key) const { return takes_from("", its_bucket, key); }
  /// An object of another server.
  bool takes_from(std::string_view its_source, std::string_view its_bucket, std::string_view key) const {
    return its_source == source && its_bucket == bucket && key.starts_with(prefix) &&
           !key.ends_with('/');  // Consoles make "folders" so.
  }
};

std::string_view name_of(Intake::Action action);  ///< "register", "verify".

/// The names that templates may use.
std::vector<std::string_view> template_names();
/// @errors kInvalidArgument  a brace that is not closed, or a name that is none of template_names().
Result<void> check_template(std::string_view text);
/// The text with every "{name}" replaced by its value; nothing where there is none.
std::string fill_template(std::string_view text, const TextMap& values);

}  // namespace mien::app
