#include "client.h"

#include <sys/random.h>

#include <array>
#include <boost/json/array.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "api/json/parse.h"
#include "api/rest/json_shapes.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/percent.h"
#include "core/utf8.h"
#include "exit_codes.h"
#include "files.h"
#include "picture_refusal.h"
#include "printable.h"

namespace mien::cli {
namespace {

/// Pages and answers are far smaller; what is larger is no answer of ours.
constexpr std::size_t kAnswerBytesMax = std::size_t{16} * 1024 * 1024;

/// Of a file of authorities: a system's whole list has a quarter of a megabyte.
constexpr std::size_t kAuthoritiesBytesMax = std::size_t{16} * 1024 * 1024;

std::unexpected<Failure> failure(int exit_code, std::string line) {
  return std::unexpected(Failure{exit_code, std::move(line)});
}

/// Whether the service could not do its work, rather than refused to.
bool is_out_of_order(int status) { return status >= 500 || status == 429 || status == 408; }

Failure refusal(const HttpResponse& response) {
  const int exit_code = is_out_of_order(response.status) ? kCannotStart : kRefused;
  const auto parsed = api::parse_json(response.body);
  if (!parsed || !parsed->is_object() || !parsed->get_object().contains("code"))
    return {exit_code, "the server answered with status " + std::to_string(response.status) + " and no explanation"};
  Problem problem = problem_of(parsed->get_object());
  std::string line = problem.code + ": " + problem.reason;
  if (!problem.person.empty()) line += " (person " + problem.person + ")";
  if (response.status >= 500)
    line += " (request " + shortened(text_of(parsed->get_object(), "request_id"), kCodeBytesMax) + ")";
  return {exit_code, std::move(line), std::move(problem.code)};
}

Outcome<void> check_ca_cert(const std::string& file) {
  if (file.empty()) return {};
  const auto bytes = read_file(file, kAuthoritiesBytesMax);
  if (!bytes) return failure(kUsage, "--ca-cert: " + bytes.error().message);
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  if (text.contains("-----BEGIN CERTIFICATE-----")) return {};
  return failure(kUsage, "--ca-cert: " + file + " holds no certificate in PEM form");
}

/// What the server may speak where it does not speak what its address says.
std::string other_scheme(std::string_view server) { return server.starts_with("https:") ? "plain http" : "https"; }

/// Whether the same request may be answered a moment later.
bool may_pass(ErrorCode code) { return code != ErrorCode::kInvalidArgument && code != ErrorCode::kAccessDenied; }

}  // namespace

int report(const Failure& failure) {
  std::fprintf(stderr, "mien: %s\n", printable(failure.line).c_str());
  return failure.exit_code;
}

Problem problem_of(const boost::json::object& body) {
  return {shortened(text_of(body, "code"), kCodeBytesMax), shortened(text_of(body, "detail"), kReasonBytesMax),
          shortened(text_of(body, "person_id"), id_rules::Person::kBytesMax)};
}

Failure name_photo(Failure failure, std::span<const std::string> photos) {
  if (failure.code.empty()) return failure;
  const std::string code = failure.code + ": ";
  const std::string reason = failure.line.substr(code.size());
  if (const auto number = blamed_picture(reason, photos.size()))
    failure.line = code + name_blamed_picture(reason, *number, photos[*number - 1]);
  else if (photos.size() == 1 && lies_in_picture(failure.code))
    failure.line = code + photos.front() + ": " + reason;
  return failure;
}

std::string random_token() {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t have = 0; have < bytes.size();) {
    const ssize_t got = getrandom(bytes.data() + have, bytes.size() - have, 0);
    MIEN_CHECK(got > 0 || errno == EINTR);
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  return hex(std::as_bytes(std::span(bytes)));
}

std::string path_segment(std::string_view text) { return percent_encode(text); }

// A boundary of 128 random bits: no picture has it but by a chance that can be neglected.
Form::Form() : boundary_("mien-" + random_token()) {}

void Form::add(std::string_view name, std::string_view value) {
  body_ += "--" + boundary_ + "\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n";
  body_.append(value).append("\r\n");
}

Outcome<void> Form::add_photo(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > limits::kObjectImageBytesMax)
    return failure(kRefused, "image_too_large: " + file.string() + " is larger than " +
                                 std::to_string(limits::kObjectImageBytesMax / (1024 * 1024)) + " MB.");
  const auto bytes = read_file(file);
  if (!bytes) return failure(kUsage, bytes.error().message);
  add_photo_bytes({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  return {};
}

void Form::add_photo_bytes(std::string_view bytes) {
  body_ += "--" + boundary_ +
           "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"image\"\r\n"
           "Content-Type: application/octet-stream\r\n\r\n";
  body_.append(bytes).append("\r\n");
}

std::string Form::take() {
  body_ += "--" + boundary_ + "--\r\n";
  return std::move(body_);
}

Outcome<Client> Client::open(const ClientOptions& options) {
  std::string server = options.server;
  while (server.ends_with('/')) server.pop_back();
  if (!server.starts_with("http://") && !server.starts_with("https://"))
    return failure(kUsage, "--server must be an address that begins with http:// or https://");
  const char* id = std::getenv("MIEN_ACCESS_KEY_ID");
  const char* secret = std::getenv("MIEN_SECRET_ACCESS_KEY");
  if (!id || !*id || !secret || !*secret)
    return failure(kUsage, "no key: set MIEN_ACCESS_KEY_ID and MIEN_SECRET_ACCESS_KEY in the environment");
  MIEN_TRY_VOID(check_ca_cert(options.ca_cert));
  const std::string credentials = std::string(id) + ":" + secret;
  return Client(std::move(server), options.collection, options.ca_cert,
                "Basic " + encode_base64(std::as_bytes(std::span(credentials))));
}

std::string Client::url(std::string_view path, std::vector<std::pair<std::string, std::string>> query) const {
  if (!collection_.empty()) query.emplace_back("collection", collection_);
  std::string out = server_ + std::string(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    out += separator + name + "=" + percent_encode(value);
    separator = '&';
  }
  return out;
}

std::string Client::distrust(const std::string& reason) const {
  return "the certificate of " + server_ + " is not trusted: " + reason +
         " Name the authority that signed it with --ca-cert FILE or MIEN_CA_CERT (mien tls init leaves it in ca.pem), "
         "and reach the server under a name that is in its certificate.";
}

Outcome<Client::Answer> Client::call(http_client::Request request, int attempts) {
  request.headers.push_back({"Authorization", authorization_});
  request.headers.push_back({"Accept", "application/json"});
  request.bytes_max = kAnswerBytesMax;
  auto response = http_.send(request);
  while (!response && may_pass(response.error().code) && --attempts > 0) response = http_.send(request);
  if (!response && response.error().code == ErrorCode::kAccessDenied)
    return failure(kCannotStart, distrust(response.error().message));
  if (!response) {
    const bool is_other_protocol = response.error().code == ErrorCode::kIncompatible;
    return failure(response.error().code == ErrorCode::kInvalidArgument ? kUsage : kCannotStart,
                   "cannot reach " + server_ + ": " + response.error().message +
                       (is_other_protocol ? " Does it speak " + other_scheme(server_) + "?" : ""));
  }
  if (response->status < 200 || response->status >= 300) return std::unexpected(refusal(*response));
  Answer answer{std::move(response->body), {}};
  if (answer.text.empty()) return answer;
  auto parsed = api::parse_json(answer.text);
  if (!parsed || !parsed->is_object())
    return failure(kCannotStart, "what answers at " + server_ + " is no Mien service");
  answer.json = std::move(parsed->get_object());
  return answer;
}

Outcome<Client::Answer> Client::get(std::string_view path, std::vector<std::pair<std::string, std::string>> query) {
  return call({.url = url(path, std::move(query))}, 1);
}

Outcome<Client::Answer> Client::remove(std::string_view path) {
  return call({.method = "DELETE", .url = url(path, {})}, 1);
}

Outcome<Client::Answer> Client::post(std::string_view path, Form form, const std::string& idempotency_key) {
  http_client::Request request{.method = "POST", .url = url(path, {})};
  request.headers.push_back({"Content-Type", form.content_type()});
  if (!idempotency_key.empty()) request.headers.push_back({"Idempotency-Key", idempotency_key});
  const std::string body = form.take();
  request.body = body;
  return call(std::move(request), idempotency_key.empty() ? 1 : 2);
}

Outcome<Client::Answer> Client::post_json(std::string_view path, const std::string& body) {
  http_client::Request request{.method = "POST", .url = url(path, {})};
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = body;
  return call(std::move(request), 1);
}

Result<HttpResponse> Client::exchange(http_client::Request request) {
  request.url = url(request.url, {});
  request.headers.push_back({"Authorization", authorization_});
  request.headers.push_back({"Accept", "application/json"});
  request.bytes_max = kAnswerBytesMax;
  return http_.send(request);
}

std::string text_of(const boost::json::object& object, std::string_view member) {
  const boost::json::value* value = object.if_contains(member);
  if (!value) return "";
  if (!value->is_string()) return printable(api::rest::json_text(*value));
  return printable({value->get_string().data(), value->get_string().size()});
}

const boost::json::object& object_of(const boost::json::object& object, std::string_view member) {
  static const boost::json::object kNone;
  const boost::json::value* value = object.if_contains(member);
  return value && value->is_object() ? value->get_object() : kNone;
}

const boost::json::array& array_of(const boost::json::object& object, std::string_view member) {
  static const boost::json::array kNone;
  const boost::json::value* value = object.if_contains(member);
  return value && value->is_array() ? value->get_array() : kNone;
}

}  // namespace mien::cli
