// colonnade_fuzz: tries the readers with damaged inputs, the same ones at every call.

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>
#include <thread>

#include "format.h"

// What a sanitizer's allocator refuses, as the memory limit below does in other builds.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "max_allocation_size_mb=1024:handle_abort=1"; }

namespace colonnade::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr bool kSanitized = COLONNADE_FUZZ_SANITIZED;
constexpr std::size_t kLargestInput = 1U << 20;
constexpr rlim_t kMostMemory = rlim_t{4} << 30;  // of addresses; nothing that is read here needs a hundredth of it
constexpr auto kDeadline = 20s;                  // a run takes milliseconds; the machine may be busy
constexpr int kMostFindings = 10;

/// Where the child says what it is doing: what was on when it died is what killed it.
struct Progress {
  std::uint32_t next;  ///< the run that is on, or comes next
  std::uint32_t accepted;
  std::uint32_t refused;
  std::uint32_t size;
  char input[kLargestInput];
};

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path.string() + ": cannot be opened");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> contents_below(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> contents;
  for (const fs::path& path : paths) contents.push_back(content_of(path));
  return contents;
}

/// All inputs of a format by their number: whole ones, old findings, then damaged ones without end.
class Inputs {
 public:
  Inputs(const Format& format, std::uint64_t seed) : format_(format), seed_(seed), whole_(format.seeds()) {
    const fs::path here = COLONNADE_FUZZ_DIR;
    std::ranges::move(contents_below(here / "corpus" / format.name), std::back_inserter(whole_));
    findings_ = contents_below(here / "findings" / format.name);
    if (whole_.empty()) throw InputError(std::string(format.name) + ": no input to begin with");
  }
  [[nodiscard]] std::size_t whole() const { return whole_.size(); }
  [[nodiscard]] std::size_t fixed() const { return whole_.size() + findings_.size(); }

  [[nodiscard]] std::string operator[](std::uint32_t number) const {
    if (number < whole()) return whole_[number];
    if (number < fixed()) return findings_[number - whole()];
    Random random(cortex::key_of_seed(seed_), {0, number, 0, 0});
    std::string input = pick(whole_, random);
    format_.mutate(input, pick(whole_, random), format_.tokens, random);
    input.resize(std::min(input.size(), kLargestInput));
    return input;
  }

 private:
  const Format& format_;
  std::uint64_t seed_;
  std::vector<std::string> whole_;
  std::vector<std::string> findings_;
};

/// @return whether the input was taken; if not, `why` says why. Whatever else is thrown ends the process.
bool read(const Format& format, std::string_view input, std::string& why) {
  try {
    format.read(input);
    return true;
  } catch (const InputError& error) {
    why = error.what();
    return false;
  } catch (const std::exception& error) {
    std::cerr << "not an InputError: " << error.what() << std::endl;
    std::abort();
  }
}

void limit(int resource, rlim_t value) {
  const rlimit limits{value, value};
  setrlimit(resource, &limits);
}

/// Tries inputs from progress.next on. @return 0, unless one that is whole was refused.
int try_inputs(const Format& format, const Inputs& inputs, std::uint32_t end, Progress& progress) {
  for (; progress.next < end; ++progress.next) {
    progress.size = 0;
    const std::string input = inputs[progress.next];
    progress.size = static_cast<std::uint32_t>(std::min(input.size(), kLargestInput));
    std::memcpy(progress.input, input.data(), progress.size);
    std::string why;
    const bool accepted = read(format, input, why);
    ++(accepted ? progress.accepted : progress.refused);
    if (!accepted && progress.next < inputs.whole()) {
      std::cerr << "a whole input was refused: " << why << std::endl;
      return 1;
    }
  }
  return 0;
}

/// Waits for the child's end, and ends it when it does not get on. @return its status as waitpid() has it.
int watch(pid_t child, const volatile std::uint32_t& run) {
  std::uint32_t seen = run;
  auto since = std::chrono::steady_clock::now();
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    std::this_thread::sleep_for(5ms);
    if (run != seen) {
      seen = run;
      since = std::chrono::steady_clock::now();
    } else if (std::chrono::steady_clock::now() - since > kDeadline) {
      std::cerr << "no end after " << kDeadline.count() << " s" << std::endl;
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      break;
    }
  }
  return status;
}

/// Runs of one format, in processes of their own, so that a crash ends only one.
int fuzz(const Format& format, std::uint32_t runs, std::uint64_t seed) {
  void* const shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw InputError("no memory to share with the process that runs");
  Progress& progress = *new (shared) Progress{};
  int findings = 0;
  for (bool done = false; !done && findings < kMostFindings;) {
    const pid_t child = fork();
    if (child < 0) throw InputError("no process can be started");
    if (child == 0) {
      limit(RLIMIT_CORE, 0);
      if constexpr (!kSanitized) limit(RLIMIT_AS, kMostMemory);
      const Inputs inputs(format, seed);
      std::exit(try_inputs(format, inputs, static_cast<std::uint32_t>(inputs.fixed()) + runs, progress));
    }
    const int status = watch(child, progress.next);
    done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (done) break;
    const std::string name = "finding-" + std::string(format.name) + "-" + std::to_string(progress.next);
    std::ofstream(name, std::ios::binary) << std::string_view(progress.input, progress.size);
    std::cout << format.name << ": run " << progress.next << " ended with "
              << (WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                      : "exit code " + std::to_string(WEXITSTATUS(status)))
              << "; colonnade_fuzz " << format.name << " --replay " << fs::absolute(name).string() << std::endl;
    ++findings;
    ++progress.next;
  }
  std::cout << format.name << ": " << progress.accepted << " inputs taken, " << progress.refused << " refused, "
            << findings << " findings" << std::endl;
  return findings == 0 ? 0 : 1;
}

int replay(const Format& format, const fs::path& path) {
  std::string why;
  const bool accepted = read(format, content_of(path), why);
  std::cout << path.string() << ": " << (accepted ? "taken" : "refused: " + why) << std::endl;
  return 0;
}

template <class Number>
Number number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw InputError("'" + std::string(text) + "' is not a whole number");
  }
  return value;
}

int run(const std::vector<std::string>& arguments) {
  const std::vector<Format> all = formats();
  const auto format = std::ranges::find(all, arguments.empty() ? "" : arguments.front(), &Format::name);
  if (format == all.end() || arguments.size() % 2 == 0) {
    std::cerr << "usage: colonnade_fuzz FORMAT [--runs N] [--seed N] | FORMAT --replay FILE\nformats:";
    for (const Format& each : all) std::cerr << ' ' << each.name;
    std::cerr << '\n';
    return 2;
  }
  std::uint32_t runs = 1000;
  std::uint64_t seed = 1;
  for (std::size_t i = 1; i < arguments.size(); i += 2) {
    if (arguments[i] == "--replay") return replay(*format, arguments[i + 1]);
    if (arguments[i] == "--runs") {
      runs = number<std::uint32_t>(arguments[i + 1]);
    } else if (arguments[i] == "--seed") {
      seed = number<std::uint64_t>(arguments[i + 1]);
    } else {
      throw InputError("there is no option " + arguments[i]);
    }
  }
  return fuzz(*format, runs, seed);
}

}  // namespace
}  // namespace colonnade::fuzz

int main(int argc, char** argv) {
  try {
    return colonnade::fuzz::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << std::endl;
    return 2;
  }
}
