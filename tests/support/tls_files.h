#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>

#include "adapters/certificates/authority.h"
#include "adapters/http_server/tls.h"
#include "adapters/x509/private_key.h"
#include "fakes/temp_dir.h"

namespace mien::tls_testing {

inline std::chrono::sys_seconds seconds_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message + " " + result.error().detail);
  return *std::move(result);
}

inline void put_file(const std::string& path, const std::string& text, mode_t mode = 0600) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  ASSERT_EQ(::chmod(path.c_str(), mode), 0);
}

/// An authority, and certificates for localhost that it signs, in a folder that goes with it. Made by what
/// `mien tls init` uses.
class TlsTestFiles {
 public:
  TlsTestFiles() { renew(); }

  /// Another key and certificate in the same files.
  void renew(std::chrono::seconds from = std::chrono::hours(-1), std::chrono::seconds to = std::chrono::hours(24)) {
    const auto key = must(x509::PrivateKey::create());
    const auto certificate = must(authority_.issue(key, names_, {seconds_now() + from, seconds_now() + to}));
    put_file(folder_ / "key.pem", must(key.pem()));
    put_file(folder_ / "cert.pem", must(certificate.pem()));
  }
  http_server::TlsFiles files() const { return {folder_ / "cert.pem", folder_ / "key.pem"}; }
  std::string authority_pem() const { return must(authority_.certificate().pem()); }
  const certificates::Authority& authority() const { return authority_; }
  const fakes::TempDir& folder() const { return folder_; }

 private:
  fakes::TempDir folder_;
  const certificates::ServerNames names_{{"localhost"}, {"127.0.0.1"}};
  const certificates::Authority authority_ = must(certificates::Authority::create(
      "Test authority", {seconds_now() - std::chrono::hours(48), seconds_now() + std::chrono::hours(48)}));
};

}  // namespace mien::tls_testing
