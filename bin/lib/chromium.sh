# shellcheck shell=bash # sourced by bin/engines
# A browser for the tests of pages. It has far more dependencies than can be unpacked beside the machine's own, so it is installed.

chromium_provide() { host_commands chromium chromium; }
chromium_config() { :; }
chromium_start() { :; }
chromium_ready() { command -v chromium; }
chromium_version() { dpkg-query --show --showformat='${Version}' chromium 2>/dev/null || echo -; }
chromium_address() { command -v chromium || echo -; }
chromium_env() { echo "IMAGE_FARM_CHROMIUM=$(chromium_address)"; }
