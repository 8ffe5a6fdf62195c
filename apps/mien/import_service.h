#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "client.h"
#include "import/service.h"

namespace mien::cli {

/// A running server over HTTP, as the import sees it. One connection; not thread-safe.
class HttpService final : public importing::Service {
 public:
  explicit HttpService(Client client) : client_(std::move(client)) {}
  importing::Answer find(const std::string& person) override;
  importing::Answer enroll(const importing::PersonEntry& person, bool consent,
                           std::span<const importing::LoadedPhoto> photos, const std::string& key) override;
  importing::Answer add(const std::string& person, std::span<const importing::LoadedPhoto> photos,
                        const std::string& key) override;

 private:
  importing::Answer post(const std::string& path, Form form, std::span<const importing::LoadedPhoto> photos,
                         const std::string& key);
  Client client_;
};

/// What the header Retry-After says, where it says seconds: its other form, a date, Mien does not send.
std::optional<std::chrono::seconds> retry_after(const HttpResponse& response);

/// What an HTTP answer means.
importing::Answer read_answer(const Result<HttpResponse>& response);

}  // namespace mien::cli
