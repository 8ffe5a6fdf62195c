#include "bench/load_run.h"

#include <netdb.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <random>
#include <utility>

#include "bench/load_connection.h"

namespace mien::cli {
namespace {

using Clock = LoadConnection::Clock;
using std::chrono::duration;
using std::chrono::duration_cast;

constexpr auto kTick = std::chrono::milliseconds(100);
/// How long answers are waited for after the last request was due.
constexpr auto kAnswersAwaited = std::chrono::seconds(5);
constexpr std::size_t kLostInARowMax = 2000;
constexpr std::uint64_t kStopEvent = ~std::uint64_t{0};

double ms_between(Clock::time_point from, Clock::time_point to) {
  return duration<double, std::milli>(to - from).count();
}

double cpu_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

Result<sockaddr_in> address_of(const LoadTarget& target) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(target.host.c_str(), nullptr, &hints, &found) != 0 || found == nullptr)
    return fail(ErrorCode::kUnavailable, "There is no host " + target.host + " with an IPv4 address.");
  sockaddr_in address = *reinterpret_cast<const sockaddr_in*>(found->ai_addr);
  freeaddrinfo(found);
  address.sin_port = htons(target.port);
  return address;
}

/// The moments at which an open loop's requests are due.
class Schedule {
 public:
  Schedule(const LoadPlan& plan, Clock::time_point start)
      : gap_seconds_(1 / plan.rate.value_or(1)), arrivals_(plan.arrivals), random_(plan.seed), next_(start) {}
  Clock::time_point next() const { return next_; }
  void advance() {
    const double gap =
        arrivals_ == Arrivals::kEven ? gap_seconds_ : std::exponential_distribution<double>(1 / gap_seconds_)(random_);
    next_ += duration_cast<Clock::duration>(duration<double>(gap));
  }

 private:
  double gap_seconds_;
  Arrivals arrivals_;
  std::mt19937_64 random_;
  Clock::time_point next_;
};

bool is_refusal(const HttpAnswer& answer, const std::string& code) {
  return answer.status() == 429 || answer.status() == 503 || code == "ThrottlingException";
}

class LoadRun {
 public:
  LoadRun(const LoadPlan& plan, const sockaddr_in& server, const CaughtSignals& stop)
      : plan_(plan),
        server_(server),
        stop_(stop),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        connections_(plan.connections) {}

  Result<LoadResult> run() {
    if (!epoll_.is_open()) return cannot_wait();
    MIEN_TRY_VOID(watch_fd(stop_.fd(), kStopEvent, EPOLLIN));
    for (std::size_t i = 0; i < connections_.size(); ++i) MIEN_TRY_VOID(connect(i));
    const auto after = [](Clock::time_point at, double seconds) {
      return at + duration_cast<Clock::duration>(duration<double>(seconds));
    };
    const auto start = Clock::now();
    begin_ = after(start, plan_.warm_seconds);
    MIEN_TRY_VOID(send_until(begin_, start));
    plan_.watch(LoadMoment::kBegin);
    const double cpu_before = cpu_seconds();
    begin_ = Clock::now();
    end_ = after(begin_, plan_.seconds);
    counting_ = true;
    next_tick_ = begin_ + kTick;
    MIEN_TRY_VOID(send_until(end_, begin_));
    counting_ = false;
    result_.seconds = duration<double>(Clock::now() - begin_).count();
    result_.client_cpu_seconds = cpu_seconds() - cpu_before;
    plan_.watch(LoadMoment::kEnd);
    MIEN_TRY_VOID(finish());
    return std::move(result_);
  }

 private:
  bool is_open_loop() const { return plan_.rate.has_value(); }
  bool is_counted(Clock::time_point due) const { return due >= begin_ && due < end_; }

  /// The system's fault, and not the server's: no figure could be believed.
  static std::unexpected<Error> cannot_wait() {
    return fail(ErrorCode::kUnavailable, "Connections cannot be waited for.", std::strerror(errno));
  }

  Result<void> watch_fd(int fd, std::uint64_t data, std::uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.u64 = data;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) return cannot_wait();
    return {};
  }

  Result<void> connect(std::size_t i) {
    const auto source = plan_.source_addresses < 2 ? 0 : static_cast<std::uint32_t>(1 + i % plan_.source_addresses);
    if (connections_[i].open(server_, source)) return watch_fd(connections_[i].fd(), i, EPOLLIN | EPOLLOUT | EPOLLET);
    ++lost_in_a_row_;
    unreachable_.push_back(i);
    return {};
  }

  Result<void> send_until(Clock::time_point until, Clock::time_point from) {
    Schedule schedule(plan_, from);
    for (auto now = Clock::now(); now < until; now = Clock::now()) {
      auto wake = until;
      if (is_open_loop()) {
        for (; schedule.next() <= now; schedule.advance()) {
          backlog_.push_back(schedule.next());
          result_.due += counting_ ? 1 : 0;
        }
        wake = std::min(wake, schedule.next());
      }
      MIEN_TRY_VOID(dispatch(now));
      if (counting_ && now >= next_tick_) {
        plan_.watch(LoadMoment::kTick);
        next_tick_ += kTick;
      }
      if (counting_) wake = std::min(wake, next_tick_);
      MIEN_TRY_VOID(wait(wake));
    }
    return {};
  }

  /// Answers that are still to come belong to their latencies, however late.
  Result<void> finish() {
    for (const auto due : backlog_) result_.unsent += is_counted(due) ? 1 : 0;
    backlog_.clear();
    ended_ = true;
    const auto until = Clock::now() + kAnswersAwaited;
    while (Clock::now() < until && std::ranges::any_of(connections_, &LoadConnection::waits))
      MIEN_TRY_VOID(wait(until));
    for (const LoadConnection& each : connections_)
      if (each.waits() && is_counted(each.due())) ++result_.answers["no answer"];
    return {};
  }

  Result<void> dispatch(Clock::time_point now) {
    while (!free_.empty() && !ended_) {
      if (is_open_loop() && backlog_.empty()) return {};
      const std::size_t i = free_.front();
      free_.pop_front();
      if (!connections_[i].can_send()) continue;
      auto due = now;
      if (is_open_loop()) {
        due = backlog_.front();
        backlog_.pop_front();
        if (counting_) result_.late_ms.push_back(ms_between(due, now));
      } else if (counting_) {
        ++result_.due;
      }
      connections_[i].begin(plan_.request, due);
      MIEN_TRY_VOID(proceed(i));
    }
    return {};
  }

  Result<void> wait(Clock::time_point until) {
    for (const std::size_t i : std::exchange(unreachable_, {})) MIEN_TRY_VOID(connect(i));
    const auto left = std::max(until - Clock::now(), Clock::duration::zero());
    const auto whole = duration_cast<std::chrono::seconds>(left);
    const timespec timeout{whole.count(), duration_cast<std::chrono::nanoseconds>(left - whole).count()};
    std::array<epoll_event, 256> events{};
    const int count = epoll_pwait2(epoll_.get(), events.data(), events.size(), &timeout, nullptr);
    if (count < 0 && errno != EINTR) return cannot_wait();
    for (int n = 0; n < count; ++n) {
      const std::uint64_t which = events[static_cast<std::size_t>(n)].data.u64;
      if (which == kStopEvent) return stop_.check();
      MIEN_TRY_VOID(proceed(which));
    }
    if (lost_in_a_row_ > kLostInARowMax)
      return fail(ErrorCode::kUnavailable, "The server does not take connections any more.");
    return {};
  }

  Result<void> proceed(std::size_t i) {
    LoadConnection& connection = connections_[i];
    bool closes = false;
    switch (connection.proceed()) {
      case LoadConnection::Event::kAnswered:
        record(connection);
        lost_in_a_row_ = 0;
        closes = connection.answer().closes();
        break;
      case LoadConnection::Event::kLost:
        ++lost_in_a_row_;
        if (connection.waits() && is_counted(connection.due())) ++result_.answers["no answer"];
        closes = true;
        break;
      case LoadConnection::Event::kNothing:
        break;
    }
    if (closes) MIEN_TRY_VOID(connect(i));
    if (connection.can_send()) free_.push_back(i);
    return {};
  }

  void record(const LoadConnection& connection) {
    const auto now = Clock::now();
    const HttpAnswer& answer = connection.answer();
    std::string code = answer.status() == 200 ? "200" : answer.code();
    if (answer.status() == 200 && answer.body() != plan_.right_body) code = "wrong answer";
    // What was asked before the time and answered in it stands for what is asked in it and answered later.
    if (code == "200" && is_counted(now)) ++result_.right;
    if (!is_counted(connection.due())) return;
    const double ms = ms_between(connection.due(), now);
    if (code == "200") {
      result_.right_ms.push_back(ms);
    } else if (is_refusal(answer, code)) {
      ++result_.refused;
      result_.refused_ms.push_back(ms);
    }
    ++result_.answers[code];
  }

  const LoadPlan& plan_;
  sockaddr_in server_;
  const CaughtSignals& stop_;
  posix::Descriptor epoll_;
  std::vector<LoadConnection> connections_;
  std::deque<std::size_t> free_;  ///< May name a connection twice, or one that is busy again: dispatch() looks.
  std::vector<std::size_t> unreachable_;
  std::deque<Clock::time_point> backlog_;
  Clock::time_point begin_{};
  Clock::time_point end_ = Clock::time_point::max();
  Clock::time_point next_tick_{};
  bool counting_ = false;
  bool ended_ = false;
  std::size_t lost_in_a_row_ = 0;
  LoadResult result_;
};

}  // namespace

Result<LoadResult> run_load(const LoadTarget& target, const LoadPlan& plan, const CaughtSignals& stop) {
  MIEN_TRY(const sockaddr_in server, address_of(target));
  MIEN_TRY(LoadResult result, LoadRun(plan, server, stop).run());
  std::ranges::sort(result.right_ms);
  std::ranges::sort(result.refused_ms);
  std::ranges::sort(result.late_ms);
  return result;
}

}  // namespace mien::cli
