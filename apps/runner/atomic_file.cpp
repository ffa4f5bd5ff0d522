#include "atomic_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

namespace colonnade::runner {

namespace fs = std::filesystem;

void write_file(const fs::path& path, std::string_view contents) {
  fs::path temporary = path;
  temporary += ".tmp";
  errno = 0;
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  out.close();
  const int reason = errno;
  std::error_code error;
  if (!out) {
    fs::remove(temporary, error);
    throw InputError(fmt::format("{}: cannot write ({})", path.string(), std::strerror(reason)));
  }
  fs::rename(temporary, path, error);
  if (error) throw InputError(fmt::format("{}: cannot write ({})", path.string(), error.message()));
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw InputError(fmt::format("{}: cannot create the folder ({})", path.string(), error.message()));
}

}  // namespace colonnade::runner
