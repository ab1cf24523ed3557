package io.jenkins.plugins.imagefarm.engine.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * A file that grows while a build runs. Each write is in it as a whole or not at all. The first one that fails is told, since
 * those who print a log look at no errors; from then on nothing more is written, so that what is there has no gap.
 */
final class LogFile extends OutputStream {
    private final FileChannel file;
    private final Consumer<IOException> onFailure;
    private boolean failed;

    LogFile(Path path, Consumer<IOException> onFailure) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.onFailure = onFailure;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        IOException failure;
        synchronized (this) {
            if (failed) {
                return;
            }
            failure = append(ByteBuffer.wrap(bytes, offset, length));
            failed = failure != null;
        }
        if (failure != null) {
            onFailure.accept(failure);
        }
    }

    /** @return why it failed; null if it did not */
    private IOException append(ByteBuffer bytes) {
        try {
            long whole = file.size();
            try {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                return null;
            } catch (IOException e) {
                file.truncate(whole);
                return e;
            }
        } catch (IOException e) {
            return e;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
