#pragma once

#include <stdexcept>
#include <string>

namespace colonnade {

/// Base of every error that bad input causes. `what()` names the place (file, line, key) and the offending value, in a
/// sentence for the user. Programs print it and exit with code 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace colonnade
