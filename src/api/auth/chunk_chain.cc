#include "api/auth/chunk_chain.h"

#include <span>

#include "api/auth/crypto.h"
#include "core/ascii.h"
#include "core/secret.h"

namespace mien::api {
namespace {

constexpr std::string_view kEmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

void wipe_key(Sha256& key) { wipe(std::span(reinterpret_cast<char*>(key.data()), key.size())); }

}  // namespace

ChunkChain::ChunkChain(const Secret& secret, const sigv4::Scope& scope, std::string_view amz_date,
                       std::string_view head_signature)
    : key_(sigv4::signing_key(secret, scope)), stamp_(amz_date), last_(head_signature) {
  stamp_ += '\n';
  stamp_ += scope.text();
}

ChunkChain::ChunkChain(ChunkChain&& other) noexcept
    : key_(other.key_), stamp_(std::move(other.stamp_)), last_(std::move(other.last_)) {
  wipe_key(other.key_);
}

ChunkChain::~ChunkChain() { wipe_key(key_); }

std::string ChunkChain::next(std::string_view chunk) {
  std::string what(kEmptySha256);
  what += '\n';
  what += hex(sha256(chunk));
  return sign("AWS4-HMAC-SHA256-PAYLOAD", what);
}

std::string ChunkChain::trailer(std::string_view canonical) {
  return sign("AWS4-HMAC-SHA256-TRAILER", hex(sha256(canonical)));
}

std::string ChunkChain::sign(std::string_view algorithm, std::string_view what) {
  std::string text(algorithm);
  for (const std::string_view part : {std::string_view(stamp_), std::string_view(last_), what}) {
    text += '\n';
    text += part;
  }
  last_ = hex(hmac_sha256(key_, text));
  return last_;
}

}  // namespace mien::api
