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
  explicit Cache(std::size_t most) : most_(most) {}

  /// The value of the key, from make() unless it is there. @throws what make() throws.
  template <class Make>
  std::shared_ptr<const Value> get(const Key& key, Make&& make) {
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      if (it->first != key) continue;
      entries_.splice(entries_.begin(), entries_, it);
      return it->second;
    }
    entries_.emplace_front(key, std::make_shared<const Value>(make()));
    if (entries_.size() > most_) entries_.pop_back();
    return entries_.front().second;
  }
  void clear() { entries_.clear(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  std::size_t most_;
  std::list<std::pair<Key, std::shared_ptr<const Value>>> entries_;
};

}  // namespace colonnade::viewer
