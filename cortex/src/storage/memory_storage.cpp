#include <colonnade/cortex/memory.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <colonnade/cortex/error.h>

#include "memory_impl.h"
#include "storage/memory_file.h"
#include "storage/memory_rows.h"
#include "storage/printable.h"

namespace colonnade::cortex {
namespace {

using storage::MemoryTransaction;

/// The objects by name, some of them.
std::string list(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) {
    text += (i == 0 ? "'" : ", '") + storage::printable(names[i]) + "'";
  }
  return names.size() > kMost ? text + ", ..." : text;
}

/// @throws InputError when saving these objects would lose what the file has.
void check_nothing_lost(MemoryTransaction& file, const std::filesystem::path& path,
                        const std::vector<LearnedObject>& objects) {
  const auto stored = file.stored();
  std::vector<std::string> lost;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const ObjectSummary& there = stored[i].summary;
    const bool kept =
        i < objects.size() && (objects[i].known.includes(there) || storage::summarise(objects[i]) == there);
    if (!kept) lost.push_back(stored[i].name);
  }
  if (lost.empty()) return;
  throw InputError(path.string() + ": is not saved: the file has changed since it was loaded, or was never loaded: " +
                   std::to_string(lost.size()) + (lost.size() == 1 ? " object" : " objects") +
                   " there would be lost (" + list(lost) + "). Merge them, or save under another name");
}

/// The file's objects, then those that only this memory has.
struct Merged {
  storage::MemoryContents contents;
  std::vector<std::size_t> numbers;  ///< of this memory's objects, there
  std::vector<bool> newer_there;     ///< ... and whether the file's is another one, learned on by others
};

Merged merged(storage::MemoryContents file, const Memory::Impl& memory, const std::filesystem::path& path) {
  Merged result{std::move(file), {}, {}};
  std::vector<LearnedObject>& there = result.contents.objects;
  if (there.empty()) result.contents.options = memory.options;
  if (result.contents.options != memory.options) {
    throw InputError(path.string() + ": is not merged: it was learned with other encoder options (seeds " +
                     std::to_string(result.contents.options.seed) + " and " + std::to_string(memory.options.seed) +
                     "): the codes mean different things");
  }
  std::unordered_map<std::string, std::size_t> numbers;
  for (std::size_t i = 0; i < there.size(); ++i) numbers.emplace(there[i].name, i);
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < memory.objects.size(); ++i) {
    const LearnedObject& mine = memory.objects[i];
    const std::size_t number = numbers.emplace(mine.name, there.size()).first->second;
    result.numbers.push_back(number);
    result.newer_there.push_back(false);
    LearnedObject as_there = mine;
    if (number != i) memory.anchor(as_there, static_cast<std::uint32_t>(number));
    if (number == there.size()) {
      there.push_back(std::move(as_there));
      continue;
    }
    const ObjectSummary stored = there[number].known.in_files.back();
    if (storage::summarise(as_there) == stored) continue;
    if (mine.known.includes(stored)) {
      there[number] = std::move(as_there);
    } else if (!mine.known.in_files.empty() && mine.known.here == storage::summarise(mine)) {
      result.newer_there.back() = true;
    } else {
      changed.push_back(mine.name);
    }
  }
  if (!changed.empty()) {
    throw InputError(path.string() + ": is not merged: " + list(changed) + (changed.size() == 1 ? " was" : " were") +
                     " learned both there and here");
  }
  if (there.size() > Memory::kMostObjects) {
    throw InputError(path.string() + ": is not merged: together that makes " + std::to_string(there.size()) +
                     " objects; a memory holds " + std::to_string(Memory::kMostObjects) + " at most");
  }
  return result;
}

}  // namespace

void Memory::save(const std::filesystem::path& path, Existing existing) const {
  const std::lock_guard lock(impl_->saving);
  MemoryTransaction file(path);
  std::vector<LearnedObject>& objects = impl_->objects;
  const auto note = [](LearnedObject& object, const ObjectSummary& stored, const ObjectSummary& here) {
    if (object.known.in_files.empty() || object.known.in_files.back() != stored)
      object.known.in_files.push_back(stored);
    object.known.here = here;
  };
  if (existing == Existing::merge) {
    const Merged all = merged(file.read(), *impl_, path);
    const std::vector<ObjectSummary> stored = file.write(all.contents.options, all.contents.objects);
    for (std::size_t i = 0; i < objects.size(); ++i) {
      if (!all.newer_there[i]) note(objects[i], stored[all.numbers[i]], storage::summarise(objects[i]));
    }
    return;
  }
  if (existing == Existing::keep) check_nothing_lost(file, path, objects);
  const std::vector<ObjectSummary> stored = file.write(impl_->options, objects);
  for (std::size_t i = 0; i < objects.size(); ++i) note(objects[i], stored[i], stored[i]);
}

std::shared_ptr<Memory> Memory::load(const std::filesystem::path& path) {
  storage::MemoryContents contents = storage::read_memory(path);
  std::shared_ptr<Memory> memory;
  try {
    memory = std::make_shared<Memory>(contents.options);
  } catch (const InputError& error) {
    throw InputError(path.string() + ": " + error.what());
  }
  Impl& impl = memory->impl();
  impl.objects = std::move(contents.objects);
  for (LearnedObject& object : impl.objects) {
    for (std::uint32_t segment = 0; segment < object.codes.size(); ++segment) {
      impl.enter_bins(object, segment);
    }
  }
  impl.consolidated = impl.objects.empty();
  return memory;
}

}  // namespace colonnade::cortex
