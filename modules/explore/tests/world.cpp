#include "modules/measures/tests/fixture.cpp" // the measures' world, for questions to its figures
