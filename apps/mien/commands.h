#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine_setup.h"

/// One function for each command, from parsed options to the exit code.
namespace mien::cli {

struct ModelsCommand {
  ModelOptions models;
  std::string mirror;
  bool every_pack = false;
  bool json = false;
};
int models_list(const ModelsCommand& command);
int models_fetch(const ModelsCommand& command);
int models_verify(const ModelsCommand& command);

struct DetectCommand {
  ModelOptions models;
  std::string file;
  std::string draw;  ///< PNG to write; empty: none.
  bool json = false;
};
int detect(const DetectCommand& command);

struct EvalCommand {
  ModelOptions models;
  std::string images;
  std::string pairs;   ///< Empty: no standard protocol, all pairs only.
  std::string errata;  ///< Empty: the list that is compiled in; "none": none.
  std::string face = "central";
  std::string between;  ///< "groupA:groupB"; empty: all pairs.
  std::string json_file;
  std::string roc_file;
  bool calibrate = false;
  std::size_t threads = 0;
};
int eval(const EvalCommand& command);

struct BenchEngineCommand {
  ModelOptions models;
  std::string image;  ///< A photo with one face.
  std::size_t rounds = 100;
  std::string json_file;
};
int bench_engine(const BenchEngineCommand& command);

struct BenchSearchCommand {
  ModelOptions models;  ///< Only the manifest and the pack: for the calibration.
  std::vector<std::size_t> faces{100'000, 1'000'000};
  std::size_t dimension = 0;  ///< 0: that of the pack.
  std::string kernel;         ///< Of the index; empty: the fastest.
  std::string scratch;        ///< Folder for a store and a segment; empty: the system's for temporary files.
  std::string json_file;
};
int bench_search(const BenchSearchCommand& command);

struct BenchPeakCommand {
  std::string json_file;
};
int bench_peak(const BenchPeakCommand& command);

struct BenchHttpCommand {
  ModelOptions models;
  std::string image;
  std::string stranger;  ///< Empty: none is tried.
  std::size_t faces = 100'000;
  std::vector<std::size_t> connections{1, 2, 8, 32};
  double seconds = 5;  ///< Of each load.
  bool closed_only = false;
  double rate = 0;                    ///< Above 0: only an open loop at this rate.
  double overload = 0;                ///< Above 0: only the peak, and then so many times as much.
  std::string url;                    ///< A server that runs already; empty: one of the bench's own.
  std::string collection = "people";  ///< With `url`.
  std::string peer;                   ///< A service of another kind; empty: none.
  std::string json_file;
};
int bench_http(const BenchHttpCommand& command);

struct TlsInitCommand {
  std::string folder;  ///< Empty: tls in the data directory.
  std::string data_dir;
  std::vector<std::string> names;  ///< Besides this machine's own.
  std::int64_t days = 0;
  bool json = false;
};
int tls_init(const TlsInitCommand& command);

/// Commands that talk to a running service over HTTP. The key comes from MIEN_ACCESS_KEY_ID and
/// MIEN_SECRET_ACCESS_KEY.
struct ClientOptions {
  std::string server = "http://127.0.0.1:8080";
  std::string ca_cert{};  ///< PEM file of the only authorities to trust; empty: those that the machine trusts.
  std::string collection = "people";  ///< Empty: what is asked for belongs to none.
  bool json = false;
};

struct EnrollCommand {
  ClientOptions client;
  std::vector<std::string> photos;
  std::string name;
  std::string id;          ///< Empty: a random one.
  std::string attributes;  ///< JSON object; empty: none.
  bool consent = false;
};
int enroll(const EnrollCommand& command);

struct VerifyCommand {
  ClientOptions client;
  std::string photo;
  std::string person;  ///< Empty: 1:N.
  std::optional<double> threshold;
};
int verify(const VerifyCommand& command);

struct ImportCommand {
  ClientOptions client;
  std::string source;       ///< A folder, or a list: CSV or JSON lines.
  std::string journal;      ///< Empty: beside the source, else in the user's state folder.
  std::string report;       ///< Empty: none.
  std::string s3_endpoint;  ///< Of the objects that a list names; empty: Mien itself.
  std::string s3_region;    ///< Empty: us-east-1.
  std::size_t jobs = 0;     ///< Requests at once; 0: twice the cores of this machine, 8 to 32.
  double patience_s = 60;   ///< How long the server may give no usable answer.
  bool consent = false;
  bool dry_run = false;
  bool retry_refused = false;
  bool follow_links = false;
  bool quiet = false;
};
int import_people(const ImportCommand& command);

struct KeysCommand {
  ClientOptions client;
  std::string id;    ///< For revoke.
  std::string role;  ///< For create, as the rest.
  std::string name;
  std::optional<std::int64_t> expires_in_s;  ///< None: never.
};
int keys_create(const KeysCommand& command);
int keys_list(const KeysCommand& command);
int keys_revoke(const KeysCommand& command);

struct OperatorsCommand {
  ClientOptions client;
  std::string name;
  std::string role;  ///< For invite.
};
int operators_invite(const OperatorsCommand& command);
int operators_list(const OperatorsCommand& command);
int operators_link(const OperatorsCommand& command);
int operators_remove(const OperatorsCommand& command);

struct UploadsCommand {
  ClientOptions client;
  std::string id;     ///< For retry.
  std::string state;  ///< For list, as the rest; empty: any.
  std::string intake;
  std::string bucket;
  std::string key;
};
int uploads_list(const UploadsCommand& command);
int uploads_retry(const UploadsCommand& command);

struct PeopleCommand {
  ClientOptions client;
  std::string id;     ///< For show and delete.
  std::string query;  ///< For list.
};
int people_list(const PeopleCommand& command);
int people_show(const PeopleCommand& command);
int people_delete(const PeopleCommand& command);

}  // namespace mien::cli
