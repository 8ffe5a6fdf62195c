#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "adapters/system/system_ids.h"
#include "core/limits.h"
#include "fakes/temp_dir.h"
#include "import/csv_list.h"
#include "import/folder_source.h"
#include "import/list_source.h"
#include "import/person_id.h"
#include "unit/import/fake_import.h"

namespace mien::importing {
namespace {

namespace fs = std::filesystem;
const std::string kJpeg = "\xFF\xD8\xFFrest";

void put(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

const Remark* remark_of(const Listing& listing, const std::string& file) {
  const auto found = std::ranges::find(listing.remarks, file, &Remark::file);
  return found == listing.remarks.end() ? nullptr : &*found;
}

class FolderSourceTest : public testing::Test {
 protected:
  Result<Listing> list(Links links = Links::kRefuse) const {
    return FolderSource(ids_, folder_.path(), "people", links).list();
  }
  SystemIds ids_;
  fakes::TempDir folder_;
};

TEST_F(FolderSourceTest, TakesAFolderForAPersonAndItsPhotosInOrder) {
  put(folder_.path() / "Bob" / "2.PNG", kJpeg);
  put(folder_.path() / "Bob" / "1.jpeg", kJpeg);
  put(folder_.path() / "Ann Ø" / "a.webp", kJpeg);
  put(folder_.path() / "Ann Ø" / "notes.txt", "x");
  put(folder_.path() / "Ann Ø" / "no extension", kJpeg);
  put(folder_.path() / "list.csv", "x");
  fs::create_directories(folder_.path() / "Bob" / "more");
  fs::create_directories(folder_.path() / "Empty");
  const auto listing = list();
  ASSERT_TRUE(listing) << listing.error().message;
  ASSERT_EQ(listing->people.size(), 2U);
  EXPECT_EQ(listing->people[0].name, "Ann Ø");
  ASSERT_EQ(listing->people[0].photos.size(), 2U);
  EXPECT_EQ(listing->people[0].photos[1].file, "Ann Ø/no extension");
  EXPECT_EQ(listing->people[1].photos[0].file, "Bob/1.jpeg");
  EXPECT_EQ(listing->people[1].photos[1].file, "Bob/2.PNG");
  EXPECT_EQ(remark_of(*listing, "Ann Ø/notes.txt")->why.code, "other_file");
  EXPECT_EQ(remark_of(*listing, "list.csv")->why.code, "no_person");
  EXPECT_EQ(remark_of(*listing, "Bob/more")->why.code, "file_kind");
  EXPECT_EQ(remark_of(*listing, "Empty")->why.code, "no_photos");
  EXPECT_TRUE(std::ranges::none_of(listing->remarks, &Remark::is_wrong));
}

TEST_F(FolderSourceTest, RefusesNamesThatCannotBeOne) {
  put(folder_.path() / "   " / "a.jpg", kJpeg);
  put(folder_.path() / "bell\a" / "a.jpg", kJpeg);
  put(folder_.path() / "turned\u202Egpj" / "a.jpg", kJpeg);
  put(folder_.path() / "bad\xff" / "a.jpg", kJpeg);
  put(folder_.path() / "😀" / "a.jpg", kJpeg);
  const auto listing = list();
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->people.size(), 1U);
  EXPECT_EQ(listing->people[0].name, "😀");
  ASSERT_EQ(listing->remarks.size(), 4U);
  for (const Remark& remark : listing->remarks) {
    EXPECT_EQ(remark.why.code, "invalid_name");
    EXPECT_TRUE(remark.is_wrong);
  }
}

TEST_F(FolderSourceTest, FollowsLinksOnlyWhereItIsTold) {
  const fakes::TempDir elsewhere;
  put(elsewhere.path() / "secret.jpg", kJpeg);
  put(folder_.path() / "Ann" / "a.jpg", kJpeg);
  fs::create_symlink(elsewhere.path() / "secret.jpg", folder_.path() / "Ann" / "link.jpg");
  fs::create_symlink(elsewhere.path(), folder_.path() / "Linked");
  fs::create_symlink("circle.jpg", folder_.path() / "Ann" / "circle.jpg");
  auto listing = list();
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->photo_count(), 1U);
  EXPECT_EQ(remark_of(*listing, "Ann/link.jpg")->why.code, "file_link");
  EXPECT_EQ(remark_of(*listing, "Linked")->why.code, "file_link");
  const FolderSource source(ids_, folder_.path(), "people", Links::kRefuse);
  EXPECT_EQ(source.read({.file = "Ann/link.jpg"}).error().code, "file_link");
  listing = list(Links::kFollow);
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->photo_count(), 3U);
  EXPECT_EQ(remark_of(*listing, "Ann/circle.jpg")->why.code, "file_link");
}

TEST_F(FolderSourceTest, JudgesFilesBeforeItReadsThem) {
  const fs::path ann = folder_.path() / "Ann";
  put(ann / "good.jpg", kJpeg);
  put(ann / "empty.jpg", "");
  put(ann / "text.jpg", "no picture at all");
  put(ann / "large.jpg", kJpeg);
  fs::resize_file(ann / "large.jpg", limits::kObjectImageBytesMax + 1);
  put(ann / "limit.jpg", kJpeg);
  fs::resize_file(ann / "limit.jpg", limits::kObjectImageBytesMax);
  ASSERT_EQ(::mkfifo((ann / "pipe.jpg").c_str(), 0600), 0);
  const FolderSource source(ids_, folder_.path(), "people", Links::kRefuse);
  const auto read = [&](const std::string& name) { return source.read({.file = "Ann/" + name}); };
  EXPECT_EQ(read("good.jpg")->bytes, kJpeg);
  EXPECT_EQ(read("good.jpg")->stamp, *source.stamp({.file = "Ann/good.jpg"}));
  EXPECT_EQ(source.stamp({.file = "Ann/good.jpg"})->bytes, kJpeg.size());
  EXPECT_EQ(read("empty.jpg").error().code, "image_format");
  EXPECT_EQ(read("text.jpg").error().code, "image_format");
  EXPECT_EQ(read("large.jpg").error().code, "image_too_large");
  EXPECT_EQ(read("limit.jpg")->bytes.size(), limits::kObjectImageBytesMax);
  EXPECT_EQ(read("pipe.jpg").error().code, "file_kind");
  EXPECT_EQ(read("none.jpg").error().code, "file_missing");
  EXPECT_EQ(source.stamp({.file = "Ann"}).error().code, "file_kind");
}

TEST_F(FolderSourceTest, SaysThatThereIsNoFolder) {
  const auto listing = FolderSource(ids_, folder_.path() / "none", "people", Links::kRefuse).list();
  ASSERT_FALSE(listing);
  EXPECT_EQ(listing.error().code, ErrorCode::kInvalidArgument);
}

TEST(PersonIds, DependOnCollectionAndNameAlone) {
  const SystemIds ids;
  const auto id = derive_person_id(ids, "people", "Ann");
  EXPECT_EQ(id, derive_person_id(ids, "people", "Ann"));
  EXPECT_NE(id, derive_person_id(ids, "staff", "Ann"));
  EXPECT_NE(id, derive_person_id(ids, "people", "ann"));
  EXPECT_NE(derive_person_id(ids, "ab", "c"), derive_person_id(ids, "a", "bc"));
  // Imports of years must meet the same people: this value never changes.
  EXPECT_EQ(id.text().size(), 36U);
  EXPECT_TRUE(Uuid::parse(id.text()).has_value());
}

class CsvSourceTest : public testing::Test {
 protected:
  Result<Listing> list(const std::string& text) const { return list_csv(ids_, text, "people"); }
  SystemIds ids_;
};

TEST_F(CsvSourceTest, PutsTheLinesOfAPersonTogether) {
  const auto listing = list(
      "file,name,id,attributes,consent\r\n"
      "a.jpg,Ann,17,\"{\"\"team\"\":\"\"blue\"\"}\",TRUE\r\n"
      "b.jpg,Bob,,,\r\n"
      "c.jpg,,17,,\r\n"
      "d.jpg, Bob ,,,false\r\n");
  ASSERT_TRUE(listing) << listing.error().message;
  EXPECT_TRUE(listing->remarks.empty());
  ASSERT_EQ(listing->people.size(), 2U);
  const PersonEntry& ann = listing->people[0];
  EXPECT_EQ(ann.id, "17");
  EXPECT_EQ(ann.name, "Ann");
  EXPECT_EQ(ann.attributes_json, R"({"team":"blue"})");
  EXPECT_EQ(ann.consent, true);
  ASSERT_EQ(ann.photos.size(), 2U);
  EXPECT_EQ(ann.photos[1].file, "c.jpg");
  EXPECT_EQ(ann.photos[1].line, 4U);
  EXPECT_EQ(listing->people[1].id, derive_person_id(ids_, "people", "Bob").text());
  EXPECT_EQ(listing->people[1].consent, false);
  EXPECT_EQ(listing->people[1].photos.size(), 2U);
}

TEST_F(CsvSourceTest, NamesTheLineThatIsWrongAndGoesOn) {
  const auto listing = list(
      "file,name,id,attributes,consent\n"
      ",Ann,,,\n"
      "a.jpg,,,,\n"
      "a.jpg,Ann,b/c,,\n"
      "a.jpg,Ann,,[1],\n"
      "a.jpg,Ann,,{,\n"
      "a.jpg,Ann,,,maybe\n"
      "a.jpg,Ann\n"
      "a\"b.jpg,Ann,,,\n"
      "a.jpg,Ann,..,,\n"
      "a.jpg,Ann,7,,\n"
      "b.jpg,Bob,7,,\n"
      "a.jpg,Ann,7,,\n"
      "c.jpg,\u202Egpj,,,\n"
      "z.jpg,Zoe,,,\n");
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->people.size(), 2U);
  EXPECT_EQ(listing->people[0].photos.size(), 1U);
  EXPECT_EQ(listing->people[1].name, "Zoe");
  std::vector<std::size_t> wrong;
  for (const Remark& remark : listing->remarks)
    if (remark.is_wrong) wrong.push_back(remark.line);
  EXPECT_EQ(wrong, (std::vector<std::size_t>{2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14}));
  ASSERT_EQ(listing->remarks.size(), 12U);
  EXPECT_EQ(listing->remarks[10].why.code, "same_file");
}

TEST_F(CsvSourceTest, RefusesAHeaderThatItDoesNotKnow) {
  for (const std::string text :
       {"", "name,id\n", "file\na.jpg\n", "file,name,colour\n", "file,name,file\n", "\"file\n"}) {
    const auto listing = list(text);
    ASSERT_FALSE(listing) << text;
    EXPECT_EQ(listing.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_TRUE(list("ID , File\n"));
}

TEST_F(CsvSourceTest, KeepsNamesAsTheyAre) {
  const std::string long_name(300, 'n');
  const auto listing = list("file,name\na.jpg,../x\nb.jpg,😀\nc.jpg,שלום\nd.jpg," + long_name + "\ne.jpg,\"  \"\n");
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->people.size(), 4U);
  EXPECT_EQ(listing->people[0].name, "../x");
  EXPECT_EQ(listing->people[2].name, "שלום");
  EXPECT_EQ(listing->people[3].name, long_name);
  ASSERT_EQ(listing->remarks.size(), 1U);
  EXPECT_EQ(listing->remarks[0].line, 6U);
}

TEST_F(CsvSourceTest, TakesAddressesOfObjectsForFiles) {
  const auto listing = list(
      "file,name\n"
      "s3://photos/Ann Ø/1+1.jpg,Ann\n"
      "s3://photos,Ann\n"
      "s3://Photos/a.jpg,Ann\n"
      "https://example.com/a.jpg,Ann\n");
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->photo_count(), 1U);
  EXPECT_EQ(listing->people[0].photos[0].file, "s3://photos/Ann Ø/1+1.jpg");
  ASSERT_EQ(listing->remarks.size(), 3U);
  for (const Remark& remark : listing->remarks) {
    EXPECT_EQ(remark.why.code, "wrong_line");
    EXPECT_TRUE(remark.is_wrong);
    EXPECT_FALSE(remark.file.empty());
  }
}

/// Nobody asks it.
class NoS3 final : public S3Service {
 public:
  S3Answer get(const S3Url&) override { return {}; }
  S3Answer head(const S3Url&) override { return {}; }
};

class ListSourceTest : public testing::Test {
 protected:
  ListSource source(const fs::path& file) const { return {ids_, file, "people", photos_}; }
  SystemIds ids_;
  fakes::TempDir folder_;

 private:
  NoS3 service_;
  FakeTimer timer_;
  Stop stop_;
  Gate gate_{1, 0};
  Courier courier_{timer_, gate_, stop_, Duration(1000)};
  S3Photos photos_{service_, courier_, stop_, ids_};
};

TEST_F(ListSourceTest, FindsFilesBesideTheListOrAnywhere) {
  const fakes::TempDir elsewhere;
  put(folder_.path() / "photos" / "a.jpg", kJpeg);
  put(elsewhere.path() / "b.jpg", kJpeg);
  put(folder_.path() / "list.csv", "file,name\nphotos/a.jpg,Ann\n" + (elsewhere / "b.jpg") + ",Ann\n");
  put(folder_.path() / "list.jsonl", R"({"name":"Ann","files":["photos/a.jpg",")" + (elsewhere / "b.jpg") + "\"]}\n");
  for (const std::string name : {"list.csv", "list.jsonl"}) {
    const ListSource list = source(folder_.path() / name);
    const auto listing = list.list();
    ASSERT_TRUE(listing) << listing.error().message;
    ASSERT_EQ(listing->photo_count(), 2U);
    for (const PhotoRef& photo : listing->people[0].photos) {
      const auto read = list.read(photo);
      ASSERT_TRUE(read) << photo.file;
      EXPECT_EQ(read->stamp, *list.stamp(photo));
    }
  }
}

TEST_F(ListSourceTest, SaysThatAListCannotBeRead) {
  EXPECT_FALSE(source(folder_.path() / "none.csv").list());
  EXPECT_FALSE(source(folder_.path()).list());
  // It opens, and reading it fails.
  const auto broken = source("/proc/self/mem").list();
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(broken.error().message, "Cannot read the list /proc/self/mem: Input/output error.");
}

TEST_F(ListSourceTest, KnowsTheFormByNameOrBeginning) {
  using Form = ListSource::Form;
  EXPECT_EQ(ListSource::form_of("a.CSV", "{"), Form::kCsv);
  EXPECT_EQ(ListSource::form_of("a.jsonl", "file,name"), Form::kJsonLines);
  EXPECT_EQ(ListSource::form_of("a.NDJSON", ""), Form::kJsonLines);
  EXPECT_EQ(ListSource::form_of("list", "\xEF\xBB\xBF\n {\"name\""), Form::kJsonLines);
  EXPECT_EQ(ListSource::form_of("list.txt", "file,name"), Form::kCsv);
  EXPECT_EQ(ListSource::form_of("list", ""), Form::kCsv);
}

}  // namespace
}  // namespace mien::importing
