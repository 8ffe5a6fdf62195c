#include "serve/setups.h"

#include "serve/reserved_names.h"

namespace mien::cli {

Setups::Setups(Backends& b, const AccessKeys& access, UploadDoor& door, Neighbours& neighbours,
               const ServeConfig& config)
    : intakes_({door.intakes(), neighbours.webhooks(), b.store->setups(), door.buckets(), changes_},
               names_of(config.sources), reserved_names(config), {b.clock, b.ids}),
      webhooks_({neighbours.webhooks(), door.intakes(), b.store->setups(), access.ports().sealer, access.ports().maker,
                 b.store->tasks(), [&neighbours] { neighbours.wake(); }, changes_},
                {b.clock, b.ids}) {}

Result<std::unique_ptr<Setups>> Setups::open(Backends& backends, const AccessKeys& access, UploadDoor& door,
                                             Neighbours& neighbours, const ServeConfig& config) {
  auto setups = std::unique_ptr<Setups>(new Setups(backends, access, door, neighbours, config));
  MIEN_TRY_VOID(setups->intakes_.load());
  MIEN_TRY_VOID(setups->webhooks_.load());
  return setups;
}

}  // namespace mien::cli
