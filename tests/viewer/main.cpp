#include <cstdlib>

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "scene_view.h"

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  setenv("QT_QPA_PLATFORM", "offscreen", 0);
  QStandardPaths::setTestModeEnabled(true);
  const QTemporaryDir settings;  // of this process alone: tests run beside each other
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  QApplication application(argc, argv);
  QApplication::setOrganizationName("Colonnade");
  QApplication::setApplicationName("colonnade-viewer-tests");
  const int status = RUN_ALL_TESTS();
  colonnade::viewer::SceneView::release_renderer();
  return status;
}
