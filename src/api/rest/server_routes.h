#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/rest/route.h"
#include "app/people_policy.h"
#include "core/result.h"
#include "core/time.h"

namespace mien::api::rest {

/// What the service is: for those who look after it.
class ServerRoutes {
 public:
  struct Disk {
    std::uint64_t free_bytes = 0;
    std::uint64_t total_bytes = 0;
  };
  struct Facts {
    std::string version;
    std::string pack;
    std::string face_model_version;
    std::string public_url;                           ///< Empty: none was set.
    bool runs_uploaded_code = false;                  ///< What CreateFunction brings is run, not only kept.
    std::vector<std::string> configured_functions{};  ///< Those of the configuration file, by name.
    Timestamp started{};
    const app::PeoplePolicy& policy;     ///< Borrowed.
    std::function<Result<Disk>()> disk;  ///< Of the data directory.
  };
  explicit ServerRoutes(Facts facts) : facts_(std::move(facts)) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> get(const Call& call) const;

  Facts facts_;
};

}  // namespace mien::api::rest
