// Hostile, broken and odd files from elsewhere, and photos in all orientations. They are not part of the project: the
// folders are MIEN_BAD_INPUT_DIR and orientation/ beside it; by default shared/data/bad-input next to the source tree.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "adapters/image_codec/image_codec.h"
#include "core/limits.h"

namespace mien::image_codec {
namespace {

namespace fs = std::filesystem;

/// Skips the test where the files are missing, except in CI, where they have to be there.
#define MIEN_SAMPLES_OR_SKIP(folder)                                                             \
  const fs::path samples = sample_folder(folder);                                                \
  if (!fs::is_directory(samples)) {                                                              \
    if (const char* ci = std::getenv("CI"); ci != nullptr && std::string_view(ci) == "true") {   \
      FAIL() << "No folder " << samples                                                          \
             << "; MIEN_BAD_INPUT_DIR may name .../bad-input; orientation/ lies beside it.";     \
    }                                                                                            \
    GTEST_SKIP() << "No folder " << samples                                                      \
                 << "; MIEN_BAD_INPUT_DIR may name .../bad-input; orientation/ lies beside it."; \
  }                                                                                              \
  static_assert(true)

fs::path sample_folder(const char* name) {
  const char* chosen = std::getenv("MIEN_BAD_INPUT_DIR");
  const fs::path bad_input =
      chosen != nullptr ? fs::path(chosen) : fs::path(MIEN_SOURCE_DIR).parent_path() / "shared" / "data" / "bad-input";
  return bad_input.parent_path() / name;
}

std::vector<std::byte> contents(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  const auto view = std::as_bytes(std::span(bytes));
  return {view.begin(), view.end()};
}

ImageDecoder::Options options_for(std::uint32_t side_px_min, std::uint32_t long_side_px_min) {
  return {.accepted = AcceptedFormats::kJpegPngWebp,
          .bytes_max = limits::kObjectImageBytesMax,
          .side_px_min = side_px_min,
          .long_side_px_min = long_side_px_min};
}

std::string outcome_of(const Result<DecodedImage>& image) {
  if (image) return "image";
  switch (image.error().code) {
    case ErrorCode::kImageFormat:
      return "format";
    case ErrorCode::kImageTooLarge:
      return "too large";
    case ErrorCode::kImageTooSmall:
      return "too small";
    default:
      return "code " + std::to_string(static_cast<int>(image.error().code));
  }
}

bool holds_whole_pictures(std::string_view category) {
  return category == "jpeg-valid-variants" || category == "jpeg-cmyk" || category == "png-valid-variants" ||
         category == "orientation";
}

/// Files that break the standard although they lie among whole pictures: what Xcode makes of a PNG for an app's bundle
/// (chunk "CgBI"), and a progressive JPEG without the scan that holds the brightness.
bool is_rightly_refused(std::string_view name) {
  return name.find("iphone_") != std::string_view::npos ||
         name.find("progressive-missing-dc") != std::string_view::npos;
}

void expect_within_limits(const DecodedImage& image, const ImageDecoder::Options& options) {
  const std::uint64_t full_px = std::uint64_t{image.full_width_px} * image.full_height_px;
  EXPECT_LE(full_px, limits::kImagePixelsMax);
  EXPECT_LE(std::max(image.full_width_px, image.full_height_px), limits::kImageSidePxMax);
  EXPECT_GE(std::min(image.full_width_px, image.full_height_px), options.side_px_min);
  EXPECT_LE(image.pixels.width_px(), image.full_width_px);
  EXPECT_LE(image.pixels.height_px(), image.full_height_px);
  EXPECT_GE(std::max(image.pixels.width_px(), image.pixels.height_px()),
            std::min(options.long_side_px_min, std::max(image.full_width_px, image.full_height_px)));
}

/// Decodes every file at several scales and prints what came out of each category.
void decode_all(const fs::path& samples, std::uint32_t side_px_min) {
  const bool verbose = std::getenv("MIEN_BAD_INPUT_VERBOSE") != nullptr;
  std::map<std::string, std::map<std::string, int>> table;
  std::vector<std::pair<double, std::string>> times_ms;
  for (const auto& entry : fs::recursive_directory_iterator(samples)) {
    if (!entry.is_regular_file()) continue;
    const auto file = contents(entry.path());
    const std::string name = fs::relative(entry.path(), samples).string();
    std::string first_outcome;
    for (const std::uint32_t long_side_px_min : {0U, 1280U, 320U, 1U}) {
      SCOPED_TRACE(name + " at " + std::to_string(long_side_px_min));
      const auto start = std::chrono::steady_clock::now();
      const auto options = options_for(side_px_min, long_side_px_min);
      const auto image = ImageCodec().decode(file, options);
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
      times_ms.emplace_back(took.count(), name + " at " + std::to_string(long_side_px_min));
      const std::string outcome = outcome_of(image);
      EXPECT_TRUE(image || !outcome.starts_with("code")) << outcome;
      if (image) expect_within_limits(*image, options);
      if (long_side_px_min == 0) {
        first_outcome = outcome;
        if (verbose)
          std::printf("%-10s %s  %s\n", outcome.c_str(), name.c_str(), image ? "" : image.error().detail.c_str());
      }
      EXPECT_EQ(outcome, first_outcome) << "the outcome depends on the scale";
    }
    const std::string category = name.substr(0, name.find('/'));
    if (holds_whole_pictures(category) && !is_rightly_refused(name)) {
      EXPECT_TRUE(first_outcome == "image" || first_outcome == "too small") << name << ": " << first_outcome;
    }
    ++table[category][first_outcome];
  }

  int files = 0;
  for (const auto& [category, outcomes] : table) {
    std::printf("%-22s", category.c_str());
    for (const auto& [outcome, count] : outcomes) {
      std::printf("  %s %d", outcome.c_str(), count);
      files += count;
    }
    std::printf("\n");
  }
  EXPECT_GT(files, 0);
  std::ranges::sort(times_ms, std::greater<>());
  for (std::size_t i = 0; i < std::min<std::size_t>(times_ms.size(), 10); ++i) {
    std::printf("%8.1f ms  %s\n", times_ms[i].first, times_ms[i].second.c_str());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%d files, peak memory %ld MiB\n", files, usage.ru_maxrss / 1024);
}

TEST(SampleFiles, BadInputGivesAPictureWithinLimitsOrADocumentedError) {
  MIEN_SAMPLES_OR_SKIP("bad-input");
  decode_all(samples, limits::kImageSidePxMin);
}

/// Most sample files are smaller than what the service takes; here they reach the decoders too.
TEST(SampleFiles, TinyBadInputGivesAPictureWithinLimitsOrADocumentedError) {
  MIEN_SAMPLES_OR_SKIP("bad-input");
  decode_all(samples, 1);
}

TEST(SampleFiles, EightOrientationsOfAPhotoDecodeToTheSamePicture) {
  MIEN_SAMPLES_OR_SKIP("orientation");
  for (const char* motif : {"Landscape", "Portrait"}) {
    const auto reference = ImageCodec().decode(contents(samples / (std::string(motif) + "_1.jpg")),
                                               options_for(limits::kImageSidePxMin, 0));
    ASSERT_TRUE(reference) << reference.error().detail;
    for (int orientation = 0; orientation <= 8; ++orientation) {
      const std::string name = std::string(motif) + "_" + std::to_string(orientation) + ".jpg";
      const auto image = ImageCodec().decode(contents(samples / name), options_for(limits::kImageSidePxMin, 0));
      ASSERT_TRUE(image) << image.error().detail;
      ASSERT_EQ(image->pixels.width_px(), reference->pixels.width_px()) << name;
      ASSERT_EQ(image->pixels.height_px(), reference->pixels.height_px()) << name;
      double sum = 0;
      const std::size_t bytes = reference->pixels.stride_bytes() * reference->pixels.height_px();
      for (std::size_t i = 0; i < bytes; ++i) sum += std::abs(image->pixels.row(0)[i] - reference->pixels.row(0)[i]);
      EXPECT_LT(sum / static_cast<double>(bytes), 8) << name << ": mean difference in levels";
    }
  }
}

}  // namespace
}  // namespace mien::image_codec
