#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bench/http_gallery.h"
#include "bench/http_report.h"
#include "bench/rekognition_caller.h"
#include "bench/served_child.h"
#include "bench/temp_folder.h"
#include "commands.h"

namespace mien::cli {

/// A server under measurement whose answers were found to be right.
struct BenchSubject {
  LoadTarget target;
  std::function<std::string()> request;  ///< The bytes to send; signed anew at each call.
  std::string right_body;
  std::optional<TempFolder> folder{};            ///< Before the server: it goes after it.
  std::optional<ServedChild> server{};           ///< Where it is ours.
  std::shared_ptr<RekognitionCaller> caller{};   ///< Where it speaks Rekognition.
  std::function<std::string()> small_request{};  ///< The same question in a gallery of one, where there is one.
  std::string small_right_body{};
  double net_gflop = 0;
};

/// Starts or finds the server that `command` names and checks its answers. Fills the head of `bench`.
/// @errors kInvalidArgument, kUnavailable; kInternal  an answer is wrong.
Result<BenchSubject> open_subject(const BenchHttpCommand& command, const CaughtSignals& stop, HttpBench& bench);

}  // namespace mien::cli
