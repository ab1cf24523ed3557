package io.jenkins.plugins.imagefarm.engine.transport;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSchException;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Answers as an SSH agent does that holds one key: lists it, and signs with it. The key is in memory only, and nothing that an
 * agent could be asked changes it. Messages are those of the IETF's draft-miller-ssh-agent, without their lengths.
 */
public final class SshAgent {
    private static final byte FAILURE = 5;
    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_256 = 2;
    private static final int RSA_SHA2_512 = 4;
    private static final String RSA = "ssh-rsa";

    private final Identity identity;
    private final byte[] name;

    private SshAgent(Identity identity, String name) {
        this.identity = identity;
        this.name = name.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param name of the key, as an agent lists it
     * @param user who uses the key, for a message
     * @throws ProblemException if it is no key, or its passphrase does not open it
     */
    public static SshAgent of(String name, String user, SshKey key) {
        BuilderKeys keys = BuilderKeys.ssh(key.privateKey(), key.passphrase());
        try {
            return new SshAgent(
                    SshIdentity.of(user, keys, "Give one with that id.").identity(), name);
        } catch (JSchException e) {
            throw new ProblemException(
                    Problem.user("The SSH key for " + user + " cannot be used: " + e.getMessage(), ""), e);
        }
    }

    /** What is not understood, or about another key, is answered by a failure, as an agent has to. */
    public synchronized byte[] answer(ByteBuffer message) {
        try {
            return switch (message.get()) {
                case REQUEST_IDENTITIES -> identities();
                case SIGN_REQUEST -> signature(message);
                default -> failure();
            };
        } catch (BufferUnderflowException e) {
            return failure();
        }
    }

    private byte[] identities() {
        byte[] key = identity.getPublicKeyBlob();
        return ByteBuffer.allocate(1 + 3 * Integer.BYTES + key.length + name.length)
                .put(IDENTITIES_ANSWER)
                .putInt(1)
                .putInt(key.length)
                .put(key)
                .putInt(name.length)
                .put(name)
                .array();
    }

    private byte[] signature(ByteBuffer request) {
        byte[] key = string(request);
        byte[] data = string(request);
        int flags = request.getInt();
        if (!Arrays.equals(key, identity.getPublicKeyBlob())) {
            return failure();
        }
        byte[] signature = identity.getSignature(data, algorithm(flags));
        return signature == null
                ? failure()
                : ByteBuffer.allocate(1 + Integer.BYTES + signature.length)
                        .put(SIGN_RESPONSE)
                        .putInt(signature.length)
                        .put(signature)
                        .array();
    }

    private String algorithm(int flags) {
        String own = identity.getAlgName();
        if (!own.equals(RSA)) {
            return own;
        }
        return (flags & RSA_SHA2_512) != 0 ? "rsa-sha2-512" : (flags & RSA_SHA2_256) != 0 ? "rsa-sha2-256" : RSA;
    }

    private static byte[] string(ByteBuffer message) {
        int length = message.getInt();
        if (length < 0 || length > message.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        message.get(text);
        return text;
    }

    private static byte[] failure() {
        return new byte[] {FAILURE};
    }
}
