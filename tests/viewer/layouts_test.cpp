#include <QMenuBar>

#include <colonnade/cortex/error.h>

#include "window_fixture.h"

namespace colonnade::viewer {
namespace {

TEST_F(Window, OwnLayoutsAreSavedRenamedAndDeleted) {
  const auto shown = [](const MainWindow& window) {
    QStringList names;
    for (const Pane* pane : window.panes()) {
      if (pane->isVisible()) names << pane->name();
    }
    return names;
  };
  window_.arrange("Memory");
  ASSERT_TRUE(window_.commands().run("pane.raster"));
  QApplication::processEvents();
  const QStringList mine = shown(window_);
  ASSERT_TRUE(mine.contains("Raster") && mine.contains("Objects"));
  const Pane* const raster = window_.pane("Raster");
  EXPECT_FALSE(window_.pane("Objects")->parentWidget()->geometry().intersects(raster->parentWidget()->geometry()))
      << "what is shown besides has a place of its own";
  window_.save_layout(" Mine / 1 ");
  window_.arrange("Newcomer");
  EXPECT_NE(shown(window_), mine);
  ASSERT_TRUE(window_.arrange("Mine / 1"));
  QApplication::processEvents();
  EXPECT_EQ(shown(window_), mine);

  // Another window, later: it is in the menu, and has a row in the table.
  MainWindow another;
  add_all_panes(another);
  another.resize(1200, 800);
  another.finish();
  another.show();
  QApplication::processEvents();
  ASSERT_EQ(another.own_layouts(), QStringList{"Mine / 1"});
  ASSERT_TRUE(another.commands().run("own_layout.Mine / 1"));
  QApplication::processEvents();
  EXPECT_EQ(shown(another), mine);
  const auto entries = [&another](const QString& menu) {
    QStringList texts;
    for (const QAction* top : another.menuBar()->actions()) {
      if (top->text() != menu) continue;
      for (const QAction* action : top->menu()->actions()) texts << action->text();
    }
    return texts;
  };
  EXPECT_TRUE(entries("Layout").contains("Mine / 1"));
  EXPECT_EQ(another.menuBar()->actions().front()->text(), "File");
  EXPECT_EQ(another.menuBar()->actions().back()->text(), "Help");
  another.rename_layout("Mine / 1", "Yours");
  EXPECT_TRUE(entries("Layout").contains("Yours"));
  EXPECT_FALSE(entries("Layout").contains("Mine / 1"));
  EXPECT_FALSE(another.arrange("Mine / 1"));
  EXPECT_EQ(another.commands().clashes(), std::vector<std::string>{});

  EXPECT_THROW(another.save_layout("  "), InputError);
  EXPECT_THROW(another.save_layout("overview"), InputError) << "built in";
  EXPECT_THROW(another.rename_layout("nobody's", "new"), InputError);
  EXPECT_THROW(another.delete_layout("nobody's"), InputError);
  another.save_layout("Second");
  EXPECT_THROW(another.rename_layout("Second", "Yours"), InputError) << "in use";
  another.delete_layout("Yours");
  EXPECT_EQ(another.own_layouts(), QStringList{"Second"});
  EXPECT_FALSE(entries("Layout").contains("Yours"));
  EXPECT_EQ(window_.own_layouts(), QStringList{"Second"}) << "the settings are shared";
}

TEST_F(Window, RemembersWhichPanesWereShown) {
  window_.arrange("Memory");
  QApplication::processEvents();
  window_.save_settings();
  MainWindow another;
  add_all_panes(another);
  another.resize(1200, 800);
  another.finish();
  another.load_settings();
  another.show();
  QApplication::processEvents();
  for (const Pane* pane : window_.panes()) {
    EXPECT_EQ(another.pane(pane->name())->isVisible(), pane->isVisible()) << pane->name().toStdString();
  }
}

TEST_F(Window, LayoutsOfOtherVersionsAreLeftAlone) {
  OwnLayouts old(1, {}), later(2, {});
  old.save("mine", "one");
  later.save("mine", "two");
  EXPECT_EQ(old.docks("mine"), "one");
  EXPECT_EQ(later.docks("mine"), "two");
  later.remove("mine");
  EXPECT_TRUE(later.names().isEmpty());
  EXPECT_EQ(old.docks("mine"), "one");
}

}  // namespace
}  // namespace colonnade::viewer
