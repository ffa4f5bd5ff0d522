#include <algorithm>
#include <functional>

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QInputDialog>

#include <colonnade/cortex/error.h>

#include "command_palette.h"
#include "main_window.h"
#include "shortcut_sheet.h"

namespace colonnade::viewer {
namespace {

void ask_for_file(MainWindow& window) {
  const QString file =
      QFileDialog::getOpenFileName(&window, "Open a recording", {}, "Recordings (*.recording *.rec);;All files (*)");
  if (!file.isEmpty()) window.open(file.toStdString());
}

void ask_where(MainWindow& window) {
  bool fine = false;
  const QString text =
      QInputDialog::getText(&window, "Go to", "Episode:step, as in 3:17", QLineEdit::Normal, {}, &fine);
  if (!fine) return;
  try {
    go_to(window, text.toStdString());
    window.complain({});
  } catch (const InputError& error) {
    window.complain(QString::fromStdString(error.what()));
  }
}

/// The size of exported pictures; empty when the user thinks better of it.
QSize ask_size(MainWindow& window) {
  bool fine = false;
  const QString now = QString("%1 x %2").arg(window.width()).arg(window.height());
  const QString text =
      QInputDialog::getText(&window, "Size of the pictures", "Width x height, pixels", QLineEdit::Normal, now, &fine);
  if (!fine) return {};
  const QStringList parts = text.split('x');
  const QSize size = parts.size() == 2 ? QSize(parts[0].trimmed().toInt(), parts[1].trimmed().toInt()) : QSize();
  if (size.width() >= 64 && size.height() >= 64 && size.width() <= 16384 && size.height() <= 16384) return size;
  window.complain("'" + text + "' is no size; write width x height, each from 64 to 16384, as in 1280 x 720");
  return {};
}

void export_picture(MainWindow& window) {
  const QSize size = ask_size(window);
  if (!size.isValid()) return;
  const QString file = QFileDialog::getSaveFileName(&window, "Export this picture", "colonnade.png", "PNG (*.png)");
  if (!file.isEmpty() && !window.picture(size).save(file, "PNG")) {
    window.complain(file + ": cannot be written");
  }
}

void export_frames(MainWindow& window) {
  const QSize size = ask_size(window);
  if (!size.isValid()) return;
  const QString folder = QFileDialog::getExistingDirectory(&window, "Export the episode's frames into a folder");
  if (!folder.isEmpty()) write_frames(window, folder, size);
}

/// Does what may be refused; then the window says why.
void try_to(MainWindow& window, const std::function<void()>& what) {
  try {
    what();
    window.complain({});
  } catch (const InputError& error) {
    window.complain(QString::fromStdString(error.what()));
  }
}

/// One of the person's own layouts; empty when the person thinks better of it.
QString ask_layout(MainWindow& window, const QString& title) {
  bool fine = false;
  const QString name = QInputDialog::getItem(&window, title, "Layout", window.own_layouts(), 0, false, &fine);
  return fine ? name : QString();
}

void add_layout_commands(CommandTable& table, MainWindow& window) {
  const auto has_own = [&window] { return !window.own_layouts().isEmpty(); };
  table.add({"layout.save", "Layout", "Save this layout …", "Keeps the panes as they are arranged now, under a name",
             "Ctrl+Shift+S",
             [&window] {
               bool fine = false;
               const QString name = QInputDialog::getItem(&window, "Save this layout", "Name (an old one is replaced)",
                                                          window.own_layouts(), 0, true, &fine);
               if (fine) try_to(window, [&] { window.save_layout(name); });
             },
             [] { return true; }, nullptr});
  table.add({"layout.rename", "Layout", "Rename a layout …", "Gives one of your layouts another name", "",
             [&window] {
               const QString from = ask_layout(window, "Rename a layout");
               if (from.isEmpty()) return;
               bool fine = false;
               const QString to =
                   QInputDialog::getText(&window, "Rename '" + from + "'", "New name", QLineEdit::Normal, from, &fine);
               if (fine) try_to(window, [&] { window.rename_layout(from, to); });
             },
             has_own, nullptr});
  table.add({"layout.delete", "Layout", "Delete a layout …", "Forgets one of your layouts", "",
             [&window] {
               const QString name = ask_layout(window, "Delete a layout");
               if (!name.isEmpty()) try_to(window, [&] { window.delete_layout(name); });
             },
             has_own, nullptr});
}

}  // namespace

void go_to(MainWindow& window, const std::string& place) {
  const Cursor at = parse_cursor(place);
  if (window.stage().document() != nullptr) check_place(*window.stage().document(), at);
  window.stage().move([&](Transport& t, const Document& d) { t.go_to(d, at); });
}

void write_frames(MainWindow& window, const QString& folder, QSize size) {
  if (window.stage().episode() == nullptr) return;
  const Cursor before = window.stage().cursor();
  window.stage().move([](Transport& t, const Document&) { t.set_playing(false); });
  const int steps = window.stage().document()->recorded_steps(before.episode);
  for (int step = 0; step < steps; ++step) {
    window.stage().move([&](Transport& t, const Document& d) { t.go_to(d, {before.episode, step}); });
    const QString file = QDir(folder).filePath(QString("frame_%1.png").arg(step, 5, 10, QChar('0')));
    if (window.picture(size).save(file, "PNG")) continue;
    window.complain(file + ": cannot be written");
    break;
  }
  window.stage().move([&](Transport& t, const Document& d) { t.go_to(d, before); });
}

void add_window_commands(CommandTable& table, MainWindow& window) {
  const auto always = [] { return true; };
  const auto has_file = [&window] { return window.stage().document() != nullptr; };
  table.add({"file.open", "File", "Open a recording …", "Shows what a run has recorded, or is recording now", "Ctrl+O",
             [&window] { ask_for_file(window); }, always, nullptr});
  table.add({"file.recent", "File", "Open a recent recording …", "Lists the recordings opened before", "Ctrl+R",
             [&window] {
               bool fine = false;
               const QString file =
                   QInputDialog::getItem(&window, "Recent recordings", "Open", window.recent_files(), 0, false, &fine);
               if (fine && !file.isEmpty()) window.open(file.toStdString());
             },
             [&window] { return !window.recent_files().isEmpty(); }, nullptr});
  table.add({"file.reload", "File", "Open it again", "Reads the file anew, if another stands in its place", "F5",
             [&window] {
               const auto path = window.stage().document()->reader().path();
               window.open(path);
             },
             has_file, nullptr});
  table.add({"file.export", "File", "Export a picture …", "The window as it is, as a PNG file", "Ctrl+E",
             [&window] { export_picture(window); }, always, nullptr});
  table.add({"file.frames", "File", "Export the episode as frames …", "One PNG file a step, to make a film of",
             "Ctrl+Shift+E", [&window] { export_frames(window); }, has_file, nullptr});
  table.add(
      {"file.quit", "File", "Quit", "Closes the window", "Ctrl+Q", [&window] { window.close(); }, always, nullptr});
  table.add({"play.go_to", "Play", "Go to …", "To an episode and step by their numbers", "Ctrl+G",
             [&window] { ask_where(window); }, has_file, nullptr});
  table.add({"view.theme", "View", "Light theme", "Light instead of dark", "Ctrl+T",
             [&window] { window.stage().set_theme(window.stage().theme().name == kDark.name ? kLight : kDark); },
             always, [&window] { return window.stage().theme().name == kLight.name; }});
  table.add({"view.column", "View", "Next column", "Shows the layers of the next column of the region", "C",
             [&window] {
               const int columns = std::max(1, window.stage().document()->reader().info().columns);
               window.stage().set_column((window.stage().column() + 1) % columns);
             },
             has_file, nullptr});
  table.add({"view.unselect", "View", "Select nothing", "Forgets what was clicked", "Escape",
             [&window] {
               window.stage().select({});
               window.complain({});
             },
             always, nullptr});
  int number = 0;
  for (const QString& layout : MainWindow::layouts()) {
    table.add({"layout." + layout.toLower().toStdString(), "Layout", layout.toStdString(),
               "Arranges the panes for this purpose", "Ctrl+" + std::to_string(++number),
               [&window, layout] { window.arrange(layout); }, always, nullptr});
  }
  add_layout_commands(table, window);
  table.add({"help.palette", "Help", "Find a command …", "Every command, by a few letters of its name", "Ctrl+P",
             [&window] { CommandPalette(window.commands(), &window).exec(); }, always, nullptr});
  table.add({"help.keys", "Help", "Keys", "All shortcuts on one sheet", "F1",
             [&window] { ShortcutSheet(window.commands(), &window).exec(); }, always, nullptr});
}

}  // namespace colonnade::viewer
