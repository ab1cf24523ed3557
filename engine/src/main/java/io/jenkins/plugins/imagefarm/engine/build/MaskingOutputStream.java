package io.jenkins.plugins.imagefarm.engine.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes {@code ****} in the place of secrets, wherever the writes cut them. Whole lines go on, and are flushed, at once; of a
 * line without its end all goes on that cannot be the beginning of a secret.
 */
public final class MaskingOutputStream extends OutputStream {
    private final OutputStream out;
    private final MaskedText text;
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

    public MaskingOutputStream(OutputStream out, SecretMask mask) {
        this.out = out;
        this.text = new MaskedText(mask);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) throws IOException {
        text.add(data, offset, length, passed);
        pass();
        for (int i = offset; i < offset + length; i++) {
            if (data[i] == '\n') {
                out.flush();
                return;
            }
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    /** Nothing more comes for now: what was held back is no secret. */
    public synchronized void finish() throws IOException {
        text.finish(passed);
        pass();
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        finish();
        out.close();
    }

    private void pass() throws IOException {
        passed.writeTo(out);
        passed.reset();
    }
}
