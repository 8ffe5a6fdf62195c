#pragma once

#include <string>
#include <string_view>

#include "api/auth/key_ring.h"
#include "api/auth/sigv4.h"
#include "core/ids.h"

namespace mien::api {

/// The signatures of a body that is sent in signed chunks: each covers its chunk and the signature before it, the first
/// that of the head. Holds the key of one day, region and service, which is wiped with it.
/// Source: S3's API reference, "Signature calculations ... chunked upload" and "... including trailing headers".
class ChunkChain {
 public:
  /// @param head_signature  that of the request's head, once it is proven.
  ChunkChain(const Secret& secret, const sigv4::Scope& scope, std::string_view amz_date,
             std::string_view head_signature);
  ChunkChain(const ChunkChain&) = default;
  ChunkChain(ChunkChain&& other) noexcept;
  ChunkChain& operator=(const ChunkChain&) = delete;
  ChunkChain& operator=(ChunkChain&&) = delete;
  ~ChunkChain();

  /// What the next chunk must be signed with: 64 hexadecimal digits. The chain goes on from there.
  std::string next(std::string_view chunk);
  /// What the trailer must be signed with, after the last chunk.
  /// @param canonical  "name:value\n" for each header.
  std::string trailer(std::string_view canonical);

 private:
  std::string sign(std::string_view algorithm, std::string_view what);

  Sha256 key_;
  std::string stamp_;  ///< Date and scope, as they stand in every text that is signed.
  std::string last_;
};

}  // namespace mien::api
