#include "shortcut_sheet.h"

#include <map>

#include <QTextBrowser>
#include <QVBoxLayout>

namespace colonnade::viewer {

ShortcutSheet::ShortcutSheet(const CommandTable& commands, QWidget* parent) : QDialog(parent) {
  setWindowTitle("Keys");
  resize(620, 640);
  std::map<std::string, std::string> rows;
  for (const Command& command : commands.all()) {
    if (command.keys.empty()) continue;
    rows[command.menu] += "<tr><td><b>" + command.keys + "</b>&nbsp;&nbsp;</td><td>" + command.text +
                          "</td><td><i>&nbsp;" + command.tip + "</i></td></tr>";
  }
  std::string html;
  for (const auto& [menu, text] : rows) html += "<h3>" + menu + "</h3><table>" + text + "</table>";
  html +=
      "<h3>Mouse</h3><p>In three dimensions: drag to turn, drag with the right button to shift, wheel to zoom, "
      "double click to fit, click to select.</p>";
  auto* browser = new QTextBrowser;
  browser->setHtml(QString::fromStdString(html));
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(browser);
}

}  // namespace colonnade::viewer
