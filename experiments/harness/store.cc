#include "experiments/harness/store.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "experiments/harness/png.h"
#include "reference/core/error.h"
#include "reference/core/file.h"
#include "reference/core/sha256.h"

namespace rederive {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kSchema = "rederive.cell/1";

std::vector<std::vector<Value>> rows_from_json(const Json& json, std::size_t columns) {
  std::vector<std::vector<Value>> rows;
  for (const Json& values : json) {
    if (values.size() != columns) throw Error("a row has " + std::to_string(values.size()) + " values");
    auto& row = rows.emplace_back();
    for (const Json& value : values) row.push_back(value_from_json(value));
  }
  return rows;
}

// Throws Error (or a JSON error) with the reason; the caller adds the path.
StoredCell parse(const std::string& bytes, const CellKey& key, const std::vector<std::string>& columns) {
  const std::size_t newline = bytes.find('\n');
  if (newline == std::string::npos || bytes.back() != '\n') throw Error("it is cut short");
  const std::string_view payload = std::string_view(bytes).substr(newline + 1, bytes.size() - newline - 2);
  const Json head = Json::parse(bytes.substr(0, newline));
  if (head.at("schema") != kSchema) throw Error("its schema is not " + std::string(kSchema));
  if (head.at("sha256") != sha256_hex(payload)) throw Error("its checksum does not match");
  const Json body = Json::parse(payload);
  const Json& result = body.at("result");
  if (CellKey::from_json(result.at("key")).id() != key.id()) throw Error("it is the file of another cell");
  if (result.at("columns").get<std::vector<std::string>>() != columns) {
    throw Error("its columns are not those that the experiment now declares");
  }
  return {.key = key,
          .columns = columns,
          .rows = rows_from_json(result.at("rows"), columns.size()),
          .pictures = result.at("pictures"),
          .provenance = body.at("provenance"),
          .digest = sha256_hex(result.dump())};
}

}  // namespace

fs::path Store::cell_path(const CellKey& key) const {
  return folder_ / "cells" / key.experiment / (key.id() + ".json");
}

fs::path Store::picture_path(const CellKey& key, const std::string& picture) const {
  return folder_ / "pictures" / key.experiment / (key.id() + "." + picture + ".png");
}

std::optional<StoredCell> Store::load(const CellKey& key, const std::vector<std::string>& columns) const {
  try {
    return read(key, columns);
  } catch (const IoError& fault) {
    throw IoError(std::string(fault.what()) + "; `rederive run` with this run's options runs the cell again");
  }
}

std::optional<StoredCell> Store::read(const CellKey& key, const std::vector<std::string>& columns) const {
  const fs::path path = cell_path(key);
  if (!fs::exists(path)) return std::nullopt;
  const std::string bytes = read_text(path);
  try {
    StoredCell cell = parse(bytes, key, columns);
    for (const auto& [name, digest] : cell.pictures.items()) {
      if (!fs::exists(picture_path(key, name))) throw Error("its picture '" + name + "' is missing");
    }
    return cell;
  } catch (const std::exception& fault) {
    throw IoError(path.string() + ": this cell's file is damaged: " + fault.what());
  }
}

std::optional<StoredCell> Store::load_or_set_aside(const CellKey& key, const std::vector<std::string>& columns,
                                                   std::string& note) const {
  try {
    return read(key, columns);
  } catch (const IoError& fault) {
    const fs::path aside = folder_ / "damaged" / key.experiment / (key.id() + ".json");
    make_folders(aside.parent_path());
    std::error_code ignored;
    fs::rename(cell_path(key), aside, ignored);
    note = std::string(fault.what()) + "; set aside as " + aside.string() + ", the cell runs again";
    return std::nullopt;
  }
}

void Store::save(const CellKey& key, const std::vector<std::string>& columns, const CellResult& result,
                 const Json& provenance) const {
  for (const Picture& picture : result.pictures) {
    const std::vector<std::uint8_t> png = encode_png(picture.image);
    write_file_whole(picture_path(key, picture.name), png);
  }
  const std::string payload = dump({{"result", comparable(key, columns, result)}, {"provenance", provenance}});
  const Json head = {{"schema", kSchema}, {"sha256", sha256_hex(payload)}};
  write_file_whole(cell_path(key), head.dump() + "\n" + payload + "\n");
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
