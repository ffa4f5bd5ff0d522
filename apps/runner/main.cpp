#include "program.h"

int main(int argc, char** argv) { return colonnade::runner::run_program(argc, argv); }
