#include "storage/staged_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>

#include <colonnade/cortex/error.h>

#include "storage/sqlite.h"

namespace colonnade::cortex::storage {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
  throw InputError(path.string() + ": " + what + " (" + std::strerror(errno) + ")");
}

bool is_synced(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const int failed = ::fsync(descriptor);
  const int why = errno;
  ::close(descriptor);
  errno = why;
  return failed == 0;
}

/// Removes what SQLite may have left beside a file.
void remove_logs(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"-journal", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix, ignored);
}

/// Whether the open file still has this name.
bool is_named(int descriptor, const std::filesystem::path& name) {
  struct stat open_one {
  }, named{};
  return ::fstat(descriptor, &open_one) == 0 && ::stat(name.c_str(), &named) == 0 && open_one.st_dev == named.st_dev &&
         open_one.st_ino == named.st_ino;
}

}  // namespace

StagedFile::StagedFile(const std::filesystem::path& path)
    : path_(path), folder_(folder_of(path)), made_(path.string() + "-unfinished") {
  while (true) {
    lock_ = ::open(made_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (lock_ < 0) refuse(path_, "cannot be written");
    while (::flock(lock_, LOCK_EX) != 0 && errno == EINTR) {  // where nothing can be locked nobody waits
    }
    if (is_named(lock_, made_)) break;  // otherwise it has got its name, or is gone, and is no more a lock
    ::close(lock_);
  }
  remove_logs(made_);
  if (::ftruncate(lock_, 0) != 0) {
    const int why = errno;
    ::close(lock_);
    errno = why;
    refuse(path_, "cannot be written");
  }
}

StagedFile::~StagedFile() {
  if (is_named(lock_, made_)) {
    remove_logs(made_);
    std::error_code ignored;
    std::filesystem::remove(made_, ignored);
  }
  ::close(lock_);
}

void StagedFile::publish() {
  if (!is_synced(made_)) refuse(path_, "cannot be written to disk");
  remove_logs(path_);  // a stale write-ahead log would be taken for the new file's
  if (std::rename(made_.c_str(), path_.c_str()) != 0) refuse(path_, "cannot be written");
  if (!is_synced(folder_)) refuse(folder_, "cannot be written to disk");
}

}  // namespace colonnade::cortex::storage
