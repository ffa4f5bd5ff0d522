#include "main_window.h"

#include <algorithm>
#include <array>
#include <clocale>

#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLocale>
#include <QMenuBar>
#include <QMimeData>
#include <QPainter>
#include <QPalette>
#include <QSettings>
#include <QStatusBar>

#include <colonnade/cortex/error.h>

#include "drawing_tools.h"
#include "scene_view.h"

namespace colonnade::viewer {
namespace {

constexpr int kFrame_ms = 16;
constexpr int kSettingsVersion = 1;
constexpr int kMostRecent = 10;
constexpr int kLargestComplaint = 240;  // pixels: the panes need room, too
constexpr std::array kMenus{"File",       "Play",  "View", "Layout",
                            "Experiment", "Panes", "Help"};  // as they stand in the bar

/// Which panes an arrangement shows: left column, right column, bottom.
struct Arrangement {
  const char* name;
  QStringList left;
  QStringList right;
  QStringList bottom;
};
const std::vector<Arrangement>& arrangements() {
  static const std::vector<Arrangement> all{
      {"Overview", {"World", "Column"}, {"Evidence", "Sensor", "Inspector"}, {"Timeline"}},
      {"Newcomer", {"World"}, {"Legend", "Evidence", "Sensor"}, {"Timeline"}},
      {"Column", {"Column", "Raster"}, {"World", "Inspector"}, {"Timeline"}},
      {"Hypotheses", {"Hypotheses", "World"}, {"Evidence", "Inspector"}, {"Timeline"}},
      {"Memory", {"Objects"}, {"Inspector", "Legend"}, {"Timeline"}},
      {"Region", {"World", "Columns and votes"}, {"Evidence", "Inspector"}, {"Timeline"}},
      {"Laboratory", {"World", "Column"}, {"Experiment", "Evidence", "Sensor"}, {"Timeline"}}};
  return all;
}

}  // namespace

MainWindow::MainWindow() : own_layouts_(kSettingsVersion, layouts()), complaint_(new QLabel(this)) {
  // Numbers look the same everywhere, as in files and in what programs print.
  QLocale::setDefault(QLocale::c());
  setLocale(QLocale::c());
  std::setlocale(LC_NUMERIC, "C");  // QApplication has set it to the user's
  setWindowTitle("Colonnade");
  setAcceptDrops(true);
  setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
  setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
  complaint_->setWordWrap(true);
  complaint_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  complaint_->setMargin(8);
  complaint_->setMaximumHeight(kLargestComplaint);
  complaint_->setVisible(false);
  complaint_->setObjectName("complaint");
  stage_.changed = [this](Stage::Change change) { tell_panes(change); };
  QObject::connect(&timer_, &QTimer::timeout, this, [this] { tick(); });
  timer_.start(kFrame_ms);
  clock_.start();
}

MainWindow::~MainWindow() {
  timer_.stop();
  stage_.changed = [](Stage::Change) {};
}

Pane* MainWindow::pane(const QString& name) const {
  for (Pane* pane : panes_) {
    if (pane->name() == name) return pane;
  }
  return nullptr;
}

void MainWindow::add_pane(Pane* pane, Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(pane->name());
  dock->setObjectName(pane->name());
  dock->setWidget(pane);
  addDockWidget(area, dock);
  docks_[pane->name()] = dock;
  homes_[pane->name()] = area;
  panes_.push_back(pane);
}

void MainWindow::finish() {
  for (Pane* pane : panes_) {
    QDockWidget* dock = docks_[pane->name()];
    commands_.add({"pane." + pane->name().toLower().replace(' ', '_').toStdString(), "Panes",
                   pane->name().toStdString(), pane->about().toStdString(), "",
                   [dock] {
                     dock->setVisible(dock->isHidden());
                     dock->raise();
                   },
                   [] { return true; }, [dock] { return !dock->isHidden(); }});
  }
  list_own_layouts();
  make_actions();
  arrange("Overview");
  apply_theme();
}

QAction* MainWindow::make_action(const Command& command) {
  auto* action = new QAction(QString::fromStdString(command.text), this);
  QList<QKeySequence> keys;
  for (const QString& key : QString::fromStdString(command.keys).split(' ', Qt::SkipEmptyParts)) {
    keys << QKeySequence(key);
  }
  action->setShortcuts(keys);
  action->setStatusTip(QString::fromStdString(command.tip));
  action->setCheckable(command.checked != nullptr);
  QObject::connect(action, &QAction::triggered, this, [row = &command] {
    if (row->enabled()) row->run();
  });
  return action;
}

// Made anew when rows have come or gone. What is taken away may be at work just now, so that it goes later.
void MainWindow::make_actions() {
  for (const auto& [action, row] : actions_) {
    removeAction(action);
    action->deleteLater();
  }
  actions_.clear();
  menuBar()->clear();
  for (QMenu* menu : menus_) menu->deleteLater();
  menus_.clear();
  std::map<std::string, QMenu*> by_name;
  for (const Command& command : commands_.all()) {
    QAction* const action = make_action(command);
    actions_.emplace_back(action, &command);
    addAction(action);
    if (command.menu.empty()) continue;
    QMenu*& menu = by_name[command.menu];
    if (menu == nullptr) {
      menu = new QMenu(QString::fromStdString(command.menu), this);
      menus_.push_back(menu);
      QObject::connect(menu, &QMenu::aboutToShow, this, [this] {
        for (const auto& [entry, row] : actions_) {
          entry->setEnabled(row->enabled());
          if (row->checked) entry->setChecked(row->checked());
        }
      });
      QObject::connect(menu, &QMenu::aboutToHide, this, [this] {
        for (const auto& [entry, row] : actions_) entry->setEnabled(true);  // a disabled action's key would be dead
      });
    }
    menu->addAction(action);
  }
  for (const char* name : kMenus) {
    if (by_name[name] != nullptr) menuBar()->addMenu(by_name[name]);
  }
}

void MainWindow::list_own_layouts() {
  commands_.remove("own_layout.");
  for (const QString& name : own_layouts()) {
    commands_.add({"own_layout." + name.toStdString(), "Layout", name.toStdString(),
                   "Arranges the panes as you saved them", "", [this, name] { arrange(name); }, [] { return true; },
                   nullptr});
  }
}

void MainWindow::save_layout(const QString& name) {
  own_layouts_.save(name, saveState(kSettingsVersion));
  list_own_layouts();
  make_actions();
}

void MainWindow::rename_layout(const QString& from, const QString& to) {
  own_layouts_.rename(from, to);
  list_own_layouts();
  make_actions();
}

void MainWindow::delete_layout(const QString& name) {
  own_layouts_.remove(name);
  list_own_layouts();
  make_actions();
}

bool MainWindow::open(const std::filesystem::path& file, bool remember) {
  try {
    stage_.open(file);
  } catch (const InputError& error) {
    complain(QString::fromStdString(error.what()));
    return false;
  }
  complain({});
  const QString path = QFileInfo(QString::fromStdString(file.string())).absoluteFilePath();
  if (remember) {
    recent_.removeAll(path);
    recent_.prepend(path);
    while (recent_.size() > kMostRecent) recent_.removeLast();
  }
  setWindowTitle(QFileInfo(path).fileName() + " (" +
                 QString::fromStdString(stage_.document()->reader().info().experiment) + ") - Colonnade");
  return true;
}

void MainWindow::complain(const QString& what) {
  complaint_->setText(what.isEmpty() ? QString() : "⚠ " + what);
  complaint_->setVisible(!what.isEmpty());
  make_room_for_complaint();
}

// It stands below everything else, as wide as the window and as high as its text.
void MainWindow::make_room_for_complaint() {
  const int high =
      complaint_->text().isEmpty() ? 0 : std::min(complaint_->maximumHeight(), complaint_->heightForWidth(width()));
  setContentsMargins(0, 0, 0, high);
  complaint_->setGeometry(0, height() - high, width(), high);
  complaint_->raise();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  make_room_for_complaint();
}

QString MainWindow::complaint() const { return complaint_->text(); }

QStringList MainWindow::layouts() {
  QStringList names;
  for (const Arrangement& one : arrangements()) names << one.name;
  return names;
}

bool MainWindow::arrange(const QString& layout) {
  for (const Arrangement& one : arrangements()) {
    if (one.name != layout) continue;
    for (const auto& [name, dock] : docks_) {
      dock->setFloating(false);
      removeDockWidget(dock);
    }
    const auto place = [&](const QStringList& names, Qt::DockWidgetArea area) {
      QList<QDockWidget*> placed;
      for (const QString& name : names) {
        const auto found = docks_.find(name);
        if (found == docks_.end()) continue;
        addDockWidget(area, found->second);
        found->second->show();
        placed << found->second;
      }
      return placed;
    };
    const auto left = place(one.left, Qt::LeftDockWidgetArea);
    const auto right = place(one.right, Qt::RightDockWidgetArea);
    place(one.bottom, Qt::BottomDockWidgetArea);
    for (const auto& [name, dock] : docks_) {  // hidden, but in a place of theirs: else Qt would show them elsewhere
      if (!dock->isHidden()) continue;
      addDockWidget(homes_[name], dock);
      dock->hide();
    }
    if (!left.isEmpty() && !right.isEmpty()) {
      resizeDocks({left.front(), right.front()}, {11 * width() / 20, 9 * width() / 20}, Qt::Horizontal);
    }
    for (const QList<QDockWidget*>& stack : {left, right}) {
      resizeDocks(stack, QList<int>(stack.size(), 1000), Qt::Vertical);
    }
    return true;
  }
  const QByteArray own = own_layouts_.docks(layout);
  return !own.isEmpty() && restoreState(own, kSettingsVersion);
}

void MainWindow::tell_panes(Stage::Change change) {
  if (change == Stage::Change::look) apply_theme();
  for (Pane* pane : panes_) pane->invalidate(change);
  if (stage_.document() != nullptr && !stage_.document()->problem().empty()) {
    complain(QString::fromStdString(stage_.document()->problem()));
    stage_.document()->forget_problem();
  }
}

void MainWindow::tick() {
  const double seconds = static_cast<double>(clock_.restart()) / 1000.0;
  stage_.tick(seconds);
}

void MainWindow::apply_theme() {
  const Theme& theme = stage_.theme();
  QPalette palette;
  palette.setColor(QPalette::Window, to_qcolor(theme.panel));
  palette.setColor(QPalette::WindowText, to_qcolor(theme.text));
  palette.setColor(QPalette::Base, to_qcolor(theme.background));
  palette.setColor(QPalette::AlternateBase, to_qcolor(theme.panel));
  palette.setColor(QPalette::Text, to_qcolor(theme.text));
  palette.setColor(QPalette::Button, to_qcolor(theme.panel));
  palette.setColor(QPalette::ButtonText, to_qcolor(theme.text));
  palette.setColor(QPalette::ToolTipBase, to_qcolor(theme.panel));
  palette.setColor(QPalette::ToolTipText, to_qcolor(theme.text));
  palette.setColor(QPalette::PlaceholderText, to_qcolor(theme.faint));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, to_qcolor(theme.faint));
  }
  palette.setColor(QPalette::Highlight, to_qcolor(okabe_ito::kBlue));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Mid, to_qcolor(theme.grid));
  palette.setColor(QPalette::Dark, to_qcolor(theme.grid));
  palette.setColor(QPalette::Light, to_qcolor(theme.grid));
  QApplication::setPalette(palette);
  complaint_->setStyleSheet(
      QString("QLabel#complaint { background: %1; color: %2; border: 2px solid %3; }")
          .arg(to_qcolor(theme.panel).name(), to_qcolor(theme.text).name(), to_qcolor(theme.burst).name()));
}

void MainWindow::save_settings() const {
  QSettings settings;
  settings.setValue("version", kSettingsVersion);
  settings.setValue("geometry", saveGeometry());
  settings.setValue("docks", saveState(kSettingsVersion));
  settings.setValue("theme",
                    QString::fromUtf8(stage_.theme().name.data(), static_cast<int>(stage_.theme().name.size())));
  settings.setValue("recent", recent_);
}

void MainWindow::load_settings() {
  QSettings settings;
  recent_ = settings.value("recent").toStringList();
  if (settings.value("theme").toString() == "light") stage_.set_theme(kLight);
  if (settings.value("version").toInt() != kSettingsVersion) return;  // docks of another version mean something else
  restoreGeometry(settings.value("geometry").toByteArray());
  restoreState(settings.value("docks").toByteArray(), kSettingsVersion);
}

QImage MainWindow::picture(QSize size) {
  const QSize before = this->size();
  resize(size);
  QApplication::processEvents(QEventLoop::ExcludeUserInputEvents);  // panes take their places
  QImage image(this->size(), QImage::Format_RGB32);
  SceneView::set_smooth(true);
  render(&image);
  SceneView::set_smooth(false);
  resize(before);
  if (image.size() == size) return image;
  // The panes need more room than that: smaller, but whole.
  const QImage whole = image.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  QImage framed(size, QImage::Format_RGB32);
  framed.fill(to_qcolor(stage_.theme().panel));
  QPainter(&framed).drawImage((size.width() - whole.width()) / 2, (size.height() - whole.height()) / 2, whole);
  return framed;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    if (!url.isLocalFile()) continue;
    const QString file = url.toLocalFile();
    if (file.endsWith(".yaml") || file.endsWith(".yml")) {
      run_experiment(file);
    } else {
      open(file.toStdString());
    }
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  save_settings();
  QMainWindow::closeEvent(event);
}

}  // namespace colonnade::viewer
