#include "experiments/harness/store.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "experiments/harness/png.h"
#include "reference/core/error.h"
#include "reference/core/file.h"

namespace rederive {

namespace fs = std::filesystem;

fs::path Store::cell_path(const CellKey& key) const {
  return folder_ / "cells" / key.experiment / (key.id() + ".json");
}

fs::path Store::picture_path(const CellKey& key, const std::string& picture) const {
  return folder_ / "pictures" / key.experiment / (key.id() + "." + picture + ".png");
}

fs::path Store::checkpoint_path(const CellKey& key) const {
  return folder_ / "checkpoints" / key.experiment / (key.id() + ".ckpt");
}

std::optional<StoredCell> Store::load(const CellKey& key, const std::vector<ColumnSheet>& columns) const {
  try {
    return read(key, columns);
  } catch (const IoError& fault) {
    throw IoError(std::string(fault.what()) + "; `rederive run` with this run's options runs the cell again");
  }
}

std::optional<StoredCell> Store::read(const CellKey& key, const std::vector<ColumnSheet>& columns) const {
  const fs::path path = cell_path(key);
  if (!fs::exists(path)) return std::nullopt;
  StoredCell cell = parse_cell(read_text(path), path.string(), key, columns);
  for (const auto& [picture, digest] : cell.pictures.items()) {
    std::error_code unreadable;
    if (!fs::exists(picture_path(key, picture), unreadable)) {
      throw IoError(path.string() + ": this cell's file is damaged: its picture '" + picture + "' is missing");
    }
  }
  return cell;
}

std::optional<StoredCell> Store::load_or_set_aside(const CellKey& key, const std::vector<ColumnSheet>& columns,
                                                   std::string& note) const {
  try {
    return read(key, columns);
  } catch (const IoError& fault) {
    note = set_aside(cell_path(key), key, fault.what());
    return std::nullopt;
  }
}

// What to say of it.
std::string Store::set_aside(const fs::path& path, const CellKey& key, const std::string& fault) const {
  const fs::path aside = folder_ / "damaged" / key.experiment / path.filename();
  make_folders(aside.parent_path());
  std::error_code ignored;
  fs::rename(path, aside, ignored);
  return fault + "; set aside as " + aside.string() + ", the cell runs again";
}

void Store::save(const CellKey& key, const std::vector<ColumnSheet>& columns, const CellResult& result,
                 const Json& provenance) const {
  for (const Picture& picture : result.pictures) {
    const std::vector<std::uint8_t> png = encode_png(picture.image);
    write_file_whole(picture_path(key, picture.name), png);
  }
  write_file_whole(cell_path(key), cell_file(key, columns, result, provenance));
  std::error_code ignored;
  fs::remove(checkpoint_path(key), ignored);
}

std::optional<Checkpoint> Store::checkpoint(const CellKey& key, const std::vector<ColumnSheet>& columns,
                                            std::string& note) const {
  const fs::path path = checkpoint_path(key);
  if (!fs::exists(path)) return std::nullopt;
  try {
    return parse_checkpoint(read_text(path), path.string(), key, columns);
  } catch (const IoError& fault) {
    note = set_aside(path, key, fault.what());
    return std::nullopt;
  }
}

void Store::keep(const CellKey& key, const Checkpoint& checkpoint) const {
  write_file_whole(checkpoint_path(key), checkpoint_file(key, checkpoint));
}

Store::Lock Store::lock() const {
  make_folders(folder_);
  const fs::path path = folder_ / "lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) throw IoError(path.string() + ": cannot be written: " + std::strerror(errno) + "; choose another --out");
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    throw UsageError(folder_.string() +
                     ": another rederive is writing to this run; wait for it, or choose another --out");
  }
  return Lock(fd);
}

Store::Lock::~Lock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace rederive
