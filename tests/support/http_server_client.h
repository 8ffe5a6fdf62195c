#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "adapters/http_server/http_server.h"
#include "ports/http.h"

namespace mien::http_server::testing {

using std::chrono::milliseconds;

/// No test waits longer than this for anything.
inline constexpr milliseconds kPatience{10'000};

/// Answers with what it was asked; `X-Refused` tells the server's refusals from answers.
class EchoHandler : public HttpHandler {
 public:
  std::size_t body_bytes_max = 1024 * 1024;
  std::function<Admission(const HttpHead&)> on_admit;
  std::function<HttpResponse(const HttpRequest&)> on_handle;

  Admission admit(const HttpHead& head) override {
    return on_admit ? on_admit(head) : Admission{.body_bytes_max = body_bytes_max, .refusal = {}};
  }
  HttpResponse handle(const HttpRequest& request) override {
    if (on_handle) return on_handle(request);
    return {.status = 200, .headers = {}, .body = request.head.method + " " + request.head.target + "|" + request.body};
  }
  HttpResponse refuse(const HttpHead& head, int status, std::string_view reason) override {
    return {.status = status,
            .headers = {{"X-Refused", head.method + " " + head.target + " from " + head.remote_address}},
            .body = std::string(reason)};
  }
};

/// A server on a thread of its own; drained at the end.
class RunningServer {
 public:
  explicit RunningServer(HttpHandler& handler, Options options = {}) {
    auto server = HttpServer::listen(std::move(options), handler);
    if (!server) throw std::runtime_error(server.error().message);
    server_ = *std::move(server);
    thread_ = std::thread([this] { server_->run(); });
  }
  ~RunningServer() { stop(); }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  HttpServer& operator*() { return *server_; }
  HttpServer* operator->() { return server_.get(); }
  /// Until run() has returned.
  void stop() {
    server_->stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

struct Reply {
  int status = 0;
  std::string head;
  std::string body;
  bool has(std::string_view header_line) const { return head.find(header_line) != std::string::npos; }
};

/// Takes one reply off the front of `unread`, to which `more()` adds what comes next, until it says that nothing does;
/// nullopt where the reply is not whole then, or is none.
template <class More>
std::optional<Reply> take_reply(std::string& unread, const More& more, std::string_view method = "GET") {
  std::size_t end = 0;
  while ((end = unread.find("\r\n\r\n")) == std::string::npos)
    if (!more()) return std::nullopt;
  Reply reply;
  reply.head = unread.substr(0, end + 4);
  unread.erase(0, end + 4);
  if (!reply.head.starts_with("HTTP/1.1 ")) return std::nullopt;
  reply.status = std::stoi(reply.head.substr(9, 3));
  const auto length_at = reply.head.find("\r\nContent-Length: ");
  if (method == "HEAD" || length_at == std::string::npos) return reply;
  const std::size_t length = std::stoul(reply.head.substr(length_at + 18));
  while (unread.size() < length)
    if (!more()) return std::nullopt;
  reply.body = unread.substr(0, length);
  unread.erase(0, length);
  return reply;
}

/// A raw connection over loopback.
class Client {
 public:
  explicit Client(std::uint16_t port, const char* from = nullptr) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (from != nullptr) {
      const sockaddr_in local = address(from, 0);
      EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof local), 0);
    }
    const sockaddr_in remote = address("127.0.0.1", port);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&remote), sizeof remote), 0);
  }
  Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)), unread_(std::move(other.unread_)) {}
  Client& operator=(Client&&) = delete;
  ~Client() { close(); }

  /// False where the server no longer takes it.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void half_close() { ::shutdown(socket_, SHUT_WR); }
  /// Ends the connection with a reset.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  /// One reply; nullopt where the connection ends before it is whole, or the patience does.
  std::optional<Reply> receive(std::string_view method = "GET") {
    return take_reply(unread_, [this] { return more(); }, method);
  }

  std::optional<Reply> ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }

  enum class End { kClosed, kReset, kStillOpen };
  /// How the connection ends; what comes before that is dropped.
  End wait_for_end(milliseconds patience = kPatience) {
    while (more(patience)) unread_.clear();
    return end_;
  }
  int descriptor() const { return socket_; }
  std::string take_unread() { return std::exchange(unread_, {}); }
  const std::string& unread() const { return unread_; }
  bool more(milliseconds patience = kPatience) {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    end_ = End::kStillOpen;
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) != 1) return false;
    std::array<char, 65536> bytes;
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got <= 0) {
      end_ = got == 0 ? End::kClosed : End::kReset;
      return false;
    }
    unread_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }

 private:
  static sockaddr_in address(const char* text, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, text, &address.sin_addr);
    return address;
  }

  int socket_;
  std::string unread_;
  End end_ = End::kStillOpen;
};

}  // namespace mien::http_server::testing
