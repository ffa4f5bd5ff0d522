#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <utility>

namespace colonnade::viewer {

/// The latest few values by key; the one not used for longest leaves first. Small: looked through one by one.
template <class Key, class Value>
class Cache {
 public:
  using Size = std::size_t (*)(const Value&);

  /// @param most_values how many are kept at most.
  /// @param most_bytes of all of them together, as `size_of` says; the newest is kept whatever its size.
  explicit Cache(
      std::size_t most_values, std::size_t most_bytes = static_cast<std::size_t>(-1),
      Size size_of = [](const Value&) { return sizeof(Value); })
      : most_values_(most_values), most_bytes_(most_bytes), size_(size_of) {}

  /// The value of the key, from make() unless it is there. @throws what make() throws.
  template <class Make>
  std::shared_ptr<const Value> get(const Key& key, Make&& make) {
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      if (it->key != key) continue;
      entries_.splice(entries_.begin(), entries_, it);
      return it->value;
    }
    auto value = std::make_shared<const Value>(make());
    const std::size_t bytes = size_(*value);
    entries_.push_front({key, std::move(value), bytes});
    bytes_ += bytes;
    while (entries_.size() > 1 && (entries_.size() > most_values_ || bytes_ > most_bytes_)) {
      bytes_ -= entries_.back().bytes;
      entries_.pop_back();
    }
    return entries_.front().value;
  }
  void clear() {
    entries_.clear();
    bytes_ = 0;
  }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    Key key;
    std::shared_ptr<const Value> value;
    std::size_t bytes;
  };
  std::size_t most_values_;
  std::size_t most_bytes_;
  Size size_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;
};

}  // namespace colonnade::viewer
