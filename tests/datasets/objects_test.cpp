#include <colonnade/datasets/objects.h>

#include <cstdlib>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"
#include "ycb.h"

namespace colonnade::datasets {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kHeader = "id,file,monty_name,monty_sets\n";

TEST(YcbIndex, IsReadByColumnName) {
  const TemporaryFolder folder;
  folder.write("ycb/index.csv", "monty_name,x,file\r\nmug,1,025_mug/mesh.obj\r\n\r\nbowl,2,024_bowl/mesh.obj\r\n");
  const auto objects = read_ycb_index(folder.path());
  ASSERT_EQ(objects.size(), 2U);
  EXPECT_EQ(objects[1].name, "bowl");
  EXPECT_EQ(objects[1].mesh, folder.path() / "ycb/024_bowl/mesh.obj");
}

TEST(YcbIndex, IsReadAsSpreadsheetsWriteIt) {
  for (const char* text : {"\xEF\xBB\xBF"
                           "file,monty_name\ncup.obj,\"cup, blue\"\n",
                           "\"id\",\"file\",\"monty_name\"\r\n\"1\",\"cup.obj\",\"cup, blue\"\r\n",
                           "id;file;monty_name\n1;cup.obj;cup, blue\n"}) {
    const TemporaryFolder folder;
    folder.write("ycb/index.csv", text);
    const auto objects = read_ycb_index(folder.path());
    ASSERT_EQ(objects.size(), 1U) << text;
    EXPECT_EQ(objects[0].name, "cup, blue");
    EXPECT_EQ(objects[0].mesh, folder.path() / "ycb/cup.obj");
  }
}

TEST(YcbIndex, RefusesWhatIsBroken) {
  const auto error = [](const std::string& text) {
    const TemporaryFolder folder;
    const auto file = folder.write("ycb/index.csv", text);
    const std::string message = error_of([&] { (void)read_ycb_index(folder.path()); });
    EXPECT_THAT(message, StartsWith(file.string()));
    return message.substr(std::min(message.size(), file.string().size()));
  };
  EXPECT_THAT(error(""), HasSubstr("empty"));
  EXPECT_THAT(error(kHeader), HasSubstr("lists no object"));
  EXPECT_EQ(error("id,file\n"), ":1: there is no column \"monty_name\"; there are \"id\", \"file\"");
  EXPECT_EQ(error(std::string(kHeader) + "1,a.obj,mug,\n2,b.obj\n"), ":3: 2 cells, but the header has 4");
  EXPECT_EQ(error(std::string(kHeader) + "1,a.obj,,\n"), ":2: monty_name is empty");
  EXPECT_EQ(error(std::string(kHeader) + "1,,mug,\n"), ":2: file is empty");
  EXPECT_THAT(error(std::string(kHeader) + "1,a.obj,m\xe9g,\n"), AllOf(StartsWith(":2: "), HasSubstr("UTF-8")));
  EXPECT_EQ(error(std::string(kHeader) + "1,a.obj,mug,\n2,b.obj,mug,\n"), ":3: object \"mug\" stands twice");
}

TEST(YcbIndex, RefusesFoldersWithoutOne) {
  const TemporaryFolder folder;
  const auto error = [&](const std::filesystem::path& path) {
    return error_of([&] { (void)open_objects("distinct10", path); });
  };
  EXPECT_THAT(error({}), AllOf(HasSubstr("no data directory is given"), HasSubstr("COLONNADE_DATA")));
  EXPECT_THAT(error(folder.path() / "gone"), HasSubstr("does not exist"));
  EXPECT_THAT(error(folder.path() / std::string(300, 'x')), HasSubstr("too long"));
  EXPECT_EQ(error(folder.path()), folder.path().string() + ": the data directory is empty");
  folder.write("other/file", "");
  EXPECT_THAT(error(folder.path()), HasSubstr("no folder ycb"));
  std::filesystem::create_directory(folder.path() / "ycb");
  EXPECT_EQ(error(folder.path()), (folder.path() / "ycb").string() + ": the folder is empty");
  folder.write("ycb/025_mug/mesh.obj", "");
  EXPECT_THAT(error(folder.path()), AllOf(HasSubstr("index.csv"), HasSubstr("missing")));
}

TEST(YcbIndex, OnlyObjectsThatAreAskedForMustBeThere) {
  using Names = std::vector<std::string>;
  const TemporaryFolder folder;
  const auto index = folder.write("ycb/index.csv", std::string(kHeader) + "025_mug,025_mug/mesh.obj,mug,\n");
  const ObjectSet set = open_objects("distinct10", folder.path());
  EXPECT_EQ(set.names().size(), 10U);
  EXPECT_EQ(select_objects(set, Names{"mug"}, 0), Names{"mug"});
  EXPECT_EQ(select_objects(set, {}, 1), Names{"mug"});
  const auto missing = AllOf(StartsWith(index.string() + ": object \"bowl\" of the set distinct10 is missing"),
                             HasSubstr("object_set=ycb"));
  EXPECT_THAT(error_of([&] { (void)select_objects(set, {}, 0); }), missing);
  EXPECT_THAT(error_of([&] { (void)select_objects(set, Names{"mug", "bowl"}, 0); }), missing);
  EXPECT_THAT(error_of([&] { (void)set.load("bowl"); }), missing);
}

TEST(ObjectSets, UnknownOnesAreRefused) {
  EXPECT_THAT(error_of([] { (void)open_objects("distinct"); }), HasSubstr("did you mean distinct10?"));
}

TEST(ObjectSets, MissingMeshIsNamed) {
  const TemporaryFolder folder;
  folder.write("ycb/index.csv", std::string(kHeader) + "1,a/mesh.obj,mug,\n");
  const ObjectSet set = open_objects("ycb", folder.path());
  EXPECT_THAT(error_of([&] { (void)set.load("mug"); }), HasSubstr((folder.path() / "ycb/a/mesh.obj").string()));
}

TEST(ObjectSets, SelectByNameAndNumber) {
  const TemporaryFolder folder;
  folder.write("ycb/index.csv", std::string(kHeader) + "1,a.obj,mug,\n2,b.obj,bowl,\n3,c.obj,a_cups,\n");
  const ObjectSet set = open_objects("ycb", folder.path());
  using Names = std::vector<std::string>;
  EXPECT_EQ(set.names(), (Names{"mug", "bowl", "a_cups"}));
  EXPECT_EQ(select_objects(set, {}, 0), set.names());
  EXPECT_EQ(select_objects(set, {}, 2), (Names{"mug", "bowl"}));
  EXPECT_EQ(select_objects(set, {}, 9), set.names());
  EXPECT_EQ(select_objects(set, Names{"a_cups", "mug"}, 0), (Names{"a_cups", "mug"}));
  EXPECT_EQ(error_of([&] { (void)select_objects(set, Names{"mugg"}, 0); }),
            "object \"mugg\" is not in the set ycb; did you mean mug?");
  EXPECT_THAT(error_of([&] { (void)select_objects(set, Names{"xylophone"}, 0); }),
              EndsWith("there are mug, bowl, a_cups"));
}

TEST(DataDirectory, OptionComesBeforeEnvironment) {
  const char* before = std::getenv("COLONNADE_DATA");
  const std::string saved = before != nullptr ? before : "";
  setenv("COLONNADE_DATA", "/from/environment", 1);
  EXPECT_EQ(data_directory("/from/option"), "/from/option");
  EXPECT_EQ(data_directory(std::nullopt), "/from/environment");
  unsetenv("COLONNADE_DATA");
  EXPECT_EQ(data_directory(std::nullopt), "");
  if (before != nullptr) setenv("COLONNADE_DATA", saved.c_str(), 1);
}

class YcbData : public testing::Test {
 protected:
  void SetUp() override {
    const char* variable = std::getenv("COLONNADE_DATA");
    if (variable == nullptr) GTEST_SKIP() << "COLONNADE_DATA is not set: no YCB meshes";
    folder_ = variable;
  }
  std::filesystem::path folder_;
};

TEST_F(YcbData, HasEverySet) {
  EXPECT_EQ(open_objects("distinct10", folder_).names().size(), 10U);
  EXPECT_EQ(open_objects("similar10", folder_).names().size(), 10U);
  EXPECT_EQ(open_objects("all77", folder_).names().size(), 77U);
  EXPECT_GE(open_objects("ycb", folder_).names().size(), 77U);
}

TEST_F(YcbData, MeshesLoad) {
  const ObjectSet set = open_objects("distinct10", folder_);
  const sensors::TexturedMesh mug = set.load("mug");
  sensors::check(mug, "mug");
  EXPECT_EQ(mug.textures.size(), 1U);
  const Eigen::Vector3d size = sensors::bounding_box(mug).size();
  EXPECT_NEAR(size.x(), 0.117, 0.005);
  EXPECT_NEAR(size.z(), 0.081, 0.005);
}

// The index says by itself which objects Monty uses.
TEST_F(YcbData, SetsAgreeWithTheIndex) {
  std::ifstream index(folder_ / "ycb" / "index.csv");
  std::map<std::string, std::size_t> members;
  for (std::string line; std::getline(index, line);) {
    for (const std::string set : {"distinct10", "similar10", "all77"})
      members[set] += line.find(set) != line.npos ? 1 : 0;
  }
  for (const auto& [set, count] : members) EXPECT_EQ(ycb_set(set).size(), count) << set;
  const auto everything = open_objects("all77", folder_).names();
  for (const std::string set : {"distinct10", "similar10"}) {
    const auto names = open_objects(set, folder_).names();
    EXPECT_THAT(everything, testing::IsSupersetOf(names));
  }
}

}  // namespace
}  // namespace colonnade::datasets
