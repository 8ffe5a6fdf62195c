#include <memory>

#include "config.h"
#include "core/limits.h"
#include "options.h"

namespace mien::cli {

void add_tls(CLI::App& app, Action& action) {
  auto* tls = app.add_subcommand("tls", "Certificates for https");
  tls->require_subcommand(1);
  auto options = std::make_shared<TlsInitCommand>();
  options->data_dir = default_data_dir();
  options->days = limits::kServerCertificateDaysDefault;
  auto* command =
      tls->add_subcommand("init",
                          "Make a certificate authority of your own and a server certificate for this machine; again: "
                          "renew the server certificate");
  command->add_option("--dir", options->folder, "folder of the four files; default: tls in the data directory");
  command->add_option("--data-dir", options->data_dir, "the service's data directory")->envname("MIEN_DATA_DIR");
  command
      ->add_option("--name", options->names,
                   "a further host name or address of the server, may be repeated; its own names, localhost and the "
                   "addresses of its interfaces are in the certificate in any case")
      ->take_all();
  command->add_option("--days", options->days, "how long the server certificate is good; browsers refuse more than 398")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{limits::kServerCertificateDaysMax}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "print JSON");
  command->footer("mien serve uses the files only where --tls-cert and --tls-key name them.\n" + command->get_footer());
  command->callback([=, &action] { action = [=] { return tls_init(*options); }; });
}

}  // namespace mien::cli
