#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace mien::fault {

/// Stands between a program and the files of one folder, by taking the place of the system calls that change them:
/// keeps what would survive a power cut, which is what was synced. A file that was never synced has any part of its
/// bytes, an entry of a folder that was not synced since is there or is not. Calls can be made to fail. One at a time
/// lives, and one thread uses the folder.
class PowerCutFolder {
 public:
  explicit PowerCutFolder(const std::string& root);
  ~PowerCutFolder();
  PowerCutFolder(const PowerCutFolder&) = delete;
  PowerCutFolder& operator=(const PowerCutFolder&) = delete;

  /// The call number `call` (from 1, counted anew) fails with this errno.
  void fail_at(std::size_t call, int error);
  /// Before the call number `call` the power goes: what comes after it changes nothing that restore() gives.
  void cut_power_at(std::size_t call);
  bool failed() const { return failed_; }
  bool power_is_gone() const { return gone_; }
  std::size_t calls() const { return calls_; }

  /// Writes what survived into an empty folder; what was not synced is decided by the seed. Cuts the power if it is on.
  void restore(const std::string& into, std::uint64_t seed);

  // For the system calls.
  /// Counts a call. An errno: it fails with that and does nothing.
  int count();
  void made(int parent, const std::string& path, std::uint64_t inode, bool is_folder);
  void renamed(int from_parent, const std::string& from, int to_parent, const std::string& to);
  void linked(int from_parent, const std::string& from, int to_parent, const std::string& to);
  void removed(int parent, const std::string& path);
  void synced(int descriptor);

 private:
  using Number = std::uint64_t;  ///< Of a file or folder; inodes are used again.
  struct EntryChange {
    std::string name;
    std::optional<Number> to;  ///< None: it is removed.
  };
  struct Node {
    bool is_folder = false;
    std::uint64_t inode = 0;
    std::optional<std::string> durable_bytes{};  ///< Of a file that was synced.
    std::map<std::string, Number> entries{};     ///< Of a folder, as they are now.
    std::map<std::string, Number> durable_entries{};
    std::vector<EntryChange> pending{};
  };

  Node* folder_of(int parent, const std::string& path);
  void change_entry(int parent, const std::string& path, std::optional<Number> to);
  void restore_folder(const Node& node, const std::string& into, std::mt19937_64& random) const;

  std::map<Number, Node> nodes_;
  std::map<std::uint64_t, Number> number_of_inode_;
  Number last_ = 0;
  std::size_t calls_ = 0;
  std::optional<std::size_t> fail_at_, cut_at_;
  int error_ = 0;
  bool failed_ = false;
  bool gone_ = false;
};

}  // namespace mien::fault
