#pragma once

#include <string>

#include "api/json/writer.h"
#include "ports/page.h"
#include "ports/tasks.h"

/// The JSON of what became of uploads; openapi.json describes the same shape.
namespace mien::api::rest {

void write_upload(JsonWriter& json, const Task& task);
std::string upload_body(const Task& task);
std::string uploads_body(const Page<Task>& page);

}  // namespace mien::api::rest
