#pragma once

#include <openssl/bio.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mien::x509 {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

/// For reading; borrows the text.
inline Bio bio_over(std::string_view text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

/// What was written to a BIO in memory.
inline std::string text_in(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}

/// Has none, instead of asking at the terminal, which is the library's default; tells that one is needed.
/// @param needed  a bool.
inline int no_passphrase(char*, int, int, void* needed) {
  *static_cast<bool*>(needed) = true;
  return -1;
}

}  // namespace mien::x509
