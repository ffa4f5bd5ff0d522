#include "program_frame.h"

#include <exception>
#include <filesystem>

#include <colonnade/cortex/error.h>

#include "console.h"
#include "interrupt.h"

namespace colonnade::runner {

int run_guarded(const std::function<int()>& body) {
  prepare_streams();
  try {
    const int code = body();
    flush_out();
    return code;
  } catch (const InputError& error) {
    print_error("{}\n", error.what());
    return kBadInput;
  } catch (const std::filesystem::filesystem_error& error) {  // no permission, a loop of links, a name too long, ...
    print_error("{}: {}\n", error.path1().string(), error.code().message());
    return kBadInput;
  } catch (const Interrupted& interruption) {
    print_error("interrupted{}{}\n", interruption.what_now.empty() ? "" : "; ", interruption.what_now);
    return kInterrupted;
  } catch (const std::exception& error) {
    print_error("internal failure: {}\n", error.what());
    return kInternalFailure;
  }
}

}  // namespace colonnade::runner
