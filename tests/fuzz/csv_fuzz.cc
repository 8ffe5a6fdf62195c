// Any bytes give records within the limits, with lines that rise; what was read and is written again reads the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/utf8.h"
#include "import/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using mien::importing::CsvReader;
  CsvReader reader({reinterpret_cast<const char*>(data), size});
  std::size_t line = 0;
  while (const auto record = reader.next()) {
    if (record->line <= line) std::abort();
    line = record->line;
    if (record->fields.empty() == record->fault.empty()) std::abort();
    if (record->fields.size() > mien::importing::kCsvFieldsMax) std::abort();
    std::string again;
    for (const std::string& field : record->fields) {
      if (field.size() > mien::importing::kCsvFieldBytesMax || !mien::is_utf8(field)) std::abort();
      again += (again.empty() ? "\"\"," : ",") + mien::importing::csv_field(field);
    }
    if (record->fields.empty() || record->fields.size() == mien::importing::kCsvFieldsMax) continue;
    const auto copy = CsvReader(again).next();
    if (!copy || copy->fields.size() != record->fields.size() + 1) std::abort();
    for (std::size_t i = 0; i < record->fields.size(); ++i)
      if (copy->fields[i + 1] != record->fields[i]) std::abort();
  }
  return 0;
}
