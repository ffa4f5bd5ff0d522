#include "program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "atomic_file.h"

namespace colonnade::runner {

namespace {

void redirect(const std::filesystem::path& file, int descriptor) {
  const int opened = open(file.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(127);
}

}  // namespace

Program::Program(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                 const std::string& program) {
  static std::atomic<int> count{0};
  const std::string number = std::to_string(count++);
  out_ = folder / ("out" + number);
  err_ = folder / ("err" + number);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("fork");
  if (process_ > 0) return;
  redirect(out_, STDOUT_FILENO);
  redirect(err_, STDERR_FILENO);
  if (chdir(folder.c_str()) != 0) _exit(127);
  execv(argv[0], argv.data());
  _exit(127);
}

Program::~Program() {
  if (ended_) return;
  signal(SIGKILL);
  (void)wait();
}

void Program::signal(int number) const { kill(process_, number); }

bool Program::running() {
  if (!ended_) ended_ = waitpid(process_, &status_, WNOHANG) == process_;
  return !ended_;
}

std::string Program::err() const { return std::filesystem::exists(err_) ? read_file(err_) : std::string(); }

Ending Program::wait() {
  if (!ended_) waitpid(process_, &status_, 0);
  ended_ = true;
  return {WIFEXITED(status_) ? WEXITSTATUS(status_) : -1, read_file(out_), read_file(err_)};
}

Ending run_colonnade(const std::filesystem::path& folder, const std::vector<std::string>& arguments) {
  return Program(folder, arguments).wait();
}

Ending run_in_shell(const std::filesystem::path& folder, const std::string& line) {
  return Program(folder, {"-c", "PROGRAM='" COLONNADE_PROGRAM "'; " + line}, "/bin/bash").wait();
}

}  // namespace colonnade::runner
