// The unit of the measures tests, compiled into this program too.
#include "modules/measures/tests/fixture.cpp"
