# Shared by ./run and ./test (bash). Source it in the repository root.

say() { printf '\033[1m%s\033[0m\n' "$*"; }

# ensure_packages LIST...: installs those packages of the lists (packaging/LIST.txt) that are missing, and only those.
ensure_packages() {
  local lists=("${@/#/packaging/}") missing=() package
  lists=("${lists[@]/%/.txt}")
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian system: nothing is installed. Needed, by their Debian 12 names: $(cat "${lists[@]}" | xargs)"
    return 0
  fi
  for package in $(cat "${lists[@]}"); do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and there is no sudo to install them. As root:" >&2
      echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  say "Installing: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2 || true
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "${missing[@]}" >&2; then
    echo "apt-get could not install: ${missing[*]}. Is this Debian 12 with a network?" >&2
    return 1
  fi
}

# build PRESET [TARGETS...]: configures, with the options in $configure_options, and builds; quiet while all is well.
configure_options=()
build() {
  local preset=$1 log
  shift
  log=$(mktemp)
  command -v ccache >/dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
  say "Configuring ($preset)"
  if ! cmake --preset "$preset" "${configure_options[@]}" >"$log" 2>&1; then
    cat "$log"
    rm -f "$log"
    return 1
  fi
  grep -E '^-- Colonnade:' "$log"
  rm -f "$log"
  say "Building ($preset)"
  cmake --build --preset "$preset" ${*:+--target "$@"}
}
