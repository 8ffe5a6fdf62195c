#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ports/net.h"

namespace mien::cli {

/// What the sessions of one net did since the last reset. Not thread-safe: for one worker.
struct NetUse {
  double run_ms = 0;
  /// Height and width of every input that was run, and how often.
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> runs;
};

/// A net that notes how long its sessions run, so that inference can be told from the pixel work around it.
class TimedNet final : public Net {
 public:
  /// Borrows both.
  TimedNet(const Net& net, NetUse& use) : net_(net), use_(use) {}

  Result<std::unique_ptr<Session>> open_session() const override;
  const std::vector<std::string>& output_names() const override { return net_.output_names(); }

 private:
  const Net& net_;
  NetUse& use_;
};

}  // namespace mien::cli
