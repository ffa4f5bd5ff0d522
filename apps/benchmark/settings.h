#pragma once

#include <limits>
#include <map>
#include <string>
#include <string_view>

namespace colonnade::benchmark {

/// A contestant's name with its settings: `kind:key=value,key=value`.
class Settings {
 public:
  /// @throws InputError when a setting has no value or is there twice.
  explicit Settings(std::string_view text);

  [[nodiscard]] const std::string& kind() const { return kind_; }
  /// The kind whose search finds this kind's settings: five columns have one column's, and every residual network the
  /// narrow one's.
  [[nodiscard]] std::string searched_kind() const;
  /// The name with another one's settings added, but for those that it has itself.
  [[nodiscard]] std::string with(const Settings& other) const;
  /// The value, or `otherwise`; every key that is asked for counts as known.
  /// @throws InputError for numbers that are none, not finite, not whole where a whole one is asked for, or not between
  /// `low` and `high` (both allowed).
  [[nodiscard]] double number(const std::string& key, double otherwise,
                              double low = std::numeric_limits<double>::lowest(),
                              double high = std::numeric_limits<double>::max());
  [[nodiscard]] int whole(const std::string& key, int otherwise, int low = std::numeric_limits<int>::min(),
                          int high = std::numeric_limits<int>::max());
  [[nodiscard]] std::string word(const std::string& key, const std::string& otherwise);
  /// @throws InputError when a setting was never asked for.
  void finish() const;

 private:
  void check_range(const std::string& key, double value, double low, double high) const;

  std::string text_;
  std::string kind_;
  std::map<std::string, std::string> values_;
  std::map<std::string, bool> asked_;
};

}  // namespace colonnade::benchmark
