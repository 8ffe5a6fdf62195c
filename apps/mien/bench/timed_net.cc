#include "bench/timed_net.h"

#include <chrono>

namespace mien::cli {
namespace {

class TimedSession final : public Net::Session {
 public:
  TimedSession(std::unique_ptr<Net::Session> session, NetUse& use) : session_(std::move(session)), use_(use) {}

  std::span<float> input() override { return session_->input(); }
  Result<void> set_input_size(std::size_t height, std::size_t width) override {
    size_ = {height, width};
    return session_->set_input_size(height, width);
  }
  Result<void> run() override {
    const auto start = std::chrono::steady_clock::now();
    auto done = session_->run();
    use_.run_ms += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    ++use_.runs[size_];
    return done;
  }
  Result<std::span<const float>> output(std::size_t index) override { return session_->output(index); }

 private:
  std::unique_ptr<Net::Session> session_;
  NetUse& use_;
  std::pair<std::size_t, std::size_t> size_{};
};

}  // namespace

Result<std::unique_ptr<Net::Session>> TimedNet::open_session() const {
  MIEN_TRY(auto session, net_.open_session());
  return std::make_unique<TimedSession>(std::move(session), use_);
}

}  // namespace mien::cli
