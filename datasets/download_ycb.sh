#!/bin/bash
# Fetches the scanned YCB objects (Calli et al. 2015, CC BY 4.0) that the benchmark uses, and writes their index.
set -euo pipefail

refuse() {
  echo "download_ycb.sh: $1" >&2
  exit 2
}

usage() {
  cat <<'END'
Usage: download_ycb.sh DIR [OBJECT...]

Downloads the laser-scanned meshes (16,384 triangles) of the 77 YCB objects of the benchmark, about 1 GB, to DIR/ycb,
and writes DIR/ycb/index.csv. Then: colonnade run base_77obj_surf_agent --data DIR

  OBJECT  only these, by their YCB names, such as 025_mug; then run with --set object_set=ycb: all that are there
  --help  this text

What is there already is not fetched again, so an interrupted download is resumed by the same command.
END
}

readonly host="https://ycb-benchmarks.s3.amazonaws.com/data/google"
objects=(
  002_master_chef_can 003_cracker_box 004_sugar_box 005_tomato_soup_can 006_mustard_bottle 007_tuna_fish_can
  008_pudding_box 009_gelatin_box 010_potted_meat_can 011_banana 012_strawberry 013_apple 014_lemon 015_peach 016_pear
  017_orange 018_plum 019_pitcher_base 021_bleach_cleanser 024_bowl 025_mug 026_sponge 028_skillet_lid 029_plate
  030_fork 031_spoon 032_knife 033_spatula 035_power_drill 036_wood_block 037_scissors 038_padlock 040_large_marker
  042_adjustable_wrench 043_phillips_screwdriver 044_flat_screwdriver 048_hammer 050_medium_clamp 051_large_clamp
  052_extra_large_clamp 053_mini_soccer_ball 054_softball 055_baseball 056_tennis_ball 057_racquetball 058_golf_ball
  059_chain 061_foam_brick 062_dice 063-a_marbles 063-b_marbles 065-a_cups 065-b_cups 065-c_cups 065-d_cups 065-e_cups
  065-f_cups 065-g_cups 065-h_cups 065-i_cups 065-j_cups 070-a_colored_wood_blocks 070-b_colored_wood_blocks
  071_nine_hole_peg_test 072-a_toy_airplane 072-b_toy_airplane 072-c_toy_airplane 072-d_toy_airplane
  072-e_toy_airplane 073-a_lego_duplo 073-b_lego_duplo 073-c_lego_duplo 073-d_lego_duplo 073-e_lego_duplo
  073-f_lego_duplo 073-g_lego_duplo 077_rubiks_cube
)

if [[ $# -eq 0 || $1 == --help || $1 == -h ]]; then
  usage
  [[ $# -gt 0 ]] && exit 0 || exit 2
fi
for tool in curl tar; do
  command -v "$tool" >/dev/null || refuse "$tool is not installed"
done
folder="$1/ycb"
shift
[[ $# -eq 0 ]] || objects=("$@")
mkdir -p "$folder" 2>/dev/null || refuse "cannot make the folder $folder"

# Everything is unpacked beside its place and then moved there, so that what has its name is whole.
partial=$(mktemp -d "$folder/.partial-XXXXXX" 2>/dev/null) || refuse "cannot write into $folder"
trap 'rm -rf "$partial"' EXIT

number=0
for object in "${objects[@]}"; do
  number=$((number + 1))
  [[ $object =~ ^[0-9]{3}[-_][a-z_-]+$ ]] || refuse "'$object' is no YCB name"
  [[ -f $folder/$object/google_16k/textured.obj ]] && continue
  echo "[$number/${#objects[@]}] $object"
  curl --fail --location --silent --show-error --retry 3 "$host/${object}_google_16k.tgz" -o "$partial/archive.tgz"
  tar -xzf "$partial/archive.tgz" -C "$partial"
  [[ -f $partial/$object/google_16k/textured.obj ]] || { echo "download_ycb.sh: no mesh in the archive of $object" >&2; exit 1; }
  rm -rf "${folder:?}/$object"
  mv "$partial/$object" "$folder/$object"
done

# The index lists all objects that are there, also from earlier calls.
{
  echo "id,file,monty_name"
  for mesh in "$folder"/*/google_16k/textured.obj; do
    object=$(basename "$(dirname "$(dirname "$mesh")")")
    echo "$object,$object/google_16k/textured.obj,${object#[0-9][0-9][0-9][-_]}"
  done
} >"$partial/index.csv"
mv "$partial/index.csv" "$folder/index.csv"
echo "$folder/index.csv lists $(($(wc -l <"$folder/index.csv") - 1)) objects"
