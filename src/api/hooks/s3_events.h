#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/hooks/foreign_event.h"
#include "core/result.h"

namespace mien::api::hooks {

/// What a body brings that tells of objects on other S3 servers.
struct IncomingEvents {
  std::vector<app::ForeignEvent> created;
  std::size_t others = 0;                  ///< Events of anything else: removals, restorals, other services'.
  std::vector<std::string> subscriptions;  ///< Addresses that confirm a subscription of SNS's.
};

/// Reads every envelope in which such events come, also one within another, as a queue delivers what a topic sent:
/// the records of S3 ({"Records": [...]}, also of MinIO, versitygw and Ceph) and its test event; a message of SQS
/// (alone, in a ReceiveMessage answer, or in a function's event); an envelope of SNS (notification, subscription, end
/// of one; or in a function's event); an event of EventBridge; and an array of any of these. docs/api/hooks.md
/// describes them.
/// @errors kInvalidArgument  it is none of them, or beyond the limits; the message never quotes the text.
Result<IncomingEvents> read_s3_events(std::string_view body);

}  // namespace mien::api::hooks
