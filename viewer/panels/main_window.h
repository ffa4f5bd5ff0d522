#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <QDockWidget>
#include <QElapsedTimer>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QTimer>

#include "own_layouts.h"
#include "pane.h"

namespace colonnade::viewer {

/// The window: docks with panes, menus made from the command table, a line for what is wrong, and the clock that moves
/// time.
class MainWindow : public QMainWindow {
 public:
  MainWindow();
  ~MainWindow() override;

  [[nodiscard]] Stage& stage() { return stage_; }
  [[nodiscard]] CommandTable& commands() { return commands_; }
  [[nodiscard]] Pane* pane(const QString& name) const;
  [[nodiscard]] const std::vector<Pane*>& panes() const { return panes_; }

  /// Adds a pane in a dock of its own. Call before finish().
  void add_pane(Pane* pane, Qt::DockWidgetArea area);
  /// Makes menus and shortcuts from the table, once all rows are in.
  void finish();

  /// Opens a recording; what is wrong with it stands in the window. @param remember among the recent files.
  /// @return whether it is open.
  bool open(const std::filesystem::path& file, bool remember = true);
  /// Runs an experiment file (YAML) that was dropped on the window.
  std::function<void(const QString&)> run_experiment = [](const QString&) {};
  /// Says what is wrong, in the window; an empty text takes it away.
  void complain(const QString& what);
  [[nodiscard]] QString complaint() const;

  /// Puts the docks into a named arrangement, a built-in or an own one. @return false when there is none of that name.
  bool arrange(const QString& layout);
  /// The built-in ones.
  [[nodiscard]] static QStringList layouts();
  /// Those that were saved under a name.
  [[nodiscard]] QStringList own_layouts() const { return own_layouts_.names(); }
  /// These three remember at once. @throws InputError when that cannot be, see OwnLayouts.
  void save_layout(const QString& name);
  void rename_layout(const QString& from, const QString& to);
  void delete_layout(const QString& name);

  /// Remembers size, docks, theme and recent files, and finds them again.
  void save_settings() const;
  void load_settings();
  [[nodiscard]] QStringList recent_files() const { return recent_; }

  /// The window as it stands, at a size in pixels.
  [[nodiscard]] QImage picture(QSize size);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void list_own_layouts();
  void make_actions();
  QAction* make_action(const Command& command);
  void tell_panes(Stage::Change change);
  void apply_theme();
  void tick();
  void make_room_for_complaint();

  Stage stage_;
  CommandTable commands_;
  std::vector<Pane*> panes_;
  std::map<QString, QDockWidget*> docks_;
  std::map<QString, Qt::DockWidgetArea> homes_;  ///< where a pane appears that the arrangement does not show
  std::vector<std::pair<QAction*, const Command*>> actions_;
  std::vector<QMenu*> menus_;
  OwnLayouts own_layouts_;
  QLabel* complaint_;
  QStringList recent_;
  QTimer timer_;
  QElapsedTimer clock_;
};

/// Shows an episode and step, written as EPISODE:STEP. @throws InputError when it is no place, or not in the recording.
void go_to(MainWindow& window, const std::string& place);

/// One picture for each step of the shown episode, frame_00000.png and so on. Time stands still meanwhile.
void write_frames(MainWindow& window, const QString& folder, QSize size);

/// The rows about files, panes, looks and help.
void add_window_commands(CommandTable& table, MainWindow& window);

}  // namespace colonnade::viewer
