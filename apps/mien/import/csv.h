#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mien::importing {

inline constexpr std::size_t kCsvFieldBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kCsvFieldsMax = 64;
/// After so many records that cannot be read the rest is not looked at: the file is something else.
inline constexpr std::size_t kCsvFaultsMax = 10'000;

/// One record of a CSV file. Where `fault` is not empty the record could not be read and has no fields.
struct CsvRecord {
  std::size_t line = 0;  ///< Where it begins, from 1.
  std::vector<std::string> fields{};
  std::string fault{};
};

/// Reads comma-separated values as RFC 4180 describes them: fields may be quoted, a quoted one may hold commas, line
/// ends and doubled quotes. Lines end in CRLF or LF; empty lines are passed over, and so is a byte order mark at the
/// start. Strict: a quote inside of a field that is not quoted, text behind a closing quote, a quote that is never
/// closed, a lone CR, a zero byte, bytes that are not UTF-8 and what is beyond the limits make the record a fault,
/// after which reading goes on with the next line. Not thread-safe.
class CsvReader {
 public:
  /// Borrows the text.
  explicit CsvReader(std::string_view text);
  /// nullopt at the end.
  std::optional<CsvRecord> next();

 private:
  /// One field, up to the comma or line end behind it; nullopt: `fault_` says why not.
  std::optional<std::string> field();
  std::optional<std::string> quoted_field();
  bool at_line_end() const;
  /// Moves behind the end of the line.
  void pass_line_end();
  /// After a fault: to the line behind that in which the record begins.
  void skip_line(std::size_t start);

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t faults_ = 0;
  std::string fault_;
};

/// A field as it stands in a file: quoted where it must be.
std::string csv_field(std::string_view text);

}  // namespace mien::importing
