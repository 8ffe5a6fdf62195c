#pragma once

#include <string>
#include <string_view>

#include "api/account.h"
#include "core/key_form.h"
#include "core/object_event.h"

namespace mien::api::functions {

/// What a notification of S3 looks like to its handler: {"Records":[...]} with one record.
/// @param configuration_id  of the notification that the event follows from; may be empty
std::string s3_event_json(const ObjectEvent& event, KeyForm keys, std::string_view configuration_id,
                          const Account& account);

}  // namespace mien::api::functions
