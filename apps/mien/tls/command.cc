#include <arpa/inet.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "api/json/writer.h"
#include "commands.h"
#include "core/limits.h"
#include "core/time.h"
#include "exit_codes.h"
#include "printable.h"
#include "tls/folder.h"
#include "tls/machine_names.h"

namespace mien::cli {
namespace {

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

Result<certificates::ServerNames> names_of(const TlsInitCommand& command) {
  certificates::ServerNames names = machine_names();
  for (const std::string& name : command.names) {
    if (!is_address(name) && !certificates::is_host_name(name))
      return fail(ErrorCode::kInvalidArgument, "--name cannot be \"" + name +
                                                   "\": it must be a host name, or an IPv4 or IPv6 address (without "
                                                   "https:// and port).");
    auto& list = is_address(name) ? names.addresses : names.hosts;
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  }
  if (names.hosts.size() + names.addresses.size() > limits::kServerCertificateNamesMax)
    return fail(ErrorCode::kInvalidArgument, "A certificate has at most " +
                                                 std::to_string(limits::kServerCertificateNamesMax) +
                                                 " names and addresses, this machine's own among them.");
  return names;
}

/// As a shell takes it for one word.
std::string in_quotes(const std::string& path) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+=:,@%";
  if (path.find_first_not_of(kPlain) == std::string::npos) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// The data directory's owner runs the service, which could not read what another user puts there.
Result<void> check_owner(const std::string& data_dir) {
  struct stat status{};
  if (::stat(data_dir.c_str(), &status) != 0 || status.st_uid == ::geteuid()) return {};
  return fail(ErrorCode::kAccessDenied, "The data directory " + data_dir +
                                            " belongs to another user; run mien tls init as that user, or name "
                                            "another folder with --dir.");
}

void print_trust(const std::string& ca) {
  std::printf(
      "\nEvery client has to trust ca.pem once (never give ca-key.pem away):\n"
      "  curl              curl --cacert %s https://...\n"
      "  mien              mien people list --server https://... --ca-cert %s   (or MIEN_CA_CERT)\n"
      "  aws, boto3        export AWS_CA_BUNDLE=%s\n"
      "  Debian, Ubuntu    sudo cp %s /usr/local/share/ca-certificates/mien.crt && sudo update-ca-certificates\n"
      "  Chromium, Linux   certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n mien -i %s   (package libnss3-tools)\n"
      "  Firefox           Settings > Privacy & Security > View Certificates > Authorities > Import\n"
      "  Windows           certutil -addstore -user Root ca.pem\n"
      "  iOS               send it ca.pem, install the profile; then Settings > General > About > Certificate Trust\n"
      "  Android           Settings > Security > Encryption & credentials > Install a certificate > CA certificate\n",
      ca.c_str(), ca.c_str(), ca.c_str(), ca.c_str(), ca.c_str());
}

/// With a space before each.
std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += " " + printable(name);
  return out;
}

void print(const TlsInitDone& done, const certificates::ServerNames& names) {
  const TlsFolder& folder = done.folder;
  std::printf("%s the authority \"%s\", good until %s\n  %s\n  SHA-256 %s\n", done.authority_is_new ? "made" : "kept",
              printable(done.authority.common_name()).c_str(), iso_date(done.authority.not_after()).c_str(),
              folder.authority().c_str(), done.authority.sha256().c_str());
  std::printf("made the server's certificate, good until %s%s\n  %s\n  SHA-256 %s\n  for",
              iso_date(done.certificate.not_after()).c_str(), done.key_is_new ? "" : ", for the key that it had",
              folder.certificate().c_str(), done.certificate.sha256().c_str());
  std::printf("%s%s\n", listed(names.hosts).c_str(), listed(names.addresses).c_str());
  if (!done.dropped.empty())
    std::printf("no longer for%s, as the one before it was; --name NAME keeps a name\n", listed(done.dropped).c_str());
  std::printf(
      "\nServe https with\n  mien serve --tls-cert %s --tls-key %s --listen :8443\n"
      "Without --listen only this machine reaches it, at port 8080.\n",
      in_quotes(folder.certificate()).c_str(), in_quotes(folder.key()).c_str());
  std::printf("A server that runs takes the new certificate on SIGHUP. Run mien tls init again before it expires.\n");
  print_trust(in_quotes(folder.authority()));
}

void print_json(const TlsInitDone& done, const certificates::ServerNames& names) {
  const TlsFolder& folder = done.folder;
  api::JsonWriter json;
  const auto certificate = [&](const char* key, const x509::Certificate& one, const std::string& file,
                               const std::string& key_file) {
    json.key(key).begin_object().member("file", file).member("key_file", key_file).member("sha256", one.sha256());
    json.member("not_before", rfc3339(one.not_before()));
    json.member("not_after", rfc3339(one.not_after()));
    json.end_object();
  };
  json.begin_object().member("folder", folder.path).key("authority_created").boolean(done.authority_is_new);
  certificate("authority", done.authority, folder.authority(), folder.authority_key());
  certificate("server", done.certificate, folder.certificate(), folder.key());
  json.key("names").begin_array();
  for (const auto* list : {&names.hosts, &names.addresses})
    for (const std::string& name : *list) json.string(name);
  json.end_array().key("names_dropped").begin_array();
  for (const std::string& name : done.dropped) json.string(name);
  json.end_array().key("serve_flags").begin_array();
  for (const std::string& flag :
       {std::string("--tls-cert"), folder.certificate(), std::string("--tls-key"), folder.key()})
    json.string(flag);
  std::printf("%s\n", json.end_array().end_object().take().c_str());
}

}  // namespace

int tls_init(const TlsInitCommand& command) {
  const auto names = names_of(command);
  if (!names) {
    report(names.error());
    return kUsage;
  }
  if (command.folder.empty())
    if (const auto ours = check_owner(command.data_dir); !ours) return report(ours.error());
  std::array<char, 256> machine{};
  ::gethostname(machine.data(), machine.size() - 1);
  const auto done = tls_init_folder({.folder = command.folder.empty() ? command.data_dir + "/tls" : command.folder,
                                     .names = *names,
                                     .days = std::chrono::days(command.days),
                                     .now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
                                     .machine = machine.data()});
  if (!done) return report(done.error());
  if (command.json)
    print_json(*done, *names);
  else
    print(*done, *names);
  return kDone;
}

}  // namespace mien::cli
