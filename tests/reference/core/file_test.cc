#include "reference/core/file.h"

#include <sys/stat.h>

#include "reference/core/error.h"
#include "tests/catch.h"
#include "tests/files.h"

using namespace rederive;

TEST_CASE("a file is written whole, its folders made, an older one replaced") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a" / "b" / "file";
  write_file_whole(path, Bytes{1, 2, 3});
  write_file_whole(path, Bytes{4});
  CHECK(read_file(path, 10) == Bytes{4});
  CHECK(names_in(path.parent_path()) == std::vector<std::string>{"file"});
}

TEST_CASE("a full disk leaves the old file and nothing else") {
  const TemporaryFolder folder;
  write_file_whole(folder / "file", Bytes{1, 2, 3});
  {
    const FullDisk full(1000);
    const std::string message = message_of<IoError>([&] { write_file_whole(folder / "file", Bytes(5000)); });
    CHECK_THAT(message, ContainsSubstring((folder / "file").string() + ": cannot write: "));
  }
  CHECK(read_file(folder / "file", 10) == Bytes{1, 2, 3});
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("what cannot be written is named") {
  const TemporaryFolder folder;
  put(folder / "file", {1});
  CHECK_THAT(message_of<IoError>([&] { write_file_whole(folder.path() / "file" / "below", Bytes{1}); }),
             ContainsSubstring("cannot make this folder"));
  std::filesystem::create_directory(folder / "folder");
  CHECK_THAT(message_of<IoError>([&] { write_file_whole(folder / "folder", Bytes{1}); }),
             ContainsSubstring((folder / "folder").string() + ": cannot write: "));
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file", "folder"});
}

TEST_CASE("whether a folder can be written to is found out without a trace") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(require_writable(folder.path()));
  CHECK_NOTHROW(require_writable(folder.path() / "a" / "b"));
  CHECK(names_in(folder.path()).empty());
  put(folder / "file", {1});
  for (const char* bad : {"file", "file/below", "/proc/none"}) {
    const auto path = folder.path() / bad;
    CHECK_THAT(message_of<IoError>([&] { require_writable(path); }), ContainsSubstring(path.string() + ": "));
  }
  CHECK_THROWS_AS(require_writable(folder.path() / "a" / std::string(300, 'x')), IoError);
  // A link that points nowhere is the user's, and stays.
  std::filesystem::create_symlink("nowhere", folder / "link");
  CHECK_THROWS_AS(require_writable(folder.path() / "link" / "below"), IoError);
  CHECK(names_in(folder.path()) == std::vector<std::string>{"file", "link"});
}

TEST_CASE("a file above the limit is refused, one at the limit read") {
  const TemporaryFolder folder;
  put(folder / "file", Bytes(100, 7));
  CHECK(read_file(folder / "file", 100).size() == 100);
  CHECK_THROWS_WITH(read_file(folder / "file", 99), ContainsSubstring("more than the 99 bytes"));
  put(folder / "empty", {});
  CHECK(read_file(folder / "empty", 0).empty());
}
