#pragma once

namespace mien::cli {

/// Ctrl-C and SIGTERM as something that can be waited for, so that a long command ends through its destructors and
/// leaves neither processes nor folders behind. The signals are blocked in the calling thread, and in those that it
/// starts, while this lives.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int fd() const { return fd_; }  ///< Readable once a signal came; it stays so.
  bool came() const;

 private:
  int fd_;
};

}  // namespace mien::cli
