#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/intake/intake.h"
#include "core/function.h"
#include "core/key_form.h"
#include "core/setup_table.h"
#include "core/text_map.h"

namespace mien::cli {

/// [[function]] of the configuration file: how a function runs that a notification or a route names.
struct FunctionTable {
  enum class Run : std::uint8_t {
    kIntake,   ///< By an intake of Mien's own: no handler is asked.
    kRuntime,  ///< By processes that their owner starts, and that ask for events at `listen`.
    kZip,      ///< By what CreateFunction uploaded, where [functions] allows it.
  };
  FunctionName name;
  Run run = Run::kRuntime;
  std::string intake{};                      ///< Of kIntake.
  std::string listen_address = "127.0.0.1";  ///< Of kRuntime; of this machine alone.
  std::uint16_t listen_port = 0;             ///< 0: any.
  std::uint32_t timeout_s = 3;               ///< Of kRuntime.
  KeyForm event_keys = KeyForm::kEncoded;
};

/// @errors kInvalidArgument  naming the key
Result<FunctionTable> read_function(const SetupTable& table, const std::string& where);

/// [functions]: what uploaded functions may do.
struct FunctionsTable {
  bool allow_zip = false;  ///< Whether uploaded code runs at all, with the rights of this server's user.
  std::string python = "python3";
  std::string endpoint_url{};  ///< Of this server, as handlers reach it; empty: where it listens.
  std::string ca_bundle{};     ///< File of certificates that handlers trust; empty: the system's.
};
/// @errors kInvalidArgument  naming the key
Result<FunctionsTable> read_functions(const SetupTable& table, const std::string& where);

/// Names are used once, and every intake that is named is there. @errors kInvalidArgument
Result<void> check_functions(const std::vector<FunctionTable>& functions, const std::vector<app::Intake>& intakes);

/// The intakes that answer functions, by the function's name.
TextMap intakes_of_functions(const std::vector<FunctionTable>& functions);

/// How keys stand in the events of a function: as AWS writes them, unless it is configured otherwise.
KeyForm event_keys_of(const std::vector<FunctionTable>& functions, std::string_view name);

}  // namespace mien::cli
