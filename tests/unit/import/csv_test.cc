#include "import/csv.h"

#include <gtest/gtest.h>

namespace mien::importing {
namespace {

using Fields = std::vector<std::string>;

std::vector<CsvRecord> read_all(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvRecord> out;
  while (auto record = reader.next()) out.push_back(*std::move(record));
  return out;
}

TEST(Csv, ReadsPlainFieldsWithEitherLineEnd) {
  const auto records = read_all("file,name\r\na.jpg,Ann\nb.jpg,\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].fields, (Fields{"file", "name"}));
  EXPECT_EQ(records[1].fields, (Fields{"a.jpg", "Ann"}));
  EXPECT_EQ(records[2].fields, (Fields{"b.jpg", ""}));
  EXPECT_EQ(records[2].line, 3U);
}

TEST(Csv, ReadsQuotedCommasLineEndsAndQuotes) {
  const auto records = read_all("\"a,b\",\"x\r\ny\",\"say \"\"hi\"\"\"\nnext,1,2");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].fields, (Fields{"a,b", "x\r\ny", "say \"hi\""}));
  EXPECT_EQ(records[1].fields, (Fields{"next", "1", "2"}));
  EXPECT_EQ(records[1].line, 3U);  // The quoted line end counts.
}

TEST(Csv, PassesOverAByteOrderMarkAndEmptyLines) {
  const auto records = read_all(
      "\xEF\xBB\xBF"
      "file\n\r\n\na.jpg\n\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].fields, Fields{"file"});
  EXPECT_EQ(records[1].line, 4U);
  EXPECT_TRUE(read_all("").empty());
  EXPECT_TRUE(read_all("\r\n\n").empty());
}

TEST(Csv, GoesOnBehindAWrongLine) {
  const auto records = read_all("a\"b,1\nc,2\n\"d\"e,3\nf,4\ng\rh,5\ni,6\n");
  ASSERT_EQ(records.size(), 6U);
  EXPECT_EQ(records[0].fault, "has a quote inside of a field that does not begin with one");
  EXPECT_EQ(records[1].fields, (Fields{"c", "2"}));
  EXPECT_EQ(records[2].fault, "has text behind a closing quote");
  EXPECT_EQ(records[2].line, 3U);
  EXPECT_EQ(records[3].fields, (Fields{"f", "4"}));
  EXPECT_EQ(records[4].fault, "has a carriage return that ends no line");
  EXPECT_EQ(records[5].line, 6U);
}

TEST(Csv, LosesOneLineToAQuoteThatIsNeverClosed) {
  const auto records = read_all("a,1\n\"b,2\nc,3\nd,4\n");
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[1].fault, "has a quote that is never closed");
  EXPECT_EQ(records[1].line, 2U);
  EXPECT_EQ(records[2].fields, (Fields{"c", "3"}));
  EXPECT_EQ(records[3].line, 4U);
}

TEST(Csv, RefusesWhatIsNotUtf8AndZeroBytes) {
  const auto records = read_all(std::string("a\xff,1\nb,2\nc", 10) + '\0' + "d,3\n\"e" + '\0' + "\",4\n");
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0].fault, "is not UTF-8");
  EXPECT_EQ(records[1].fields, (Fields{"b", "2"}));
  EXPECT_EQ(records[2].fault, "has a zero byte");
  EXPECT_EQ(records[3].fault, "has a zero byte");
}

TEST(Csv, BoundsFieldsAndTheirNumber) {
  const std::string long_field(kCsvFieldBytesMax, 'x');
  EXPECT_TRUE(read_all(long_field)[0].fault.empty());
  EXPECT_FALSE(read_all(long_field + "x")[0].fault.empty());
  EXPECT_TRUE(read_all("\"" + long_field + "\"")[0].fault.empty());
  EXPECT_FALSE(read_all("\"" + long_field + "x\"")[0].fault.empty());
  EXPECT_FALSE(read_all("\"" + long_field + "\"\"\"")[0].fault.empty());
  EXPECT_EQ(read_all(std::string(kCsvFieldsMax - 1, ','))[0].fields.size(), kCsvFieldsMax);
  EXPECT_FALSE(read_all(std::string(kCsvFieldsMax, ','))[0].fault.empty());
}

TEST(Csv, GivesUpOnAFileThatIsSomethingElse) {
  std::string text;
  for (std::size_t i = 0; i < kCsvFaultsMax + 5; ++i) text += "x\"y\n";
  const auto records = read_all(text);
  EXPECT_EQ(records.size(), kCsvFaultsMax);
  EXPECT_NE(records.back().fault.find("too many"), std::string::npos);
}

TEST(Csv, WritesFieldsThatReadBack) {
  for (const std::string text : {"plain", "a,b", "say \"hi\"", "two\nlines", "", " blank "}) {
    const auto records = read_all(csv_field(text) + ",end");
    ASSERT_EQ(records.size(), 1U) << text;
    EXPECT_EQ(records[0].fields.front(), text);
  }
}

}  // namespace
}  // namespace mien::importing
