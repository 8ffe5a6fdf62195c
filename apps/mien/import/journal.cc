#include "import/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/json/object.hpp>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "adapters/posix/file_io.h"
#include "api/json/parse.h"
#include "api/json/writer.h"
#include "core/ascii.h"
#include "core/utf8.h"

namespace mien::importing {
namespace {

constexpr int kVersion = 1;
/// What every journal begins with.
constexpr std::string_view kStart = "{\"mien_import\":";

std::unexpected<Error> unusable(const std::string& path, const std::string& why) {
  return fail(ErrorCode::kUnavailable, "The journal " + path + " " + why + ".");
}

std::string key_of(const std::string& person, const std::string& file) { return person + '\0' + file; }

/// The line before those of one server and collection.
std::string binding_line(const std::string& server, const std::string& collection) {
  api::JsonWriter json;
  json.begin_object().key("mien_import").integer(kVersion).member("server", server).member("collection", collection);
  return json.end_object().take();
}

std::string line_of(const JournalEntry& entry) {
  api::JsonWriter json;
  json.begin_object().member("person", entry.person).member("file", entry.file);
  json.key("bytes").unsigned_integer(entry.stamp.bytes).key("changed_ns").integer(entry.stamp.changed_ns);
  json.member("sha256", hex(entry.sha256)).member("outcome", entry.refusal ? "refused" : "stored");
  if (entry.refusal) json.member("code", entry.refusal->code).member("reason", entry.refusal->reason);
  return json.end_object().take();
}

std::optional<std::string> text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<std::int64_t> integer_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (!value) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  return std::nullopt;
}

std::optional<Sha256> digest_of(std::string_view text) {
  Sha256 digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<std::byte>(high * 16 + low);
  }
  return digest;
}

std::optional<JournalEntry> entry_of(const boost::json::object& object) {
  auto person = text_of(object, "person");
  auto file = text_of(object, "file");
  const auto bytes = integer_of(object, "bytes");
  const auto changed = integer_of(object, "changed_ns");
  const auto digest = digest_of(text_of(object, "sha256").value_or(""));
  const auto outcome = text_of(object, "outcome");
  if (!person || !file || !bytes || *bytes < 0 || !changed || !digest || !outcome) return std::nullopt;
  JournalEntry entry{.person = *std::move(person),
                     .file = *std::move(file),
                     .stamp = {static_cast<std::uint64_t>(*bytes), *changed},
                     .sha256 = *digest};
  if (outcome == "refused")
    entry.refusal = Refusal{text_of(object, "code").value_or(""), text_of(object, "reason").value_or("")};
  else if (outcome != "stored")
    return std::nullopt;
  return entry;
}

std::unexpected<Error> not_opened(const std::string& path) {
  return unusable(path, std::string("cannot be opened: ") + std::strerror(errno));
}

/// Whether it is a plain file of this user that may be a journal; its status.
Result<struct stat> look_at(const posix::Descriptor& file, const std::string& path) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink > 1)
    return unusable(path, "is no plain file");
  if (status.st_uid != ::geteuid()) return unusable(path, "belongs to another user");
  if (static_cast<std::uint64_t>(status.st_size) > kJournalBytesMax)
    return unusable(path,
                    "is larger than " + std::to_string(kJournalBytesMax >> 30) + " GB; remove it, or name another");
  std::array<char, kStart.size()> start{};
  const auto got = posix::read_up_to_at(file.get(), 0, std::as_writable_bytes(std::span(start)));
  if (!got) return unusable(path, std::string("cannot be read: ") + std::strerror(errno));
  // What was cut off at once is one, too.
  if (!kStart.starts_with(std::string_view(start.data(), *got))) return unusable(path, "is no journal of mien import");
  return status;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::string& path, const std::string& server,
                                               const std::string& collection) {
  posix::Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!file.is_open()) return not_opened(path);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return unusable(path, errno == EWOULDBLOCK ? "is in use by another import"
                                               : std::string("cannot be locked: ") + std::strerror(errno));
  // Only now: an import that has just ended may have written it.
  MIEN_TRY(const struct stat status, look_at(file, path));
  if ((status.st_mode & 0077U) != 0 && ::fchmod(file.get(), 0600) != 0)
    return unusable(path, std::string("can be read by others: ") + std::strerror(errno));
  // The very first line, cut off, says nothing, and the file would not begin as a journal.
  if (std::cmp_less(status.st_size, kStart.size()) && ::ftruncate(file.get(), 0) != 0)
    return unusable(path, std::string("cannot be written: ") + std::strerror(errno));
  std::unique_ptr<Journal> journal(new Journal(std::move(file), Access::kReadAndAppend));
  MIEN_TRY_VOID(journal->load(path, binding_line(server, collection)));
  return journal;
}

Result<std::unique_ptr<Journal>> Journal::open_to_read(const std::string& path, const std::string& server,
                                                       const std::string& collection) {
  posix::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const bool is_there = file.is_open();
  if (!is_there && errno != ENOENT) return not_opened(path);
  if (is_there) MIEN_TRY_VOID(look_at(file, path));
  std::unique_ptr<Journal> journal(new Journal(std::move(file), Access::kRead));
  if (is_there) MIEN_TRY_VOID(journal->load(path, binding_line(server, collection)));
  return journal;
}

Result<void> Journal::load(const std::string& path, const std::string& binding) {
  std::string pending;
  bool is_bound = false;
  bool is_skipping = false;  // Inside of a line that is too long to be one of ours.
  std::array<char, 65'536> buffer{};
  for (;;) {
    const auto got = posix::read_up_to(file_.get(), std::as_writable_bytes(std::span(buffer)));
    if (!got) return unusable(path, std::string("cannot be read: ") + std::strerror(errno));
    if (*got == 0) break;
    std::string_view rest(buffer.data(), *got);
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      pending.append(rest.substr(0, end));
      if (!is_skipping) take_line(pending, binding, is_bound);
      pending.clear();
      is_skipping = false;
      rest.remove_prefix(end + 1);
    }
    pending.append(rest);
    if (pending.size() > kJournalLineBytesMax) {
      is_skipping = true;
      pending.clear();
    }
  }
  // A line that was torn by the end of its writer is ended here; it says nothing.
  is_torn_ = is_skipping || !pending.empty();
  if (access_ == Access::kReadAndAppend && (is_torn_ || !is_bound)) return append(binding);
  return {};
}

void Journal::take_line(std::string_view line, const std::string& binding, bool& is_bound) {
  if (line == binding) {
    is_bound = true;
    return;
  }
  const auto parsed = api::parse_json(line);
  if (!parsed || !parsed->is_object()) return;
  if (parsed->get_object().contains("mien_import")) {
    is_bound = false;
    return;
  }
  if (!is_bound) return;
  if (const auto entry = entry_of(parsed->get_object())) entries_[key_of(entry->person, entry->file)] = *entry;
}

bool Journal::knows(const std::string& person, const std::string& file) const {
  const std::scoped_lock lock(mutex_);
  return entries_.contains(key_of(person, file));
}

std::optional<JournalEntry> Journal::find(const std::string& person, const std::string& file,
                                          const PhotoStamp& stamp) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key_of(person, file));
  if (found == entries_.end() || found->second.stamp != stamp) return std::nullopt;
  return found->second;
}

Result<void> Journal::record(const JournalEntry& entry) {
  // The text of a name that is not UTF-8 would not read back as that name; such a photo is looked at anew each time.
  if (access_ == Access::kRead || !is_utf8(entry.file)) return {};
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(append(line_of(entry)));
  entries_[key_of(entry.person, entry.file)] = entry;
  return {};
}

std::size_t Journal::size() const {
  const std::scoped_lock lock(mutex_);
  return entries_.size();
}

Result<void> Journal::append(const std::string& line) {
  const std::string text = (is_torn_ ? "\n" : "") + line + "\n";
  struct stat status{};
  if (::fstat(file_.get(), &status) == 0 && static_cast<std::uint64_t>(status.st_size) + text.size() > kJournalBytesMax)
    return fail(ErrorCode::kUnavailable, "The journal is full.");
  is_torn_ = !posix::write_all(file_.get(), std::as_bytes(std::span(text)));
  if (!is_torn_) return {};
  return fail(ErrorCode::kUnavailable, std::string("The journal cannot be written: ") + std::strerror(errno) + ".");
}

}  // namespace mien::importing
