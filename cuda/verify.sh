#!/bin/bash
# cuda/verify.sh [STAGE...] [--gtest SOURCE] [--quick] [--out FOLDER] [--limit SECONDS] [--total SECONDS]
#   [--host-memory GIB]: everything that only a GPU can tell, and what the compiler can. Needs CMake, ninja, a C++
# compiler and nvcc, nothing else; GoogleTest's source is taken from SOURCE where the library is not installed, and
# without either the tests are left out.
#
#   build       the preset cuda-only; registers and spills of every kernel; its loads in PTX
#   parity      the tests, on the emulated device and on the GPU
#   sanitizer   the tests on the GPU under compute-sanitizer: memcheck, racecheck, initcheck, synccheck (stages by
#               themselves, too)
#   bench       the benchmark: overlap, steps, segments, columns (stages by themselves, too)
#
# Without a stage, all of them. Each check is stopped after --limit seconds (540), and all of them together after --total
# (560); what there was no time for can be run by itself, as the table that each run prints holds what earlier ones
# found. --host-memory tells the benchmark what it may take of the host's memory, where the machine offers less than it
# would give. Logs are in FOLDER (build-cuda/verify); where $OUT is set, the table and the logs are copied there after
# every stage.
#
# Exit code: 0 all that was asked for is well; 1 a check failed, or a figure misses its target; 2 wrong usage; 77 nothing
# failed, but something was skipped, left out or not run for want of time, and the table says why.
set -u
called_in=$PWD
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1

usage() { sed -n '2,/^set -u/{/^set -u/d;s/^# \{0,1\}//p}' cuda/verify.sh; }
# path NAME: of a file or folder that the caller names, which need not be there.
path() { (cd "$called_in" && readlink -m -- "$1"); }

sanitizers=(memcheck racecheck initcheck synccheck)
parts=(overlap steps segments columns)
gtest="" out=build-cuda/verify limit=540 total=560
bench_options=()
stages=()
while [ $# -gt 0 ]; do
  case $1 in
    --gtest|--out|--limit|--total|--host-memory)
      [ $# -ge 2 ] || { echo "cuda/verify.sh: $1 needs a value" >&2; exit 2; } ;;&
    --limit|--total)
      [[ $2 =~ ^[1-9][0-9]*$ ]] || { echo "cuda/verify.sh: $1 needs whole seconds (got '$2')" >&2; exit 2; } ;;&
    --gtest) gtest=$(path "$2"); shift 2 ;;
    --out) out=$(path "$2"); shift 2 ;;
    --limit) limit=$2; shift 2 ;;
    --total) total=$2; shift 2 ;;
    --host-memory) bench_options+=(--host-memory "$2"); shift 2 ;;
    --quick) bench_options+=(--quick); shift ;;
    -h|--help) usage; exit 0 ;;
    build|parity|memcheck|racecheck|initcheck|synccheck|overlap|steps|segments|columns) stages+=("$1"); shift ;;
    sanitizer) stages+=("${sanitizers[@]}"); shift ;;
    bench) stages+=("${parts[@]}"); shift ;;
    *) echo "cuda/verify.sh: what is '$1'?" >&2; usage >&2; exit 2 ;;
  esac
done
[ ${#stages[@]} -gt 0 ] || stages=(build parity "${sanitizers[@]}" "${parts[@]}")
checks=(configure build registers ptx parity parity-gpu "${sanitizers[@]}" "${parts[@]}")
if [ -n "$gtest" ] && [ ! -f "$gtest/CMakeLists.txt" ]; then
  echo "cuda/verify.sh: --gtest: there is no GoogleTest source in '$gtest'" >&2
  exit 2
fi
mkdir -p "$out/rows" || exit 2
out=$(readlink -f "$out")
tests=build-cuda/tests/cuda/colonnade_cuda_tests
bench=build-cuda/cuda/colonnade-cuda-bench
export PATH=$PATH:/usr/local/cuda/bin

failed=0 skipped=0
# row NAME RESULT TEXT: what the table says of a check.
row() { printf '%-12s %-10s %s\n' "$1" "$2" "$3" >"$out/rows/$1"; }
fail() { failed=1; row "$1" FAILED "$2"; }
skip() { skipped=1; row "$1" skipped "$2"; }
# has_time NAME
has_time() {
  [ $SECONDS -lt "$total" ] && return 0
  skipped=1
  row "$1" "not run" "no time left"
  return 1
}
# check NAME COMMAND...: runs the command, its output in a file; fails as it does.
check() {
  local name=$1 log=$out/$1.log start=$SECONDS seconds=$limit code
  shift
  has_time "$name" || return 1
  [ $((total - SECONDS)) -ge "$seconds" ] || seconds=$((total - SECONDS))
  timeout -k 10 "$seconds" "$@" >"$log" 2>&1
  code=$?
  if [ $code = 0 ]; then
    row "$name" ok "$((SECONDS - start)) s"
    return 0
  fi
  tail -n 25 "$log"
  if [ $code != 124 ] && [ $code != 137 ]; then
    fail "$name" "exit code $code after $((SECONDS - start)) s; $log"
  elif [ "$seconds" -lt "$limit" ]; then
    skip "$name" "stopped after $((SECONDS - start)) s: no time left; $log"
  else
    fail "$name" "stopped after $((SECONDS - start)) s; $log"
  fi
  return 1
}
# check_tests NAME PATTERN COMMAND...: the same for tests, of which one at least must have passed whose name matches:
# where the GPU refuses to be used there are none, and none fails.
check_tests() {
  local name=$1 pattern=$2 log=$out/$1.log passed
  shift 2
  check "$name" "$@" || return
  passed=$(grep -c "^\[       OK \] .*$pattern" "$log")
  if [ "$passed" -gt 0 ]; then
    row "$name" ok "$passed tests; $(sed 's/.* ok *//' "$out/rows/$name")"
  else
    tail -n 25 "$log"
    fail "$name" "no test was run: could the GPU be used? $log"
  fi
}

# has_gpu NAME: whether a GPU can be used; says in the row why not.
gpu_asked="" gpu_reason="" gpu_there=""
has_gpu() {
  if [ -z "$gpu_asked" ]; then
    gpu_asked=1
    gpu_reason=$(timeout -k 10 60 "$bench" --device 2>&1) && gpu_there=1
  fi
  [ -n "$gpu_there" ] && return 0
  skip "$1" "no GPU can be used: ${gpu_reason:-it does not answer}"
  return 1
}
# is_built NAME PROGRAM
is_built() {
  has_time "$1" || return 1
  [ -x "$2" ] && return 0
  fail "$1" "$2 is not there: run 'cuda/verify.sh build' first"
  return 1
}
# has_tests NAME: whether there are tests to run, as there are not without GoogleTest.
has_tests() {
  is_built "$1" "$bench" || return
  local reason
  reason=$(sed -n 's/^-- Colonnade: \(GPU tests are off.*\)/\1; see --gtest/p' "$out/configure.log" 2>/dev/null)
  [ -z "$reason" ] && { is_built "$1" "$tests"; return; }
  skip "$1" "$reason"
  return 1
}

build() {
  # What was found was found of other programs, which must not be run any more where these cannot be built.
  rm -f "$out"/rows/* "$tests" "$bench"
  # Another compiler may warn of what this project's does not; spills are looked for by themselves.
  check configure cmake --preset cuda-only -DCOLONNADE_WARNINGS_AS_ERRORS=OFF \
    ${gtest:+-DCOLONNADE_GTEST_SOURCE="$gtest"} || return
  check build cmake --build --preset cuda-only || return
  check registers nvcc -std=c++20 -fmad=false -Xptxas=-v,-warn-spills,-warn-lmem-usage -Werror all-warnings --threads 0 \
    -gencode arch=compute_75,code=sm_75 -gencode arch=compute_80,code=sm_80 -gencode arch=compute_90,code=sm_90 \
    -I cuda/include -I cortex/include -I cuda/src -I cortex/src -c cuda/src/kernels.cu -o build-cuda/kernels-registers.o
  check ptx cuda/ptx_report.sh nvcc
}

parity() {
  has_tests parity || return
  check_tests parity '' "$tests"
  has_gpu parity-gpu && check_tests parity-gpu /gpu "$tests" --gtest_filter='*/gpu:Gpu.*'
}

sanitizer() {
  has_tests "$1" && has_gpu "$1" || return
  if ! command -v compute-sanitizer >/dev/null; then
    skip "$1" "compute-sanitizer is not installed"
    return
  fi
  # Gpu.* says why there is no GPU, where there is none under the sanitizer.
  check_tests "$1" /gpu compute-sanitizer --tool "$1" --error-exitcode 9 "$tests" --gtest_filter='*/gpu:Gpu.*'
}

measure() {
  is_built "$1" "$bench" && has_gpu "$1" || return
  check "$1" "$bench" "${bench_options[@]}" "$1" || return
  cat "$out/$1.log"
  local missed left_out
  missed=$(grep -c 'MISSED)' "$out/$1.log")
  left_out=$(grep -c 'left out' "$out/$1.log")
  if [ "$missed" -gt 0 ]; then
    failed=1
    row "$1" MISSED "$missed of the figures, and $left_out left out; $out/$1.log"
  elif [ "$left_out" -gt 0 ]; then
    skip "$1" "$left_out of the figures left out; $out/$1.log"
  fi
}

# What is known by now, in $out and where $OUT says.
write_results() {
  local name
  for name in "${checks[@]}"; do
    cat "$out/rows/$name" 2>/dev/null || printf '%-12s %s\n' "$name" "not run"
  done >"$out/table.txt"
  [ -n "${OUT:-}" ] || return 0
  mkdir -p "$OUT"
  cp "$out/table.txt" "$OUT"
  for name in "${checks[@]}"; do
    [ -f "$out/$name.log" ] && printf '\n==== %s\n' "$name" && cat "$out/$name.log"
  done >"$OUT/logs.txt"
}

for stage in "${stages[@]}"; do
  case $stage in
    build) build ;;
    parity) parity ;;
    memcheck|racecheck|initcheck|synccheck) sanitizer "$stage" ;;
    *) measure "$stage" ;;
  esac
  write_results
done
echo
cat "$out/table.txt"
[ $failed = 0 ] || exit 1
[ $skipped = 0 ] || exit 77
