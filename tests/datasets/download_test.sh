#!/bin/bash
# download_test.sh SCRIPT: the download script lays out what it fetches and indexes it; a stand-in for curl serves two
# small archives.
set -euo pipefail
script=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir "$folder/bin"
for object in 025_mug 065-a_cups; do
  mkdir -p "$folder/source/$object/google_16k"
  echo "$object" >"$folder/source/$object/google_16k/textured.obj"
  tar -czf "$folder/${object}_google_16k.tgz" -C "$folder/source" "$object"
done
cat >"$folder/bin/curl" <<END
#!/bin/bash
for argument in "\$@"; do [[ \$argument == https://* ]] && name=\$(basename "\$argument"); done
echo "\$name" >>"$folder/fetched"
cp "$folder/\$name" "\${@: -1}"
END
chmod +x "$folder/bin/curl"
export PATH="$folder/bin:$PATH"

fail() { echo "FAILED: $1"; exit 1; }
"$script" --help | grep -q Usage || fail "--help"
! "$script" >/dev/null || fail "no arguments"
touch "$folder/file"
status=0
complaint=$("$script" "$folder/file/data" 2>&1) || status=$?
[[ $status == 2 && $complaint == *"cannot make the folder $folder/file/data/ycb" ]] || fail "no folder: $status $complaint"
! "$script" "$folder/data" ../escape 2>/dev/null || fail "a name that is none"
"$script" "$folder/data" 025_mug
"$script" "$folder/data" 025_mug 065-a_cups
! "$script" "$folder/data" 026_sponge 2>/dev/null || fail "an archive that does not exist"

printf '%s\n' id,file,monty_name 025_mug,025_mug/google_16k/textured.obj,mug \
  065-a_cups,065-a_cups/google_16k/textured.obj,a_cups | diff - "$folder/data/ycb/index.csv" || fail "the index"
[[ $(grep -c mug "$folder/fetched") == 1 ]] || fail "what is there was fetched again"
[[ $(find "$folder/data/ycb" -mindepth 1 -maxdepth 1 | wc -l) == 3 ]] || fail "something half-done was left"
