#include "doctor/places.h"

#include <utility>

#include "adapters/system/root_keys.h"
#include "adapters/system/sealing_key.h"

namespace mien::doctor {
namespace {

using Privacy = DataDirectoryPrivacy;

std::string advice_for(const DataDirectoryRefusal& refusal, const std::string& path) {
  const std::string entry = path + "/" + refusal.entry;
  switch (refusal.kind) {
    case DataDirectoryRefusal::Kind::kNoDirectory:
      return "Choose another --data-dir.";
    case DataDirectoryRefusal::Kind::kNotWritable:
      return "Run this as the user who runs Mien, or give the directory to that user: install -d -m 0700 -o USER " +
             path;
    case DataDirectoryRefusal::Kind::kReadOnly:
      return "Mount the file system for writing.";
    case DataDirectoryRefusal::Kind::kAnyoneWrites:
      return "chmod o-w " + path + "; if others may have used it, look at what lies in it.";
    case DataDirectoryRefusal::Kind::kNoPlainEntry:
      return "Put the file or folder itself in the place of " + entry + ", under no second name.";
    case DataDirectoryRefusal::Kind::kForeignEntry:
      return "If you know why, give " + entry + " to the directory's owner with chown.";
    case DataDirectoryRefusal::Kind::kOpenEntry:
      return "As its owner: chmod go-rwx " + entry;
    case DataDirectoryRefusal::Kind::kBadVersion:
      return "Restore " + entry + " from a backup; it holds 1 and a line end.";
    case DataDirectoryRefusal::Kind::kNewerVersion:
      return "Use that version of Mien, or another data directory.";
  }
  return "";
}

Findings check_openness(const DataDirectoryInspection& directory) {
  Findings out;
  const std::string& path = directory.path;
  if (directory.privacy != Privacy::kPrivate) {
    const std::string until = directory.privacy == Privacy::kMadePrivate ? " until the next start" : "";
    out.push_back(warning(
        path + " is open to other users" + until + ": it holds faces and photos that are not encrypted",
        directory.holds_others ? "It holds what is not Mien's: give Mien a directory of its own with --data-dir."
                               : "chmod 700 " + path));
  }
  for (const std::string& name : directory.open_entries) {
    const std::string entry = path + "/" + name;
    out.push_back(warning(entry + " can be read by other users until the next start", "chmod go-rwx " + entry));
  }
  return out;
}

}  // namespace

Findings check_data_directory(const DataDirectoryInspection& directory) {
  Findings out;
  for (const DataDirectoryRefusal& refusal : directory.refusals)
    out.push_back(problem(refusal.error.message, advice_for(refusal, directory.path)));
  for (Finding& finding : check_openness(directory)) out.push_back(std::move(finding));
  if (!directory.is_own)
    out.push_back({"", Level::kUnknown, directory.path + " belongs to another user than this one",
                   "Run mien doctor as the user who runs Mien to have everything looked at."});
  if (!out.empty()) return out;
  if (!directory.is_there) return {{"", Level::kOk, directory.path + " is not there yet; the first start makes it"}};
  return {{"", Level::kOk, directory.path + (directory.is_in_use ? ", in use by a running Mien" : ", not in use")}};
}

Findings check_root_key(const std::string& data_dir,
                        const std::function<std::optional<std::string>(const std::string&)>& variable) {
  const std::string file = data_dir + "/root-keys.json";
  const auto keys = RootKeys::find(file, variable("MIEN_ROOT_ACCESS_KEY_ID"), variable("MIEN_ROOT_SECRET_ACCESS_KEY"));
  if (keys && !*keys) return {{"", Level::kOk, "there is none yet; the first start makes one and prints it"}};
  if (keys) return {{"", Level::kOk, (*keys)->origin == RootKeys::Origin::kFile ? file : "comes from the environment"}};
  const Error& error = keys.error();
  if (error.code == ErrorCode::kUnavailable)
    return {{"", Level::kUnknown, error.message, "Run mien doctor as the user who runs Mien."}};
  if (error.code == ErrorCode::kInvalidArgument)
    return {problem(error.message, "Correct MIEN_ROOT_ACCESS_KEY_ID and MIEN_ROOT_SECRET_ACCESS_KEY, or set neither.")};
  if (error.code == ErrorCode::kAccessDenied)
    return {problem(error.message, "If others may have read it, remove it instead: the next start makes a new key.")};
  return {problem(error.message, "Restore it from a backup, or remove it: the next start makes a new key.")};
}

Findings check_sealing_key(const std::string& data_dir, std::int64_t keys,
                           const std::function<std::optional<std::string>(const std::string&)>& variable) {
  const std::string file = data_dir + "/sealing-key.json";
  const auto key = SealingKey::find(file, variable("MIEN_SEALING_KEY"));
  constexpr std::string_view kRestore =
      "Restore it from a backup: without it no access key of the store can be opened.";
  if (key && !*key && keys > 0)
    return {
        problem(file + " is missing, and the store has access keys that were sealed with it", std::string(kRestore))};
  if (key && !*key) return {{"", Level::kOk, "there is none yet; the first start makes one"}};
  if (key) return {{"", Level::kOk, (*key)->origin == SealingKey::Origin::kFile ? file : "comes from the environment"}};
  const Error& error = key.error();
  if (error.code == ErrorCode::kUnavailable)
    return {{"", Level::kUnknown, error.message, "Run mien doctor as the user who runs Mien."}};
  if (error.code == ErrorCode::kInvalidArgument)
    return {problem(error.message, "Correct MIEN_SEALING_KEY, or do not set it.")};
  if (error.code == ErrorCode::kAccessDenied)
    return {
        problem(error.message, "If others may have read it and the store, make new access keys and revoke the old.")};
  return {problem(error.message, std::string(kRestore))};
}

}  // namespace mien::doctor
