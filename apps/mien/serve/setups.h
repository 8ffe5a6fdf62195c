#pragma once

#include <memory>
#include <mutex>

#include "app/setup/set_up_intakes.h"
#include "app/setup/set_up_webhooks.h"
#include "config.h"
#include "serve/access_keys.h"
#include "serve/backends.h"
#include "serve/neighbours.h"
#include "serve/upload_door.h"

namespace mien::cli {

/// What is set up while the service runs, beside the configuration file. Borrows everything.
class Setups {
 public:
  /// Puts what is stored beside what the file has; before anything is taken or delivered.
  /// @errors those of the use cases' load(), for the operator
  static Result<std::unique_ptr<Setups>> open(Backends& backends, const AccessKeys& access, UploadDoor& door,
                                              Neighbours& neighbours, const ServeConfig& config);

  app::SetUpIntakes& intakes() { return intakes_; }
  app::SetUpWebhooks& webhooks() { return webhooks_; }

 private:
  Setups(Backends& backends, const AccessKeys& access, UploadDoor& door, Neighbours& neighbours,
         const ServeConfig& config);

  std::mutex changes_;
  app::SetUpIntakes intakes_;
  app::SetUpWebhooks webhooks_;
};

}  // namespace mien::cli
