# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Runs programs of the other architecture, for multi-platform builds with RUN: the kernel hands them to Debian's static qemu.

readonly EMULATION_ENTRY=image-farm-$FOREIGN # in binfmt_misc; another name than Debian's, so that `down` removes no entry of the machine

emulation_qemu() {
  case $FOREIGN in
    arm64) echo qemu-aarch64 ;;
    amd64) echo qemu-x86_64 ;;
  esac
}

emulation_provide() {
  provide "$SUITE" qemu-user "busybox-static:$FOREIGN"
  find "$(package "$SUITE" qemu-user)/usr/bin" -type f ! -name "$(emulation_qemu)" -delete # hundreds of megabytes of other machines
}
emulation_version() { package_version "$SUITE" qemu-user; }
emulation_address() { echo "$FOREIGN by $(emulation_qemu)"; }
emulation_env() { echo "IMAGE_FARM_EMULATED=linux/$FOREIGN"; }

# What the kernel is told: the first bytes of such an ELF program, and F: the interpreter is opened now, so that containers need not hold it.
emulation_config() {
  local machine
  case $FOREIGN in
    arm64) machine='\xb7' ;;
    amd64) machine='\x3e' ;;
  esac
  printf '%s' ":$EMULATION_ENTRY:M::" \
    '\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00' "$machine" '\x00:' \
    '\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:' \
    "$(package "$SUITE" qemu-user)/usr/bin/$(emulation_qemu):OCF"
}

emulation_start() {
  emulation_clean
  in_binfmt "cat '$STATE/emulation/config' >register"
}

emulation_clean() { in_binfmt "[ ! -e $EMULATION_ENTRY ] || echo -1 >$EMULATION_ENTRY"; }

# in_binfmt SCRIPT: the mount is this command's alone, the entries are the kernel's.
in_binfmt() {
  # shellcheck disable=SC2016 # it is the inner shell's
  unshare --mount sh -ec 'mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc; cd /proc/sys/fs/binfmt_misc; eval "$1"' sh "$1" 9>&-
}

# The proof: a foreign program runs in a root that holds nothing else. The machine's own emulation is as good as ours.
emulation_ready() { chroot "$(package "$SUITE" busybox-static "$FOREIGN")" /usr/bin/busybox true; }
