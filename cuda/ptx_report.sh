#!/bin/bash
# cuda/ptx_report.sh [NVCC]: what the PTX of every kernel does to memory. Fails when codes or modules are not loaded 16
# bytes at a time, when an access is not aligned to its size, which stops a GPU, or when an addition was fused
# with a multiplication, which would cost bits of the evidence.
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
nvcc=${1:-nvcc}
ptx=$(mktemp) || exit 1
trap 'rm -f "$ptx"' EXIT
"$nvcc" -std=c++20 -fmad=false -arch=compute_90 -ptx -I cuda/include -I cortex/include -I cuda/src -I cortex/src \
  cuda/src/kernels.cu -o "$ptx" || exit 1

awk '
  /\.entry / {
    name = $0
    sub(/.*7kernels[0-9]+/, "", name)  # the mangled name: length and name after the namespace, then template arguments
    sub(/IhEE.*/, " (8 bit)", name)
    sub(/ItEE.*/, " (16 bit)", name)
    sub(/EEEv.*/, "", name)
    names[++count] = name
  }
  # "ld.global.v4.u32 {...}, [%rd1+144];": 4 elements of 32 bits, at 144. What it is added to is aligned.
  /^[ \t]*(@!?%p[0-9]+ )?(ld|st|atom|red)\.[a-zA-Z0-9_.:]*[ \t]/ && match($0, /\[[^]]*\+-?[0-9]+\]/) {
    at = substr($0, RSTART, RLENGTH)
    sub(/.*\+/, "", at)
    match($0, /(ld|st|atom|red)\.[a-zA-Z0-9_.:]*/)
    what = substr($0, RSTART, RLENGTH)
    bytes = what
    sub(/.*[a-z]/, "", bytes)
    bytes /= 8
    if (what ~ /\.v2/) bytes *= 2
    if (what ~ /\.v4/) bytes *= 4
    ++with_offset
    if (at % bytes != 0) bad = bad names[count] " has a misaligned " what " at +" at + 0 "; "
  }
  /ld\.global[a-z0-9.]*\.v4/ { wide[count]++; next }
  /ld\.global[a-z0-9.]*\.[usb](8|16)[ \t]/ { tiny[count]++ }
  /ld\.global/ { narrow[count]++ }
  /ld\.shared[a-z0-9.]*\.v4/ { shared[count]++ }
  /[ \t](fma|mad)[.a-z]*\.f/ { fused[count]++ }
  /\.local/ { local[count]++ }
  END {
    printf "%-24s %12s %12s %12s %12s %8s %8s\n", "kernel", "16-byte", "narrower", "1 or 2", "16-byte sh.", "fused", "local"
    for (i = 1; i <= count; ++i) {
      printf "%-24s %12d %12d %12d %12d %8d %8d\n", names[i], wide[i], narrow[i], tiny[i], shared[i], fused[i], local[i]
      if (fused[i] > 0) bad = bad names[i] " has fused multiply-adds; "
      if (local[i] > 0) bad = bad names[i] " uses local memory; "
      # The kernels in which the time goes: least 16-byte loads from global, and from shared memory.
      if (names[i] ~ /^OneToMany/ && (wide[i] < 5 || narrow[i] > 0)) bad = bad names[i] " loads narrowly; "
      if (names[i] ~ /^ManyToMany/ && (wide[i] < 2 || narrow[i] > 0 || shared[i] < 8)) bad = bad names[i] " loads narrowly; "
      # 12 for the modules, 9 for a sensation, 3 for a pose, 1 for a segment in brief, 1 at least for its geometry; its
      # codes come 12 bytes to each of 16 threads. Nothing comes byte by byte.
      if (names[i] ~ /^(MatchPoses|StepColumns|ReplayColumns)/ && (wide[i] < 26 || tiny[i] > 0)) bad = bad names[i] " loads narrowly; "
      if (names[i] ~ /^(OneToMany|ManyToMany|MatchPoses|StepColumns|ReplayColumns)/) ++found
    }
    if (with_offset == 0) bad = bad "no access with an offset was recognised; "
    if (found != 7) bad = bad "not all of the seven kernels are there; "
    if (bad != "") { print "WRONG: " bad; exit 1 }
  }' "$ptx"
