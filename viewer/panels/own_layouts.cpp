#include "own_layouts.h"

#include <QSettings>

#include <colonnade/cortex/error.h>

namespace colonnade::viewer {
namespace {

[[noreturn]] void refuse(const QString& name, const char* why) {
  throw InputError("the layout '" + name.toStdString() + "' " + why);
}

}  // namespace

QList<OwnLayouts::Entry> OwnLayouts::read() {
  QSettings settings;
  QList<Entry> entries;
  const int count = settings.beginReadArray("layouts");
  for (int i = 0; i < count; ++i) {
    settings.setArrayIndex(i);
    entries.append(
        {settings.value("name").toString(), settings.value("version").toInt(), settings.value("docks").toByteArray()});
  }
  settings.endArray();
  return entries;
}

void OwnLayouts::write(const QList<Entry>& entries) {
  QSettings settings;
  settings.remove("layouts");
  settings.beginWriteArray("layouts", static_cast<int>(entries.size()));
  for (int i = 0; i < static_cast<int>(entries.size()); ++i) {
    settings.setArrayIndex(i);
    settings.setValue("name", entries[i].name);
    settings.setValue("version", entries[i].version);
    settings.setValue("docks", entries[i].docks);
  }
  settings.endArray();
}

qsizetype OwnLayouts::find(const QList<Entry>& entries, const QString& name) const {
  for (qsizetype i = 0; i < entries.size(); ++i) {
    if (entries[i].version == version_ && entries[i].name == name) return i;
  }
  return -1;
}

QString OwnLayouts::checked(const QString& name) const {
  QString trimmed = name.trimmed();
  if (trimmed.isEmpty()) throw InputError("a layout needs a name");
  if (taken_.contains(trimmed, Qt::CaseInsensitive)) refuse(trimmed, "is built in; choose another name");
  return trimmed;
}

QStringList OwnLayouts::names() const {
  QStringList names;
  for (const Entry& entry : read()) {
    if (entry.version == version_) names << entry.name;
  }
  return names;
}

QByteArray OwnLayouts::docks(const QString& name) const {
  const QList<Entry> entries = read();
  const qsizetype at = find(entries, name);
  return at < 0 ? QByteArray() : entries[at].docks;
}

void OwnLayouts::save(const QString& name, const QByteArray& docks) {
  const QString fine = checked(name);
  QList<Entry> entries = read();
  const qsizetype at = find(entries, fine);
  if (at < 0) {
    entries.append({fine, version_, docks});
  } else {
    entries[at].docks = docks;
  }
  write(entries);
}

void OwnLayouts::rename(const QString& from, const QString& to) {
  const QString fine = checked(to);
  QList<Entry> entries = read();
  const qsizetype at = find(entries, from);
  if (at < 0) refuse(from, "does not exist");
  const qsizetype other = find(entries, fine);
  if (other >= 0 && other != at) refuse(fine, "exists already");
  entries[at].name = fine;
  write(entries);
}

void OwnLayouts::remove(const QString& name) {
  QList<Entry> entries = read();
  const qsizetype at = find(entries, name);
  if (at < 0) refuse(name, "does not exist");
  entries.removeAt(at);
  write(entries);
}

}  // namespace colonnade::viewer
