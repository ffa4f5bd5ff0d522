#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace colonnade::runner {

/// How a finished program ended and what it printed.
struct Ending {
  int exit_code = -1;  ///< -1: killed by a signal
  std::string out;
  std::string err;
};

/// The program `colonnade` running in a process of its own, in a folder that exists.
class Program {
 public:
  Program(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
          const std::string& program = COLONNADE_PROGRAM);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t process() const { return process_; }
  void signal(int number) const;
  [[nodiscard]] bool running();
  /// What it has written to standard error so far.
  [[nodiscard]] std::string err() const;
  [[nodiscard]] Ending wait();

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t process_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

/// Starts the program and waits for its end.
[[nodiscard]] Ending run_colonnade(const std::filesystem::path& folder, const std::vector<std::string>& arguments);

/// Runs a line of /bin/bash, in which $PROGRAM is the program; standard error is the whole line's.
[[nodiscard]] Ending run_in_shell(const std::filesystem::path& folder, const std::string& line);

}  // namespace colonnade::runner
