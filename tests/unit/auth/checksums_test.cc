#include "api/auth/checksums.h"

#include <gtest/gtest.h>

#include <zlib.h>
#include <array>

#include <random>
#include <string>
#include <vector>

#include "api/auth/crc.h"

namespace mien::api {
namespace {

constexpr std::array kKinds{ChecksumKind::kCrc32, ChecksumKind::kCrc32c, ChecksumKind::kCrc64Nvme,
                            ChecksumKind::kSha1,  ChecksumKind::kSha256, ChecksumKind::kMd5};

constexpr crc::Polynomial kPolynomials[] = {crc::kCrc32, crc::kCrc32c, crc::kCrc64Nvme};

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(random());
  return out;
}

// Sources: the check values of each algorithm's own specification (for CRCs those of "123456789").
TEST(Checksums, HaveTheirKnownValues) {
  constexpr std::string_view kCheck = "123456789";
  EXPECT_EQ(checksum_of(ChecksumKind::kCrc32, kCheck).hex(), "cbf43926");
  EXPECT_EQ(checksum_of(ChecksumKind::kCrc32c, kCheck).hex(), "e3069283");
  EXPECT_EQ(checksum_of(ChecksumKind::kCrc64Nvme, kCheck).hex(), "ae8b14860a799888");
  EXPECT_EQ(checksum_of(ChecksumKind::kSha1, "abc").hex(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(checksum_of(ChecksumKind::kSha256, "abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(checksum_of(ChecksumKind::kMd5, "abc").hex(), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(checksum_of(ChecksumKind::kCrc32, "bytes body").base64(), "LZexWA==");
  EXPECT_EQ(checksum_of(ChecksumKind::kCrc64Nvme, "").hex(), "0000000000000000");
}

TEST(Checksums, AreTheSameOnEveryInstructionSet) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  // Every length around the steps of the kernels, at every alignment that matters.
  const std::string bytes = random_bytes(random, 1200);
  for (const crc::Kernel& kernel : crc::kernels()) {
    SCOPED_TRACE(kernel.name);
    for (const crc::Polynomial polynomial : kPolynomials)
      for (std::size_t size = 0; size <= 1100; ++size) {
        const auto part = std::string_view(bytes).substr(random() % 64, size);
        const std::uint64_t begun = random() & polynomial.ones();
        ASSERT_EQ(kernel.update(polynomial, begun, part), crc::update_by_tables(polynomial, begun, part)) << size;
      }
  }
}

TEST(Checksums, AgreeWithZlib) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50; ++round) {
    const std::string bytes = random_bytes(random, random() % 100'000);
    const auto right = ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    EXPECT_EQ(crc::update(crc::kCrc32, 0xFFFFFFFF, bytes) ^ 0xFFFFFFFF, right);
  }
}

TEST(Checksums, TakeBytesInPieces) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (const ChecksumKind kind : kKinds) {
    SCOPED_TRACE(checksum_header(kind));
    const std::string bytes = random_bytes(random, 10'000);
    Summer summer(kind);
    for (std::string_view rest = bytes; !rest.empty();) {
      const auto size = std::min<std::size_t>(rest.size(), 1 + random() % 700);
      summer.add(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    EXPECT_EQ(summer.finish(), checksum_of(kind, bytes));
  }
}

TEST(Checksums, OfAWholeFollowFromThoseOfItsParts) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (const ChecksumKind kind : kKinds) {
    if (!can_be_joined(kind)) continue;
    SCOPED_TRACE(checksum_header(kind));
    for (int round = 0; round < 50; ++round) {
      const std::string front = random_bytes(random, random() % 3000);
      const std::string back = random_bytes(random, random() % 3000);
      EXPECT_EQ(joined(checksum_of(kind, front), checksum_of(kind, back), back.size()),
                checksum_of(kind, front + back));
    }
  }
}

TEST(Checksums, OfPartsAreTheSumOfTheirBytes) {
  const Checksum parts[] = {checksum_of(ChecksumKind::kMd5, "one"), checksum_of(ChecksumKind::kMd5, "two")};
  std::string bytes;
  for (const Checksum& part : parts)
    bytes.append(reinterpret_cast<const char*>(part.bytes().data()), part.bytes().size());
  EXPECT_EQ(composite_of(parts), checksum_of(ChecksumKind::kMd5, bytes));
}

TEST(Checksums, AreReadStrictly) {
  for (const ChecksumKind kind : kKinds) {
    SCOPED_TRACE(checksum_header(kind));
    const Checksum sum = checksum_of(kind, "abc");
    EXPECT_EQ(Checksum::from_base64(kind, sum.base64()), sum);
    EXPECT_FALSE(Checksum::from_base64(kind, sum.hex()));
    EXPECT_FALSE(Checksum::from_base64(kind, ""));
    EXPECT_FALSE(Checksum::from_base64(kind, sum.base64() + "AAAA"));
    EXPECT_FALSE(Checksum::from_base64(kind, " " + sum.base64().substr(1)));
  }
}

}  // namespace
}  // namespace mien::api
