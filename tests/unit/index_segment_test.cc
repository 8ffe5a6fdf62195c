#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "adapters/index_exact/segment_file.h"
#include "adapters/index_exact/segment_format.h"
#include "contract/store_samples.h"
#include "fakes/memory_segment.h"
#include "fakes/temp_dir.h"

namespace mien::index_exact {
namespace {

using Bytes = std::vector<std::byte>;
/// What an index must hold, by gallery and key.
using Expected = std::map<GalleryId, std::map<Uuid, Embedding>>;

constexpr CheckpointMark kMark{.token = {.bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9}}, .change = 42};

Embedding unit(std::mt19937_64& random, std::size_t dimension) {
  std::normal_distribution<float> normal;
  std::vector<float> values(dimension);
  for (float& value : values) value = normal(random);
  return Embedding::normalized(values).value();
}

GalleryId gallery(std::string_view name, GalleryKind kind = GalleryKind::kFaces) {
  return {CollectionId::parse(name).value(), kind};
}

/// Adds and removes at random: galleries of all sizes, around those of blocks and chunks too.
void change(ExactIndex& index, Expected& expected, std::mt19937_64& random, int steps) {
  const std::vector<GalleryId> ids{gallery("a"), gallery("a", GalleryKind::kPeople), gallery("another-with-a-name.9")};
  for (int step = 0; step < steps; ++step) {
    const GalleryId& id = ids[random() % ids.size()];
    auto& rows = expected[id];
    const std::size_t dimension = 3 + 5 * static_cast<std::size_t>(&id - ids.data());
    if (random() % 4 != 0 || rows.empty()) {
      std::vector<FaceIndex::Entry> entries;
      for (std::size_t i = random() % 400; i-- > 0;)
        entries.push_back({samples::uuid(random() % 3000), unit(random, dimension)});
      for (const auto& entry : entries) rows.insert_or_assign(entry.key, entry.embedding);
      ASSERT_TRUE(index.upsert(id, entries));
    } else if (random() % 12 == 0) {
      ASSERT_TRUE(index.drop(id.collection));
      std::erase_if(expected, [&](const auto& entry) { return entry.first.collection == id.collection; });
    } else {
      std::vector<Uuid> keys;
      for (std::size_t i = random() % 60; i-- > 0;) keys.push_back(samples::uuid(random() % 3000));
      for (const Uuid& key : keys) rows.erase(key);
      ASSERT_TRUE(index.remove(id, keys));
    }
  }
}

/// The index gives every row of every gallery, with the scores of mien::cosine to the bit.
void expect_holds(const ExactIndex& index, const Expected& expected, std::mt19937_64& random) {
  std::size_t galleries = 0;
  for (const auto& [id, rows] : expected) {
    ASSERT_EQ(index.size(id).value(), rows.size());
    if (rows.empty()) continue;
    ++galleries;
    const Embedding probe = unit(random, rows.begin()->second.dimension());
    const auto hits = index.nearest(id, std::span(&probe, 1), rows.size(), -1).value().front();
    ASSERT_EQ(hits.size(), rows.size());
    for (const FaceIndex::Hit& hit : hits) ASSERT_EQ(hit.cosine, cosine(rows.at(hit.key), probe));
    const auto best = index.nearest(id, std::span(&probe, 1), 5, 0.1F).value().front();
    for (std::size_t i = 0; i < best.size(); ++i) ASSERT_EQ(best[i], hits[i]);
  }
  EXPECT_EQ(index.snapshots().size(), galleries);
}

Result<void> load(ExactIndex& index, const Bytes& bytes, const CheckpointMark& mark = kMark) {
  const fakes::MemorySegment source(bytes);
  MIEN_TRY(auto galleries, read_segment(source, mark, index.crew()));
  MIEN_CHECK(index.adopt(std::move(galleries)));
  return {};
}

ErrorCode refusal(const Bytes& bytes, const CheckpointMark& mark = kMark) {
  ExactIndex index(0);
  const auto loaded = load(index, bytes, mark);
  return loaded ? ErrorCode::kAlreadyExists : loaded.error().code;  // Stands for "taken".
}

TEST(Segment, EqualsTheIndexAtAnyPointOfAnyHistory) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    ExactIndex index(seed % 3);
    Expected expected;
    change(index, expected, random, static_cast<int>(random() % 40));
    const Bytes bytes = fakes::segment_of(index.snapshots(), kMark);
    ExactIndex loaded(seed % 2);
    ASSERT_TRUE(load(loaded, bytes));
    expect_holds(loaded, expected, random);
    EXPECT_EQ(fakes::segment_of(loaded.snapshots(), kMark), bytes) << "a copy of a copy is the same";
    // What was loaded can be changed like anything else.
    change(loaded, expected, random, 20);
    expect_holds(loaded, expected, random);
  }
}

/// The corpus was made by another program from docs/formats/index-segment.md.
TEST(Segment, IsReadAsItsFormatSays) {
  const auto corpus = [](const std::string& name) {
    std::ifstream file(MIEN_SOURCE_DIR "/tests/fuzz/corpus/segment_fuzz/" + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return Bytes(bytes.begin(), bytes.end());
  };
  CheckpointMark mark{.change = 7};
  for (std::size_t i = 0; i < 16; ++i) mark.token.bytes[i] = static_cast<std::uint8_t>(i);
  const auto size_of = [&](const std::string& name, const GalleryId& id) {
    ExactIndex index(0);
    const auto loaded = load(index, corpus(name), mark);
    EXPECT_TRUE(loaded) << name;
    EXPECT_EQ(fakes::segment_of(index.snapshots(), mark), corpus(name)) << "and written in the same way";
    return index.size(id).value();
  };
  EXPECT_EQ(size_of("empty", gallery("a")), 0U);
  EXPECT_EQ(size_of("one_row", gallery("a")), 1U);
  EXPECT_EQ(size_of("two_galleries", gallery("people")), 5U);
  EXPECT_EQ(size_of("two_galleries", gallery("people", GalleryKind::kPeople)), 17U);
  EXPECT_EQ(size_of("whole_chunk", gallery("x")), 513U);
  for (const std::string name :
       {"cut_short", "other_version", "bad_checksum", "key_twice", "no_unit", "gallery_twice", "huge_rows"})
    EXPECT_EQ(refusal(corpus(name), mark), ErrorCode::kIncompatible) << name;
}

TEST(Segment, DoesNotChangeThoughTheIndexDoes) {
  std::mt19937_64 random(5);
  ExactIndex index(0);
  Expected expected;
  change(index, expected, random, 20);
  const auto frozen = index.snapshots();
  const Bytes before = fakes::segment_of(frozen, kMark);
  Expected later = expected;
  change(index, later, random, 20);
  EXPECT_EQ(fakes::segment_of(frozen, kMark), before);
}

Bytes sample(std::size_t rows = 600) {
  ExactIndex index(0);
  std::mt19937_64 random(9);
  std::vector<FaceIndex::Entry> entries;
  for (std::size_t i = 0; i < rows; ++i) entries.push_back({samples::uuid(i), unit(random, 6)});
  MIEN_CHECK(index.upsert(gallery("a"), entries));
  MIEN_CHECK(index.upsert(gallery("b"), std::span(entries).first(3)));
  return fakes::segment_of(index.snapshots(), kMark);
}

TEST(Segment, IsRefusedWithAnyByteChangedOrBelongsToPadding) {
  const Bytes good = sample();
  ASSERT_EQ(refusal(good), ErrorCode::kAlreadyExists);
  ExactIndex expected(0);
  ASSERT_TRUE(load(expected, good));
  const Bytes content = fakes::segment_of(expected.snapshots(), kMark);
  std::size_t padding = 0;
  for (std::size_t at = 0; at < good.size(); at += at < 400 ? 1 : 7) {
    Bytes bent = good;
    bent[at] ^= std::byte{0x10};
    ExactIndex index(0);
    const auto loaded = load(index, bent);
    if (loaded) {
      ++padding;
      EXPECT_EQ(fakes::segment_of(index.snapshots(), kMark), content) << "a wrong answer after a change at " << at;
    } else {
      EXPECT_EQ(loaded.error().code, ErrorCode::kIncompatible) << at;
    }
  }
  EXPECT_LE(padding, 128U);
}

TEST(Segment, IsRefusedCutShortOrLengthened) {
  const Bytes good = sample(20);
  for (std::size_t length = 0; length < good.size(); ++length)
    ASSERT_EQ(refusal(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length))),
              ErrorCode::kIncompatible)
        << length;
  Bytes longer = good;
  longer.resize(good.size() + 64);
  EXPECT_EQ(refusal(longer), ErrorCode::kIncompatible);
}

TEST(Segment, IsRefusedWithTheMarkOfAnotherTime) {
  const Bytes good = sample(20);
  CheckpointMark other = kMark;
  other.change = 43;
  EXPECT_EQ(refusal(good, other), ErrorCode::kIncompatible);
  other = kMark;
  other.token.bytes[15] = 1;
  EXPECT_EQ(refusal(good, other), ErrorCode::kIncompatible);
}

/// A head that is right in all its checksums and says something else.
Bytes with_head(const Bytes& good, const std::function<void(SegmentLayout&)>& bend) {
  SegmentLayout layout =
      decode_head(std::span(good).first(kSegmentHeaderBytes + directory_bytes(good, good.size()).value()), good.size())
          .value();
  bend(layout);
  const Bytes head = encode_head(layout);
  Bytes out = good;
  out.resize(std::max(out.size(), head.size()));
  std::ranges::copy(head, out.begin());
  return out;
}

TEST(Segment, IsRefusedWhereAHeadThatFitsItsChecksumsLies) {
  const Bytes good = sample();
  ASSERT_EQ(refusal(with_head(good, [](SegmentLayout&) {})), ErrorCode::kAlreadyExists);
  const std::map<std::string, std::function<void(SegmentLayout&)>> lies{
      {"more rows", [](SegmentLayout& l) { l.galleries[0].rows += 1; }},
      {"no rows", [](SegmentLayout& l) { l.galleries[0].rows = 0; }},
      {"very many rows", [](SegmentLayout& l) { l.galleries[0].rows = ~std::size_t{0}; }},
      {"no dimension", [](SegmentLayout& l) { l.galleries[0].dimension = 0; }},
      {"another dimension", [](SegmentLayout& l) { l.galleries[0].dimension = 5; }},
      {"a huge dimension", [](SegmentLayout& l) { l.galleries[0].dimension = 0xFFFFFFFF; }},
      {"fewer checksums", [](SegmentLayout& l) { l.galleries[0].checksums.pop_back(); }},
      {"a gallery twice", [](SegmentLayout& l) { l.galleries[1].id = l.galleries[0].id; }},
      {"a gallery less", [](SegmentLayout& l) { l.galleries.pop_back(); }},
      {"another kind", [](SegmentLayout& l) { l.galleries[0].id.kind = static_cast<GalleryKind>(2); }},
      {"another length", [](SegmentLayout& l) { l.bytes += 1; }},
      {"swapped checksums",
       [](SegmentLayout& l) { std::swap(l.galleries[0].checksums[0], l.galleries[0].checksums[1]); }},
  };
  for (const auto& [what, lie] : lies) EXPECT_EQ(refusal(with_head(good, lie)), ErrorCode::kIncompatible) << what;
}

/// The segment of one gallery of 3 rows whose content is written anew with checksums that fit.
Bytes with_content(const std::function<void(std::span<Uuid>, std::span<float>)>& bend) {
  constexpr std::size_t kRows = 3;
  constexpr std::size_t kDimension = 4;
  SegmentLayout layout{.mark = kMark, .galleries = {{.id = gallery("a"), .dimension = kDimension, .rows = kRows}}};
  MIEN_CHECK(place(layout, 1 << 20));
  std::vector<Uuid> keys{samples::uuid(1), samples::uuid(2), samples::uuid(3)};
  std::vector<float> values(kRows * kDimension);
  for (std::size_t row = 0; row < kRows; ++row) values[row * kDimension + row] = 1;
  bend(keys, values);
  SegmentGallery& only = layout.galleries.front();
  const auto key_bytes = std::as_bytes(std::span(keys));
  const auto value_bytes = std::as_bytes(std::span(values));
  only.checksums.push_back(segment_checksum(value_bytes, segment_checksum(key_bytes, layout.seed_of(0, 0))));
  Bytes out = encode_head(layout);
  out.resize(layout.bytes);
  std::ranges::copy(key_bytes, out.begin() + static_cast<std::ptrdiff_t>(only.keys_at));
  std::ranges::copy(value_bytes, out.begin() + static_cast<std::ptrdiff_t>(only.vectors_at));
  return out;
}

TEST(Segment, IsRefusedWhereItsContentBreaksAnInvariant) {
  EXPECT_EQ(refusal(with_content([](auto, auto) {})), ErrorCode::kAlreadyExists);
  EXPECT_EQ(refusal(with_content([](auto keys, auto) { keys[2] = keys[0]; })), ErrorCode::kIncompatible);
  EXPECT_EQ(refusal(with_content([](auto, auto values) { values[0] = 1.01F; })), ErrorCode::kIncompatible);
  EXPECT_EQ(refusal(with_content([](auto, auto values) { values[0] = 0; })), ErrorCode::kIncompatible);
  EXPECT_EQ(refusal(with_content([](auto, auto values) { values[5] = std::nanf(""); })), ErrorCode::kIncompatible);
}

/// An index of some rows and its file.
class SegmentFileTest : public testing::Test {
 protected:
  SegmentFileTest() { change(index_, expected_, random_, 25); }
  static std::unique_ptr<const SegmentFile::Frozen> freeze(SegmentFile& file) { return file.freeze().value(); }
  Result<std::size_t> save(SegmentFile& file) {
    MIEN_TRY(const std::size_t rows, freeze(file)->write(kMark, [] { return false; }));
    MIEN_TRY_VOID(file.publish());
    return rows;
  }
  Result<std::size_t> load_fresh() {
    ExactIndex fresh(1);
    const auto file = SegmentFile::open(fresh, folder_).value();
    auto loaded = file->load(kMark);
    if (loaded) expect_holds(fresh, expected_, random_);
    return loaded;
  }
  std::set<std::string> names() {
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) out.insert(entry.path().filename());
    return out;
  }

  fakes::TempDir dir_;
  std::string folder_ = dir_ / "index";
  std::mt19937_64 random_{3};
  ExactIndex index_{0};
  Expected expected_;
  std::unique_ptr<SegmentFile> file_ = SegmentFile::open(index_, folder_).value();
};

TEST_F(SegmentFileTest, IsFoundOnceItIsPublished) {
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(freeze(*file_)->write(kMark, [] { return false; }));
  EXPECT_EQ(names(), std::set<std::string>{"segment.new"});
  ASSERT_TRUE(file_->publish());
  EXPECT_EQ(names(), std::set<std::string>{"segment"});
  struct stat status{};
  ASSERT_EQ(::stat((folder_ + "/segment").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  std::size_t rows = 0;
  for (const auto& [id, gallery] : expected_) rows += gallery.size();
  EXPECT_EQ(load_fresh().value(), rows);
}

TEST_F(SegmentFileTest, IsReplacedByTheNextAndUsedOnThoughItIsGone) {
  ASSERT_TRUE(save(*file_));
  ExactIndex other(0);
  const auto others = SegmentFile::open(other, folder_).value();
  ASSERT_TRUE(others->load(kMark));
  const Expected before = expected_;
  change(index_, expected_, random_, 20);
  ASSERT_TRUE(save(*file_));
  EXPECT_TRUE(load_fresh());
  ASSERT_TRUE(file_->discard());
  EXPECT_TRUE(names().empty());
  // What was mapped before is still what it was.
  expect_holds(other, before, random_);
}

TEST_F(SegmentFileTest, FillsOnlyAnIndexThatHoldsNothing) {
  ASSERT_TRUE(save(*file_));
  EXPECT_EQ(file_->load(kMark).error().code, ErrorCode::kInternal);
  expect_holds(index_, expected_, random_);
}

TEST_F(SegmentFileTest, IsNotPublishedAfterADiscardWhereverItStood) {
  ASSERT_TRUE(save(*file_));
  // Between freezing and writing.
  const auto frozen = freeze(*file_);
  ASSERT_TRUE(file_->discard());
  EXPECT_EQ(frozen->write(kMark, [] { return false; }).error().code, ErrorCode::kChangedMeanwhile);
  EXPECT_TRUE(names().empty());
  // While it is written, at any part.
  for (int part = 0; part < 6; ++part) {
    int parts = 0;
    const auto written = freeze(*file_)->write(kMark, [&] {
      if (parts++ == part) {
        EXPECT_TRUE(file_->discard());
        EXPECT_TRUE(names().empty()) << "no name is left while the writing goes on";
      }
      return false;
    });
    EXPECT_EQ(written.error().code, ErrorCode::kChangedMeanwhile);
    EXPECT_EQ(file_->publish().error().code, ErrorCode::kChangedMeanwhile);
    EXPECT_TRUE(names().empty());
  }
  // Between writing and publishing.
  ASSERT_TRUE(freeze(*file_)->write(kMark, [] { return false; }));
  ASSERT_TRUE(file_->discard());
  EXPECT_EQ(file_->publish().error().code, ErrorCode::kChangedMeanwhile);
  EXPECT_TRUE(names().empty());
  EXPECT_TRUE(save(*file_));
}

TEST_F(SegmentFileTest, LeavesTheOldOneWhenTheWritingIsGivenUp) {
  ASSERT_TRUE(save(*file_));
  EXPECT_EQ(freeze(*file_)->write(kMark, [] { return true; }).error().code, ErrorCode::kChangedMeanwhile);
  EXPECT_EQ(names(), std::set<std::string>{"segment"});
  EXPECT_TRUE(load_fresh());
}

TEST_F(SegmentFileTest, LeavesTheOldOneWhenTheDiskIsFullAtAnyByte) {
  ASSERT_TRUE(save(*file_));
  const auto bytes = std::filesystem::file_size(folder_ + "/segment");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  for (std::uint64_t room = 0; room < bytes; room += bytes / 37 + 1) {
    const rlimit little{.rlim_cur = room, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
    const auto written = freeze(*file_)->write(kMark, [] { return false; });
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(names(), std::set<std::string>{"segment"});
  }
  EXPECT_TRUE(load_fresh());
}

TEST_F(SegmentFileTest, SweepsWhatAnInterruptedWritingLeft) {
  ASSERT_TRUE(save(*file_));
  std::ofstream(folder_ + "/segment.new") << "half";
  std::ofstream(folder_ + "/notes") << "of somebody";
  EXPECT_TRUE(load_fresh());
  EXPECT_EQ(names(), (std::set<std::string>{"notes", "segment"}));
}

TEST_F(SegmentFileTest, DoesNotFollowLinksOrReadWhatIsNoFile) {
  ASSERT_TRUE(save(*file_));
  const std::string name = folder_ + "/segment";
  std::filesystem::rename(name, dir_ / "elsewhere");
  std::filesystem::create_symlink(dir_ / "elsewhere", name);
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kUnavailable);
  std::filesystem::remove(name);
  ASSERT_EQ(::mkfifo(name.c_str(), 0600), 0);
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kIncompatible);
  std::filesystem::remove(name);
  std::ofstream{name};
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kIncompatible);
}

TEST_F(SegmentFileTest, PutsAnEmptyFolderOfItsNameOutOfTheWay) {
  for (const std::string name : {"/segment", "/segment.new"}) {
    std::filesystem::create_directory(folder_ + name);
    const auto file = SegmentFile::open(index_, folder_);
    ASSERT_TRUE(file) << file.error().detail;
    ASSERT_TRUE((*file)->discard());
    EXPECT_TRUE(names().empty());
  }
  std::filesystem::create_directories(folder_ + "/segment.new/full");
  const auto refused = SegmentFile::open(index_, folder_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().detail, "remove " + folder_ + "/segment.new: Directory not empty");
}

TEST_F(SegmentFileTest, RefusesAFileThatOthersCanChange) {
  ASSERT_TRUE(save(*file_));
  const std::string name = folder_ + "/segment";
  ASSERT_EQ(::chmod(name.c_str(), 0622), 0);
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kIncompatible);
  ASSERT_EQ(::chmod(name.c_str(), 0644), 0);
  EXPECT_TRUE(load_fresh());
  std::filesystem::create_hard_link(name, dir_ / "another-name");
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kIncompatible);
}

TEST_F(SegmentFileTest, RefusesAFileThatWasCutShort) {
  ASSERT_TRUE(save(*file_));
  std::filesystem::resize_file(folder_ + "/segment", std::filesystem::file_size(folder_ + "/segment") - 1);
  EXPECT_EQ(load_fresh().error().code, ErrorCode::kIncompatible);
}

TEST_F(SegmentFileTest, SaysThatItsFolderCannotBeUsed) {
  std::ofstream(dir_ / "file") << "x";
  EXPECT_EQ(SegmentFile::open(index_, dir_ / "file").error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(SegmentFile::open(index_, dir_ / "missing/index").error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace mien::index_exact
