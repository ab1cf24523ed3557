package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.BytesMessage;
import io.jenkins.plugins.imagefarm.engine.transport.StreamSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * The byte pipe inside {@code Control.Session}: messages of the outer call, in order, are a connection on which the
 * daemon is the client and the engine the server (BuildKit's {@code session/grpchijack}).
 *
 * <p>Back-pressure holds in both directions: a writer waits while the outer call is not ready, and the next message is
 * asked for only when the one before it has been read.
 */
final class SessionTunnel extends StreamSocket implements ClientResponseObserver<BytesMessage, BytesMessage> {
    /** Larger than an HTTP/2 frame, so that the outer call's cost per message is paid seldom. */
    private static final int LARGEST_WRITE = 64 * 1024;

    private static final int MESSAGES_AHEAD = 4;

    private final Object lock = new Object();
    private final Queue<ByteString> received = new ArrayDeque<>();
    private ClientCallStreamObserver<BytesMessage> call;
    private boolean ended;

    @Override
    public void beforeStart(ClientCallStreamObserver<BytesMessage> requestStream) {
        call = requestStream;
        call.disableAutoRequestWithInitial(MESSAGES_AHEAD);
        call.setOnReadyHandler(this::wake);
    }

    @Override
    public void onNext(BytesMessage message) {
        synchronized (lock) {
            received.add(message.getData());
            lock.notifyAll();
        }
    }

    @Override
    public void onError(Throwable t) {
        end();
    }

    @Override
    public void onCompleted() {
        end();
    }

    private void end() {
        synchronized (lock) {
            ended = true;
            lock.notifyAll();
        }
    }

    private void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new Incoming();
    }

    @Override
    public OutputStream getOutputStream() {
        return new Outgoing();
    }

    @Override
    public boolean isClosed() {
        synchronized (lock) {
            return ended;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (ended) {
                return;
            }
            end();
        }
        call.cancel("the session is closed", null);
    }

    private void await() throws IOException {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private final class Incoming extends InputStream {
        private ByteString current = ByteString.EMPTY;
        private int position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (position == current.size()) {
                if (!next()) {
                    return -1;
                }
            }
            int count = Math.min(length, current.size() - position);
            current.copyTo(bytes, position, offset, count);
            position += count;
            return count;
        }

        private boolean next() throws IOException {
            synchronized (lock) {
                while (received.isEmpty()) {
                    if (ended) {
                        return false;
                    }
                    SessionTunnel.this.await();
                }
                current = received.remove();
                position = 0;
            }
            call.request(1);
            return true;
        }
    }

    private final class Outgoing extends OutputStream {
        private byte[] buffer = new byte[LARGEST_WRITE];
        private int filled;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int count = Math.min(length - done, buffer.length - filled);
                System.arraycopy(bytes, offset + done, buffer, filled, count);
                filled += count;
                done += count;
                if (filled == buffer.length) {
                    flush();
                }
            }
        }

        @Override
        public void flush() throws IOException {
            if (filled == 0) {
                return;
            }
            byte[] sent;
            if (filled == buffer.length) {
                sent = buffer;
                buffer = new byte[LARGEST_WRITE];
            } else {
                sent = Arrays.copyOf(buffer, filled);
            }
            filled = 0;
            synchronized (lock) {
                while (!ended && !call.isReady()) {
                    SessionTunnel.this.await();
                }
                if (ended) {
                    throw new IOException("the session is closed");
                }
            }
            call.onNext(BytesMessage.newBuilder()
                    .setData(UnsafeByteOperations.unsafeWrap(sent))
                    .build());
        }
    }
}
