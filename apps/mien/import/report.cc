#include "import/report.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>

#include "adapters/posix/file_io.h"
#include "api/json/writer.h"
#include "import/csv.h"
#include "import/tally.h"

namespace mien::importing {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} * 1024;
constexpr std::string_view kCsvHead = "outcome,file,line,id,name,code,reason\r\n";
constexpr std::string_view kJsonStart = "{\"outcome\":";

/// A field that a spreadsheet would take for a formula is made text by an apostrophe before it.
std::string cell(const std::string& text) {
  const bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return csv_field((is_formula ? "'" : "") + text);
}

std::unexpected<Error> unwritable(const std::string& path, const std::string& why) {
  return fail(ErrorCode::kUnavailable, "Cannot write the report " + path + ": " + why + ".");
}

/// Whether a file that is there may be replaced by a report: it is empty, or one itself.
Result<void> look_at(const posix::Descriptor& file, const std::string& path) {
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unwritable(path, std::strerror(errno));
  if (S_ISCHR(status.st_mode)) return {};  // Such as /dev/null.
  if (!S_ISREG(status.st_mode) || status.st_nlink > 1) return unwritable(path, "it is no plain file");
  if (status.st_uid != ::geteuid()) return unwritable(path, "it belongs to another user");
  std::array<char, 64> bytes{};
  const auto got = posix::read_up_to_at(file.get(), 0, std::as_writable_bytes(std::span(bytes)));
  if (!got) return unwritable(path, std::strerror(errno));
  const std::string_view start(bytes.data(), *got);
  if (!start.empty() && !start.starts_with(kCsvHead) && !start.starts_with(kJsonStart))
    return unwritable(path, "it is there and is no report of mien import; name another file, or remove it");
  // It keeps its mode otherwise.
  if (::fchmod(file.get(), 0600) != 0 || ::ftruncate(file.get(), 0) != 0) return unwritable(path, std::strerror(errno));
  return {};
}

}  // namespace

struct Report::Line {
  std::string outcome;
  std::string file;
  std::size_t line = 0;
  std::string id{};
  std::string name{};
  std::string code{};
  std::string reason{};
};

Result<std::unique_ptr<Report>> Report::create(const std::string& path) {
  posix::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600));
  if (!file.is_open()) return unwritable(path, errno == ELOOP ? "it is a link" : std::strerror(errno));
  MIEN_TRY_VOID(look_at(file, path));
  const Form form = path.ends_with(".csv") ? Form::kCsv : Form::kJsonLines;
  std::unique_ptr<Report> report(new Report(path, std::move(file), form));
  if (form == Form::kCsv) report->text_ = kCsvHead;
  return report;
}

Report::~Report() {
  if (file_.is_open()) static_cast<void>(close());
}

void Report::add(const PersonEntry& person, const PhotoRef& photo, const PhotoResult& result) {
  write({.outcome = word(result.outcome),
         .file = photo.file,
         .line = photo.line,
         .id = person.id,
         .name = person.name,
         .code = result.why.code,
         .reason = result.why.reason});
}

void Report::add(const Remark& remark) {
  write({.outcome = remark.is_wrong ? "wrong" : "passed_over",
         .file = remark.file,
         .line = remark.line,
         .code = remark.why.code,
         .reason = remark.why.reason});
}

void Report::write(const Line& line) {
  std::string text;
  if (form_ == Form::kCsv) {
    text = line.outcome + "," + cell(line.file) + "," + (line.line > 0 ? std::to_string(line.line) : "") + "," +
           cell(line.id) + "," + cell(line.name) + "," + cell(line.code) + "," + cell(line.reason) + "\r\n";
  } else {
    api::JsonWriter json;
    json.begin_object().member("outcome", line.outcome).member("file", line.file);
    if (line.line > 0) json.key("line").unsigned_integer(line.line);
    if (!line.id.empty()) json.member("id", line.id).member("name", line.name);
    if (!line.code.empty()) json.member("code", line.code).member("reason", line.reason);
    text = json.end_object().take() + "\n";
  }
  const std::scoped_lock lock(mutex_);
  text_ += text;
  if (text_.size() >= kBufferBytes) flush();
}

void Report::flush() {
  // What follows a part that is missing would look whole.
  if (error_ == 0 && !posix::write_all(file_.get(), std::as_bytes(std::span(text_)))) error_ = errno;
  text_.clear();
}

Result<void> Report::close() {
  const std::scoped_lock lock(mutex_);
  if (!file_.is_open()) return {};
  flush();
  if (!file_.close() && error_ == 0) error_ = errno;
  if (error_ == 0) return {};
  return fail(ErrorCode::kUnavailable, "The report " + path_ + " is not whole: " + std::strerror(error_) + ".");
}

}  // namespace mien::importing
