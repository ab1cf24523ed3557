package io.jenkins.plugins.imagefarm.engine.build;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Output on its way through a {@link SecretMask}: bytes that may still turn out to be a secret are held back. */
final class MaskedText {
    private static final byte[] MASK = SecretMask.MASK.getBytes(StandardCharsets.US_ASCII);

    private final SecretMask mask;
    private SecretMask.Node node;
    private byte[] held = new byte[256];
    private boolean[] secret = new boolean[256];
    private int size;

    /** Whether the last byte that went on was a secret's. */
    private boolean inSecret;

    MaskedText(SecretMask mask) {
        this.mask = mask;
        this.node = mask.start();
    }

    /** Takes bytes, and gives all that are no beginning of a secret any more. */
    void add(byte[] data, int offset, int length, ByteArrayOutputStream out) {
        if (held.length < size + length) {
            held = Arrays.copyOf(held, Math.max(size + length, 2 * held.length));
            secret = Arrays.copyOf(secret, held.length);
        }
        for (int i = offset; i < offset + length; i++) {
            held[size] = data[i];
            secret[size++] = false;
            node = node.next(data[i]);
            Arrays.fill(secret, size - node.found(), size, true);
        }
        pass(size - node.depth(), out);
    }

    /** Gives the rest: nothing more comes. */
    void finish(ByteArrayOutputStream out) {
        pass(size, out);
        node = mask.start();
    }

    private void pass(int count, ByteArrayOutputStream out) {
        for (int i = 0; i < count; i++) {
            if (!secret[i]) {
                out.write(held[i]);
            } else if (!inSecret) {
                out.writeBytes(MASK);
            }
            inSecret = secret[i];
        }
        System.arraycopy(held, count, held, 0, size - count);
        System.arraycopy(secret, count, secret, 0, size - count);
        size -= count;
    }
}
