#include "isolated.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <mutex>
#include <new>
#include <system_error>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {
namespace {

// The first byte of what the child writes; without one of them it came to no end.
constexpr char kResult = 'R', kRefusal = 'E';

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit now{};
  if (getrlimit(resource, &now) != 0) return;
  now.rlim_cur = std::min(value, now.rlim_max);
  setrlimit(resource, &now);
}

rlim_t address_space_B() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void apply(const IsolationLimits& limits) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM, SIGXCPU, SIGPIPE}) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, limits.seconds);
  limit(RLIMIT_AS, address_space_B() + limits.memory_B);
  alarm(10 * limits.seconds);  // for what waits and does not compute
}

void write_all(int file, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(file, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(1);
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

[[noreturn]] void run_child(int file, const IsolationLimits& limits, const std::function<std::string()>& work) {
  apply(limits);
  char kind = kRefusal;
  std::string bytes;
  try {
    bytes = work();
    kind = kResult;
  } catch (const std::bad_alloc&) {
    bytes = "not enough memory";
  } catch (const std::exception& error) {
    bytes = error.what();
  } catch (...) {
    bytes = "an unknown failure";
  }
  const std::size_t size = bytes.size();
  write_all(file, &kind, 1);
  write_all(file, reinterpret_cast<const char*>(&size), sizeof size);
  write_all(file, bytes.data(), size);
  _exit(0);
}

std::string read_all(int file) {
  std::string bytes;
  std::array<char, 1 << 16> buffer;
  while (true) {
    const ssize_t count = read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return bytes;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

/// Why a child came to no end. Its status may have been collected by others (a handler of SIGCHLD): then 0.
std::string reason(int status, const IsolationLimits& limits) {
  if (!WIFSIGNALED(status)) return "crashed";
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU || signal == SIGALRM) return "took more than " + std::to_string(limits.seconds) + " s";
  return "crashed (signal " + std::to_string(signal) + ")";
}

}  // namespace

std::string run_isolated(const std::string& name, const IsolationLimits& limits,
                         const std::function<std::string()>& work) {
  // A child forked meanwhile by another thread would hold this one's end of the pipe open.
  static std::mutex forking;
  std::array<int, 2> ends{};
  pid_t child = -1;
  int failure = 0;
  {
    const std::lock_guard lock(forking);
    if (pipe2(ends.data(), O_CLOEXEC) != 0) failure = errno;
    if (failure == 0) {
      child = fork();
      failure = child < 0 ? errno : 0;
      if (child == 0) {
        close(ends[0]);
        run_child(ends[1], limits, work);
      }
      close(ends[1]);
    }
  }
  if (failure != 0) throw std::system_error(failure, std::generic_category(), name + ": no process to read it in");
  const std::string bytes = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;

  constexpr std::size_t kHead = 1 + sizeof(std::size_t);
  std::size_t size = 0;
  if (bytes.size() >= kHead) std::memcpy(&size, bytes.data() + 1, sizeof size);
  if (bytes.size() < kHead || bytes.size() - kHead != size) {
    throw InputError(name + ": the library that reads it " + reason(status, limits));
  }
  if (bytes[0] != kResult) throw InputError(name + ": " + bytes.substr(kHead));
  return bytes.substr(kHead);
}

}  // namespace colonnade::sensors
