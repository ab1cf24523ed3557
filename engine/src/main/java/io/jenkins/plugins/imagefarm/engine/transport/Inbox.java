package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * What was received for one socket and not read yet. Its sink is filled by the thread that reads for all sockets of an SSH
 * connection, and holds that thread up when the inbox is full, since the library's windows do not know how much was read.
 *
 * <p>A pipe of {@code java.io} would not do: it breaks when the thread that read from it last has ended.
 */
final class Inbox {
    private static final int CAPACITY = 4 << 20;

    private final BooleanSupplier lost;
    private final Queue<byte[]> chunks = new ArrayDeque<>();
    private int size;
    private int taken;
    private boolean complete;
    private boolean cut;
    private boolean closed;

    /** @param lost whether an end that comes now is not the far side's own */
    Inbox(BooleanSupplier lost) {
        this.lost = lost;
    }

    OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                put(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                byte[] chunk = new byte[length];
                System.arraycopy(bytes, offset, chunk, 0, length);
                put(chunk);
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    InputStream stream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return take(bytes, offset, length);
            }

            @Override
            public int available() {
                return unread();
            }
        };
    }

    private synchronized int unread() {
        return size;
    }

    private synchronized void put(byte[] chunk) throws IOException {
        while (size >= CAPACITY && !closed && !complete) {
            await();
        }
        if (!closed && !complete && chunk.length > 0) {
            chunks.add(chunk);
            size += chunk.length;
            notifyAll();
        }
    }

    private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (chunks.isEmpty() && !complete && !closed) {
            await();
        }
        if (closed) {
            throw new IOException("Socket closed");
        }
        if (chunks.isEmpty()) {
            if (cut) {
                throw SshConnection.lost(null);
            }
            return -1;
        }
        byte[] first = chunks.peek();
        int count = Math.min(length, first.length - taken);
        System.arraycopy(first, taken, bytes, offset, count);
        taken += count;
        size -= count;
        if (taken == first.length) {
            chunks.remove();
            taken = 0;
        }
        notifyAll();
        return count;
    }

    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Nothing more comes. */
    private synchronized void end() {
        if (!complete) {
            complete = true;
            cut = lost.getAsBoolean();
            notifyAll();
        }
    }

    /** Nobody reads any more. */
    synchronized void close() {
        closed = true;
        chunks.clear();
        size = 0;
        notifyAll();
    }
}
