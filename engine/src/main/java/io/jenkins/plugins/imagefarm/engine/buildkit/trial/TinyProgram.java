package io.jenkins.plugins.imagefarm.engine.buildkit.trial;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The smallest program that ends with an exit code of its choice: an ELF file for Linux of one segment with one system call, which
 * needs no library, no loader and no registry to come from.
 */
enum TinyProgram {
    /** {@code EM_X86_64}. */
    AMD64(62) {
        @Override
        void code(ByteBuffer code, int exitCode) {
            code.put((byte) 0xBF).putInt(exitCode); // mov edi, exitCode: the first argument
            code.put((byte) 0xB8).putInt(60); // mov eax, 60: the system call exit
            code.put((byte) 0x0F).put((byte) 0x05); // syscall
        }
    },

    /** {@code EM_AARCH64}. In an instruction that sets a register, its value stands from bit 5 on and its number in bits 0 to 4. */
    ARM64(183) {
        @Override
        void code(ByteBuffer code, int exitCode) {
            code.putInt(0xD2800000 | exitCode << 5); // movz x0, #exitCode: the first argument
            code.putInt(0xD2800000 | 93 << 5 | 8); // movz x8, #93: the system call exit
            code.putInt(0xD4000001); // svc #0
        }
    };

    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int ROOM_FOR_CODE = 16;
    private static final int SIZE = HEADER + SEGMENT + ROOM_FOR_CODE;

    /** Where the file lies in memory: the linkers' usual place, on the border of a page of any size that these processors have. */
    private static final long PLACE = 0x400000;

    private static final long PAGE = 0x10000;

    private final int machine;

    TinyProgram(int machine) {
        this.machine = machine;
    }

    /** Instructions of at most {@link #ROOM_FOR_CODE} bytes. */
    abstract void code(ByteBuffer code, int exitCode);

    /** @param architecture as images name it; empty if there is no program for it */
    static Optional<TinyProgram> of(String architecture) {
        return switch (architecture) {
            case "amd64" -> Optional.of(AMD64);
            case "arm64" -> Optional.of(ARM64);
            default -> Optional.empty();
        };
    }

    /** @param exitCode 0 to 255 */
    byte[] file(int exitCode) {
        ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        header(file);
        segment(file);
        code(file, exitCode);
        return file.array();
    }

    /** {@code Elf64_Ehdr}. */
    private void header(ByteBuffer file) {
        file.put(new byte[] {0x7F, 'E', 'L', 'F'});
        file.put((byte) 2); // 64 bits
        file.put((byte) 1); // the lowest byte first
        file.put((byte) 1); // the version of ELF
        file.position(16); // for any Unix
        file.putShort((short) 2); // e_type: a program at a fixed place
        file.putShort((short) machine); // e_machine
        file.putInt(1); // e_version
        file.putLong(PLACE + HEADER + SEGMENT); // e_entry: the code
        file.putLong(HEADER); // e_phoff: the segment's description comes next
        file.putLong(0); // e_shoff: no sections
        file.putInt(0); // e_flags
        file.putShort((short) HEADER); // e_ehsize
        file.putShort((short) SEGMENT); // e_phentsize
        file.putShort((short) 1); // e_phnum
        file.position(HEADER); // no sections, of no size
    }

    /** {@code Elf64_Phdr}: the whole file. */
    private static void segment(ByteBuffer file) {
        file.putInt(1); // p_type: to be loaded
        file.putInt(4 | 1); // p_flags: may be read and executed
        file.putLong(0); // p_offset: from the file's begin
        file.putLong(PLACE); // p_vaddr
        file.putLong(PLACE); // p_paddr, which nobody asks for
        file.putLong(SIZE); // p_filesz
        file.putLong(SIZE); // p_memsz
        file.putLong(PAGE); // p_align
    }
}
