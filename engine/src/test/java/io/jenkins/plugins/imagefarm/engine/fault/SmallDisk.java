package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file system of a few pages. */
final class SmallDisk implements AutoCloseable {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Skips the test where this user may not mount. */
    static SmallDisk at(Path mountPoint, String size) throws IOException, InterruptedException {
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mountPoint.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(mount.waitFor() == 0, "a small disk cannot be mounted here: " + said);
        return new SmallDisk(mountPoint);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        int exit = new ProcessBuilder("umount", mountPoint.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(mountPoint + " is still in use: something of the build is left");
        }
    }
}
