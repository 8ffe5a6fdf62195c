#include "bench/load_connection.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace mien::cli {

bool LoadConnection::open(const sockaddr_in& server, std::uint32_t source) {
  fd_ = posix::Descriptor(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  is_connected_ = false;
  waits_ = false;
  request_ = {};
  sent_ = 0;
  answer_.clear();
  if (!fd_.is_open()) return false;
  const int on = 1;
  setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source != 0) {
    // Many connections from one address would wear out its ports in both directions of a long run.
    setsockopt(fd_.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + source);
    if (bind(fd_.get(), reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0) return false;
  }
  return connect(fd_.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server) == 0 || errno == EINPROGRESS;
}

void LoadConnection::begin(std::string_view request, Clock::time_point due) {
  request_ = request;
  sent_ = 0;
  due_ = due;
  waits_ = true;
  answer_.clear();
}

LoadConnection::Event LoadConnection::proceed() {
  if (!is_connected_) {
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return Event::kLost;
    sockaddr_in peer{};
    size = sizeof peer;
    if (getpeername(fd_.get(), reinterpret_cast<sockaddr*>(&peer), &size) != 0) return Event::kNothing;
    is_connected_ = true;
  }
  // Reading goes first and decides: a server may answer, and close, before it has read the whole request.
  const bool may_send = send_more();
  const Event event = read_more();
  return event == Event::kNothing && !may_send ? Event::kLost : event;
}

bool LoadConnection::send_more() {
  while (sent_ < request_.size()) {
    const ssize_t done = send(fd_.get(), request_.data() + sent_, request_.size() - sent_, MSG_NOSIGNAL);
    if (done < 0) return errno == EAGAIN || errno == EINTR;
    sent_ += static_cast<std::size_t>(done);
  }
  return true;
}

LoadConnection::Event LoadConnection::read_more() {
  std::array<char, 16 * 1024> bytes;
  for (;;) {
    const ssize_t got = recv(fd_.get(), bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return Event::kNothing;
    if (got <= 0 || !waits_) return Event::kLost;  // Nobody asked for what comes while nothing is awaited.
    const HttpAnswer::State state = answer_.feed({bytes.data(), static_cast<std::size_t>(got)});
    if (state == HttpAnswer::State::kBroken) return Event::kLost;
    if (state == HttpAnswer::State::kComplete) {
      waits_ = false;
      return Event::kAnswered;
    }
  }
}

}  // namespace mien::cli
