#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http_client/http_client.h"
#include "commands.h"

namespace mien::cli {

/// Why a client command ends without success: one line for standard error, and what `mien` exits with.
struct Failure {
  int exit_code;
  std::string line;
  std::string code{};  ///< The server's, with which the line begins; empty where it is not the server that refuses.
};
template <class T>
using Outcome = std::expected<T, Failure>;

/// Prints the line and gives the exit code.
int report(const Failure& failure);

/// What a refusal says beside an id: Mien's own are far shorter than these.
inline constexpr std::size_t kCodeBytesMax = 64;
inline constexpr std::size_t kReasonBytesMax = 1024;
struct Problem {
  std::string code;
  std::string reason;
  std::string person;  ///< Id of the person that it is about; empty: of none.
};
/// Of an answer's body, fit for a terminal.
Problem problem_of(const boost::json::object& body);

/// Names the file where the server speaks of a picture. @param photos  those of the request, in its order
Failure name_photo(Failure failure, std::span<const std::string> photos);

/// A form as browsers send it (multipart/form-data, RFC 7578).
class Form {
 public:
  Form();
  void add(std::string_view name, std::string_view value);
  /// Reads the file. Its name stays here: it may say whom the picture shows.
  /// Fails with kRefused where the file cannot be read or is larger than the service takes.
  Outcome<void> add_photo(const std::filesystem::path& file);
  /// A photo that was read already.
  void add_photo_bytes(std::string_view bytes);

  std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }
  /// The finished body; the form is empty afterwards.
  std::string take();

 private:
  std::string boundary_;
  std::string body_;
};

/// A running service, as a command sees it: `/v1` with the user's key.
class Client {
 public:
  /// Fails with kUsage where the address is no http(s) URL, the environment holds no key, or the file of authorities no
  /// certificate.
  static Outcome<Client> open(const ClientOptions& options);

  struct Answer {
    std::string text;
    boost::json::object json;  ///< Empty where the body was (204).
  };
  /// @param path   from /v1 on, already escaped.
  /// @param query  names and values, not yet escaped; the collection is added to them where the options name one.
  /// Fails with kCannotStart where there is no answer or the service is out of order or too busy, with kRefused where
  /// it says no.
  Outcome<Answer> get(std::string_view path, std::vector<std::pair<std::string, std::string>> query = {});
  Outcome<Answer> remove(std::string_view path);
  /// `idempotency_key` may be empty. With one, a request whose answer got lost is sent a second time.
  Outcome<Answer> post(std::string_view path, Form form, const std::string& idempotency_key);
  Outcome<Answer> post_json(std::string_view path, const std::string& body);
  /// One request, sent once, for callers who repeat it themselves: whatever status comes back is an answer.
  /// `request.url` is the path from /v1 on; address, collection and key are added.
  /// @errors those of HttpClient::send
  Result<HttpResponse> exchange(http_client::Request request);
  /// Its address, without a slash at the end.
  const std::string& server() const { return server_; }

 private:
  Client(std::string server, std::string collection, std::string ca_cert, std::string authorization)
      : server_(std::move(server)),
        collection_(std::move(collection)),
        authorization_(std::move(authorization)),
        http_({.ca_file = std::move(ca_cert)}) {}
  std::string distrust(const std::string& reason) const;
  std::string url(std::string_view path, std::vector<std::pair<std::string, std::string>> query) const;
  Outcome<Answer> call(http_client::Request request, int attempts);

  std::string server_;
  std::string collection_;
  std::string authorization_;
  http_client::HttpClient http_;
};

/// 32 hexadecimal digits from the system's random source.
std::string random_token();
/// One segment of a path.
std::string path_segment(std::string_view text);

/// A member of an answer as text: strings as they are but for control characters, which could steer the terminal;
/// everything else as JSON; "" where it is missing.
std::string text_of(const boost::json::object& object, std::string_view member);
/// A member that is an object; empty where it is missing.
const boost::json::object& object_of(const boost::json::object& object, std::string_view member);
/// A member that is an array; empty where it is missing.
const boost::json::array& array_of(const boost::json::object& object, std::string_view member);

}  // namespace mien::cli
