#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace mien::cli {

/// Standard error while an import runs: lines that stay, and on a terminal one below them that changes. Thread-safe.
class ImportConsole {
 public:
  enum class Mode : std::uint8_t { kQuiet, kLines, kTerminal };
  /// What standard error is.
  static Mode mode(bool quiet);
  explicit ImportConsole(Mode mode) : mode_(mode) {}
  ~ImportConsole();
  ImportConsole(const ImportConsole&) = delete;
  ImportConsole& operator=(const ImportConsole&) = delete;

  Mode mode() const { return mode_; }
  /// Columns of the terminal; 0: none.
  std::size_t width() const;
  /// Of any text: what would steer the terminal does not reach it.
  void say(const std::string& line);
  void show_progress(const std::string& line);

 private:
  const Mode mode_;
  std::mutex mutex_;
  bool has_progress_ = false;  ///< Guarded by mutex_: a line that changes stands there.
};

}  // namespace mien::cli
