#include "import/csv.h"

#include <utility>

#include "core/utf8.h"

namespace mien::importing {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

bool CsvReader::at_line_end() const {
  return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
}

void CsvReader::pass_line_end() {
  if (at_ >= text_.size()) return;
  at_ += text_[at_] == '\r' ? 2 : 1;
  ++line_;
}

void CsvReader::skip_line(std::size_t start) {
  const std::size_t end = text_.find('\n', start);
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
}

std::optional<CsvRecord> CsvReader::next() {
  while (at_ < text_.size() && at_line_end()) pass_line_end();
  if (at_ >= text_.size()) return std::nullopt;
  CsvRecord record{.line = line_};
  const std::size_t start = at_;
  const auto failed = [&](std::string why) {
    line_ = record.line + 1;
    skip_line(start);
    record.fields.clear();
    record.fault = std::move(why);
    if (++faults_ == kCsvFaultsMax) {
      record.fault += "; too many lines are wrong, the rest is not looked at";
      at_ = text_.size();
    }
    return record;
  };
  for (;;) {
    auto text = field();
    if (!text) return failed(std::exchange(fault_, {}));
    if (record.fields.size() == kCsvFieldsMax)
      return failed("has more than " + std::to_string(kCsvFieldsMax) + " fields");
    if (!is_utf8(*text)) return failed("is not UTF-8");
    record.fields.push_back(*std::move(text));
    if (at_line_end()) break;
    ++at_;  // The comma.
  }
  pass_line_end();
  return record;
}

std::optional<std::string> CsvReader::field() {
  if (at_ < text_.size() && text_[at_] == '"') return quoted_field();
  const std::size_t start = at_;
  for (; !at_line_end() && text_[at_] != ','; ++at_) {
    const char c = text_[at_];
    if (c == '"') fault_ = "has a quote inside of a field that does not begin with one";
    if (c == '\r') fault_ = "has a carriage return that ends no line";
    if (c == '\0') fault_ = "has a zero byte";
    if (at_ - start >= kCsvFieldBytesMax)
      fault_ = "has a field of more than " + std::to_string(kCsvFieldBytesMax) + " bytes";
    if (!fault_.empty()) return std::nullopt;
  }
  return std::string(text_.substr(start, at_ - start));
}

std::optional<std::string> CsvReader::quoted_field() {
  std::string out;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      const bool is_doubled = at_ < text_.size() && text_[at_] == '"';
      if (!is_doubled && (at_line_end() || text_[at_] == ',')) return out;
      if (!is_doubled) fault_ = "has text behind a closing quote";
    }
    if (c == '\0') fault_ = "has a zero byte";
    if (out.size() >= kCsvFieldBytesMax)
      fault_ =
          "has a quoted field of more than " + std::to_string(kCsvFieldBytesMax) + " bytes; perhaps it is not closed";
    if (!fault_.empty()) return std::nullopt;
    if (c == '\n') ++line_;
    out += c;
  }
  fault_ = "has a quote that is never closed";
  return std::nullopt;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

}  // namespace mien::importing
