#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_client/http_client.h"
#include "client.h"
#include "commands.h"
#include "import/s3_photos.h"
#include "ports/clock.h"
#include "s3_access.h"

namespace mien::cli {

/// Where the command reads objects: at --s3-endpoint, else at Mien itself. Mien is asked with Mien's key; another
/// server with AWS's variables (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN) where both of the key are
/// set, else with Mien's key, too. @param variable  of the environment. Fails with kUsage.
Outcome<S3Access> s3_access(const ImportCommand& command,
                            const std::function<std::optional<std::string>(const std::string&)>& variable);

/// A request without a body for an object, in path style, signed with Signature Version 4.
http_client::Request signed_request(const S3Access& access, std::string_view method, const importing::S3Url& url,
                                    std::chrono::sys_seconds at);

/// What an S3 server's answer means.
importing::S3Answer read_s3_answer(Result<HttpResponse> response);

/// An S3 server over HTTP. Keeps as many connections as were used at once. Thread-safe.
class HttpS3Service final : public importing::S3Service {
 public:
  /// Borrows the clock.
  HttpS3Service(S3Access access, const Clock& clock) : access_(std::move(access)), clock_(clock) {}
  importing::S3Answer get(const importing::S3Url& url) override { return ask("GET", url); }
  importing::S3Answer head(const importing::S3Url& url) override { return ask("HEAD", url); }

 private:
  using Connection = std::unique_ptr<http_client::HttpClient>;
  importing::S3Answer ask(std::string_view method, const importing::S3Url& url);
  Connection borrow();
  void give_back(Connection connection);

  const S3Access access_;
  const Clock& clock_;
  std::mutex mutex_;
  std::vector<Connection> idle_;  ///< Guarded by mutex_.
};

}  // namespace mien::cli
