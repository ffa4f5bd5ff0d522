#include <fstream>

#include <gtest/gtest.h>

#include "program.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

/// Learns one object, a tetrahedron in the material "m" of a library with the given text (none: there is no such file).
Ending learn_tetrahedron(const TestFolder& folder, const char* library) {
  const std::filesystem::path ycb = folder.path() / "data" / "ycb";
  std::filesystem::create_directories(ycb);
  std::ofstream(ycb / "index.csv") << "id,file,monty_name\n0,a.obj,thing\n";
  std::ofstream(ycb / "a.obj") << "mtllib a.mtl\nv 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nusemtl m\n"
                                  "f 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";
  if (library != nullptr) std::ofstream(ycb / "a.mtl") << library;
  return run_colonnade(folder.path(), {"learn", "base_77obj_surf_agent", "--set", "object_set=ycb", "--data", "data",
                                       "--output", "m.colonnade"});
}

TEST(MeshFiles, WarningsAreToldAndLearningGoesOn) {
  const TestFolder folder;
  const Ending ending = learn_tetrahedron(folder, nullptr);
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_NE(ending.err.find("warning: data/ycb/a.obj: the material library \"a.mtl\" is missing\n"), std::string::npos)
      << ending.err;
}

TEST(MeshFiles, KnownColoursGiveNoWarning) {
  const TestFolder folder;
  const Ending ending = learn_tetrahedron(folder, "newmtl m\nKd 1 0 0\n");
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_EQ(ending.err.find("warning"), std::string::npos) << ending.err;
}

TEST(MeshFiles, ABrokenMaterialLibraryIsRefused) {
  const TestFolder folder;
  const Ending ending = learn_tetrahedron(folder, "map_Kd t.png\n");
  EXPECT_EQ(ending.exit_code, 2) << ending.err;
  EXPECT_NE(ending.err.find("data/ycb/a.mtl:1: "), std::string::npos) << ending.err;
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "m.colonnade"));
}

}  // namespace
}  // namespace colonnade::runner
