#pragma once

#include "api/auth/key_ring.h"
#include "api/s3/context.h"

namespace mien::api::s3 {

/// What a form's upload needs besides: its credentials stand in its body.
struct FormRequest {
  const UseCases& use;
  const Settings& settings;
  const KeyRing& keys;
  const Clock& clock;
  const HttpRequest& request;
  const Target& target;
};

/// PostObject: a browser's upload by a form that somebody signed.
Reply post_object(const FormRequest& form);

}  // namespace mien::api::s3
