#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace colonnade::viewer {

/// The arrangements of panes that a person has saved under names. They live in the settings; those that another version
/// of the settings wrote are left alone and not shown.
class OwnLayouts {
 public:
  /// @param version of the settings. @param taken names that are not to be used.
  OwnLayouts(int version, QStringList taken) : version_(version), taken_(std::move(taken)) {}

  [[nodiscard]] QStringList names() const;
  /// The docks as they were saved; empty when there is none of that name.
  [[nodiscard]] QByteArray docks(const QString& name) const;
  /// Replaces one of the same name. @throws InputError when the name is empty or taken.
  void save(const QString& name, const QByteArray& docks);
  /// @throws InputError when there is none of that name, or the new one is empty, taken or in use.
  void rename(const QString& from, const QString& to);
  /// @throws InputError when there is none of that name.
  void remove(const QString& name);

 private:
  struct Entry {
    QString name;
    int version;
    QByteArray docks;
  };
  [[nodiscard]] static QList<Entry> read();
  static void write(const QList<Entry>& entries);
  /// Where it stands; -1: nowhere.
  [[nodiscard]] qsizetype find(const QList<Entry>& entries, const QString& name) const;
  [[nodiscard]] QString checked(const QString& name) const;

  int version_;
  QStringList taken_;
};

}  // namespace colonnade::viewer
