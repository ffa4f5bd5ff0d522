#include <memory>

#include <CLI/CLI.hpp>

#include <colonnade/cortex/memory.h>
#include <fmt/core.h>

#include "atomic_file.h"
#include "commands.h"
#include "console.h"
#include "model_picture.h"
#include "report.h"

namespace colonnade::runner {

namespace {

/// An object's name as a file's: a memory may come from anywhere, and its names must not lead out of the folder.
std::string file_name(const std::string& name) {
  std::string result;
  for (const char c : name) {
    if (c == '/' || c == '%' || c == '\0')
      result += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    else
      result += c;
  }
  return result;
}

void print_object(const cortex::Memory& memory, cortex::ObjectId object) {
  cortex::Vector3 low = cortex::Vector3::Zero();
  cortex::Vector3 high = low;
  const auto points = memory.points(object);
  if (!points.empty()) low = high = points.front().p_O;
  for (const cortex::LearnedPoint& point : points) {
    low = low.cwiseMin(point.p_O);
    high = high.cwiseMax(point.p_O);
  }
  const cortex::Vector3 size_mm = 1000.0 * (high - low);
  print_out("{:>4}  {:<26} {:>8}  {:>4.0f} x {:>4.0f} x {:>4.0f}  {}\n", object.value(), memory.name(object),
            memory.segment_count(object), size_mm.x(), size_mm.y(), size_mm.z(), describe(memory.symmetry(object)));
}

void inspect(const std::filesystem::path& file, const std::filesystem::path& pictures) {
  const auto memory = cortex::Memory::load(file);
  memory->consolidate();
  print_out("{}: {} objects, {} segments, {:.2f} MB\n\n", file.string(), memory->object_count(),
            memory->segment_count(), 1e-6 * static_cast<double>(memory->memory_bytes()));
  print_out("Encoders:\n");
  cortex::EncoderOptions encoders = memory->encoder_options();
  cortex::for_each_encoder_option(
      encoders, [](const char* name, const auto& value, double, double) { print_out("  {:<22} {}\n", name, value); });
  print_out("\n{:>4}  {:<26} {:>8}  {:<18}  {}\n", "id", "object", "segments", "size in mm", "symmetry");
  for (std::uint32_t i = 0; i < memory->object_count(); ++i) print_object(*memory, cortex::ObjectId(i));
  if (pictures.empty()) return;
  make_folder(pictures);
  for (std::uint32_t i = 0; i < memory->object_count(); ++i) {
    const cortex::ObjectId object(i);
    write_file(pictures / (file_name(memory->name(object)) + ".png"),
               encode_png(draw_model(memory->points(object), 4, 320)));
  }
  print_out("\nPictures: {}\n", pictures.string());
}

}  // namespace

void add_inspect_command(CLI::App& program) {
  struct Options {
    std::filesystem::path memory;
    std::filesystem::path pictures;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("inspect", "What a learned memory holds");
  command->add_option("memory", options->memory, "A *.colonnade file")->required();
  command->add_option("--pictures", options->pictures, "Folder for a picture of each learned model");
  command->callback([options] { inspect(options->memory, options->pictures); });
}

}  // namespace colonnade::runner
