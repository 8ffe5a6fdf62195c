#pragma once

#include <boost/json/value.hpp>

#include "api/rekognition/service_table.h"
#include "api/rekognition/wire_error.h"

namespace mien::api::rekognition {

/// Checks a request's input against its shape and brings it into the form that Input reads: members that are null or
/// not known are as if they were not there, numbers for integers are int64, blobs hold the decoded bytes.
///
/// The refusals, in the order in which they are looked for: SerializationException (a JSON type that does not fit, or
/// base64 that is none; the first is named), ValidationException (constraints of the model; all are counted, the first
/// ten named, in AWS's words), ImageTooLargeException. Lengths of strings count code points. Values are quoted up to 64
/// bytes; those of blobs never.
WireResult<void> validate(boost::json::value& input, const Shape& shape);

}  // namespace mien::api::rekognition
