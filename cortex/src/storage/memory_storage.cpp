#include <colonnade/cortex/memory.h>

#include "memory_impl.h"
#include "storage/memory_file.h"

namespace colonnade::cortex {

void Memory::save(const std::filesystem::path& path) const {
  storage::write_memory(path, impl_->options, impl_->objects);
}

std::shared_ptr<Memory> Memory::load(const std::filesystem::path& path) {
  storage::MemoryContents contents = storage::read_memory(path);
  auto memory = std::make_shared<Memory>(contents.options);
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
