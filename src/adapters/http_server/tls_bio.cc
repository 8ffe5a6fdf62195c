#include "adapters/http_server/tls_bio.h"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace mien::http_server {
namespace {

TlsTurn& turn_of(BIO* bio) { return *static_cast<TlsTurn*>(BIO_get_data(bio)); }

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

int read_socket(BIO* bio, char* into, std::size_t size, std::size_t* got) {
  TlsTurn& turn = turn_of(bio);
  BIO_clear_retry_flags(bio);
  *got = 0;
  if (turn.bytes_left == 0) {
    turn.is_over = true;
    BIO_set_retry_read(bio);
    return 0;
  }
  ssize_t received = 0;
  do received = ::recv(turn.socket, into, std::min(size, turn.bytes_left), 0);
  while (received < 0 && errno == EINTR);
  if (received > 0) {
    *got = static_cast<std::size_t>(received);
    turn.bytes_left -= *got;
    return 1;
  }
  if (received == 0) turn.has_ended = true;
  if (received < 0 && would_block()) BIO_set_retry_read(bio);
  return 0;
}

int write_socket(BIO* bio, const char* bytes, std::size_t size, std::size_t* sent) {
  TlsTurn& turn = turn_of(bio);
  BIO_clear_retry_flags(bio);
  *sent = 0;
  if (turn.bytes_left == 0) {
    turn.is_over = true;
    BIO_set_retry_write(bio);
    return 0;
  }
  ssize_t written = 0;
  do written = ::send(turn.socket, bytes, size, MSG_NOSIGNAL);
  while (written < 0 && errno == EINTR);
  if (written > 0) {
    *sent = static_cast<std::size_t>(written);
    turn.bytes_left -= std::min(*sent, turn.bytes_left);
    return 1;
  }
  if (written < 0 && would_block()) BIO_set_retry_write(bio);
  return 0;
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;  // Nothing is held back.
  if (command == BIO_CTRL_EOF) return turn_of(bio).has_ended ? 1 : 0;
  return 0;
}

using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;

Method make_method() {
  Method method(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mien socket"), &BIO_meth_free);
  const bool made = method && BIO_meth_set_read_ex(method.get(), &read_socket) == 1 &&
                    BIO_meth_set_write_ex(method.get(), &write_socket) == 1 &&
                    BIO_meth_set_ctrl(method.get(), &control) == 1;
  if (!made) method.reset();
  return method;
}

}  // namespace

bio_st* make_tls_bio(TlsTurn& turn) {
  static const Method kMethod = make_method();
  BIO* const bio = kMethod ? BIO_new(kMethod.get()) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &turn);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace mien::http_server
