#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit of the service, in one place; docs/limits.md explains them and each has a test.
/// Values that Rekognition's service model fixes for one member (name lengths, MaxFaces, pages) stand in the table of
/// src/api/rekognition, where they are data.
namespace mien::limits {

// Images.
inline constexpr std::size_t kInlineImageBytesMax = 5 * 1024 * 1024;   ///< Rekognition `Image.Bytes`, decoded.
inline constexpr std::size_t kObjectImageBytesMax = 15 * 1024 * 1024;  ///< Objects and `/v1` uploads.
inline constexpr std::uint32_t kImageSidePxMin = 80;
inline constexpr std::uint32_t kImageSidePxMax = 16'384;
inline constexpr std::uint64_t kImagePixelsMax = 80'000'000;
inline constexpr int kProgressiveScansMax = 500;

// Faces.
inline constexpr std::size_t kFacesPerImageMax = 100;
inline constexpr std::size_t kFacesPerPersonMax = 100;
inline constexpr std::size_t kMatchesMax = 4096;

// People.
inline constexpr std::size_t kPersonNameBytesMax = 1024;
inline constexpr std::size_t kAttributesBytesMax = 16 * 1024;
inline constexpr std::size_t kImagesPerRegistrationMax = 10;
inline constexpr std::size_t kPageSizeMax = 500;
inline constexpr std::size_t kPageSizeDefault = 100;
inline constexpr std::size_t kIdempotencyKeyBytesMax = 255;
inline constexpr std::chrono::hours kIdempotencyLifetime{24};

// HTTP.
inline constexpr std::size_t kJsonBodyBytesMax = 8 * 1024 * 1024;
inline constexpr std::size_t kJsonTwoImagesBodyBytesMax =
    2 * kJsonBodyBytesMax;  ///< CompareFaces carries two pictures.
inline constexpr std::size_t kJsonDepthMax = 64;
inline constexpr std::size_t kHeaderBytesMax = 16 * 1024;
inline constexpr std::size_t kHeadersMax = 100;
inline constexpr std::size_t kConnectionsMax = 1024;
inline constexpr std::size_t kConnectionsPerAddressMax = 128;
inline constexpr std::chrono::seconds kHeaderTimeout{10};
inline constexpr std::chrono::seconds kBodyTimeout{60};
inline constexpr std::size_t kBodyBytesPerSecondMin = 1024;
inline constexpr std::chrono::seconds kIdleTimeout{75};
inline constexpr std::chrono::seconds kDrainTimeout{8};  ///< SIGTERM to exit, 2 s short of the promised 10.
inline constexpr std::size_t kMultipartPartsMax = 32;

// Authentication.
inline constexpr std::chrono::minutes kClockSkewMax{15};

// Engine.
inline constexpr std::size_t kEngineQueuePerCore = 64;

}  // namespace mien::limits
