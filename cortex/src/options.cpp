#include <colonnade/cortex/options.h>

#include <cmath>
#include <sstream>

#include <colonnade/cortex/error.h>

namespace colonnade::cortex {
namespace {

constexpr auto kCheckRange = [](const char* prefix) {
  return [prefix](const char* name, const auto& value, double minimum, double maximum) {
    const auto number = static_cast<double>(value);
    if (std::isfinite(number) && number >= minimum && number <= maximum) return;
    std::ostringstream text;
    text << "option " << prefix << name << " is " << value << ", out of its range " << minimum << " to " << maximum;
    throw InputError(text.str());
  };
};

}  // namespace

void check(const EncoderOptions& options) { for_each_encoder_option(options, kCheckRange("encoders.")); }

void check(const ColumnOptions& options) {
  check(options.encoders);
  for_each_column_option(options, kCheckRange(""));
}

}  // namespace colonnade::cortex
