# shellcheck shell=bash disable=SC2034,SC2153 # constants are shared between these files
# Runs programs of the other architecture, for multi-platform builds with RUN: the kernel hands them to Debian's static qemu.

# The name in binfmt_misc, this state directory's own, so that `down` removes nobody else's entry.
EMULATION_ENTRY=image-farm-$FOREIGN-$(cksum <<<"$STATE" | cut -d ' ' -f 1)
readonly EMULATION_ENTRY

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

# What the kernel is told: the first bytes of such an ELF program, and flags. F: the interpreter is opened now, so that containers need not hold
# it; P: a program sees its own argv[0] (busybox's shell calls its applets by that alone); OC: set-user-id programs work.
emulation_config() {
  local machine
  case $FOREIGN in
    arm64) machine='\xb7' ;;
    amd64) machine='\x3e' ;;
  esac
  printf '%s' ":$EMULATION_ENTRY:M::" \
    '\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00' "$machine" '\x00:' \
    '\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:' \
    "$(package "$SUITE" qemu-user)/usr/bin/$(emulation_qemu):POCF"
}

# Newer kernels forget the entries when nobody has binfmt_misc mounted any more, older ones never do. So the engine's process is one that
# does nothing but hold the mount, in a namespace where nobody sees it, and the entry is also removed by name.
emulation_start() {
  emulation_clean
  # shellcheck disable=SC2016 # the inner shell's
  spawn emulation sh -ec "$MOUNT_BINFMT"'; cat "$HOME/config" >register; exec sleep infinity'
}

emulation_clean() { unshare --mount sh -ec "$MOUNT_BINFMT; [ ! -e $EMULATION_ENTRY ] || echo -1 >$EMULATION_ENTRY"; }

readonly MOUNT_BINFMT='mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc; cd /proc/sys/fs/binfmt_misc'

# The proof: a foreign program runs in a root that holds nothing else.
emulation_ready() { chroot "$(package "$SUITE" busybox-static "$FOREIGN")" /usr/bin/busybox true; }
