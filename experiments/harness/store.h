// The folder of a run: one file per finished cell, written whole or not at all, and the pictures beside them.
//
//   run.json                       the options that fix the plan (run_options.h)
//   cells/rbm/cd_k/<id>.json       a finished cell (cell_file.h)
//   pictures/rbm/cd_k/<id>.filters.png
//   checkpoints/convnet/mnist/<id>.ckpt   what a cell of minutes has after its last epoch (checkpoint.h), while it runs
//   damaged/...                    cell files and checkpoints that were not what they should be, set aside for whoever
//   wants to look
//
// Two processes may not write to one run at the same time; the second is refused.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiments/harness/cell_file.h"
#include "experiments/harness/checkpoint.h"

namespace rederive {

class Store {
 public:
  explicit Store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path picture_path(const CellKey& key, const std::string& picture) const;

  /// The cell, if it is there. A file that is damaged (cut short, changed, of another key or other columns, without its
  /// pictures) throws IoError naming it.
  std::optional<StoredCell> load(const CellKey& key, const std::vector<ColumnSheet>& columns) const;

  /// The same, but a damaged file is moved to damaged/ and reported in `note`: the cell will be run again.
  std::optional<StoredCell> load_or_set_aside(const CellKey& key, const std::vector<ColumnSheet>& columns,
                                              std::string& note) const;

  /// Pictures first, the cell's file last: a cell that is there is complete. Its checkpoint goes.
  void save(const CellKey& key, const std::vector<ColumnSheet>& columns, const CellResult& result,
            const Json& provenance) const;

  /// The checkpoint of a cell that was interrupted. A damaged one goes to damaged/ as well: the cell starts from its
  /// beginning.
  std::optional<Checkpoint> checkpoint(const CellKey& key, const std::vector<ColumnSheet>& columns,
                                       std::string& note) const;
  void keep(const CellKey& key, const Checkpoint& checkpoint) const;

  /// Holds the run against other writers until the returned lock goes. UsageError when somebody has it.
  class Lock;
  Lock lock() const;

 private:
  std::filesystem::path cell_path(const CellKey& key) const;
  std::filesystem::path checkpoint_path(const CellKey& key) const;
  std::optional<StoredCell> read(const CellKey& key, const std::vector<ColumnSheet>& columns) const;
  std::string set_aside(const std::filesystem::path& path, const CellKey& key, const std::string& fault) const;
  std::filesystem::path folder_;
};

class Store::Lock {
 public:
  explicit Lock(int fd) : fd_(fd) {}
  Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  Lock& operator=(Lock&&) = delete;
  ~Lock();

 private:
  int fd_;
};

}  // namespace rederive
