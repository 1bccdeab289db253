// Control-C: what is finished is printed, what is running is given up.
#pragma once

namespace rederive::bench {

/// From now on SIGINT and SIGTERM are noted; a second one ends the program at once.
void watch_interrupts();

/// Throws Interrupted once the user has asked to stop.
void stop_if_interrupted();

}  // namespace rederive::bench
