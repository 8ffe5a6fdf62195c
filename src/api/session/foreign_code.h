#pragma once

#include "ports/http.h"

/// The operator's sites and functions answer in the console's origin. What they have no business with is kept from
/// them.
namespace mien::api {

/// Takes the cookies of the console's sessions out of a request, by which whoever reads it could act as an operator.
void hide_session(HttpHead& head);

/// Whether a browser asks for a service worker that would answer for all paths of the origin, the console's among them:
/// a script of the top folder.
bool asks_for_worker_of_all(const HttpHead& head);

}  // namespace mien::api
