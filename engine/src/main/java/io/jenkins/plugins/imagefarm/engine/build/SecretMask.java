package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.CacheKeys;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Finds secret values in output, also as base64, URL-encoded or as a JSON string, and each line of a value by itself. Values
 * and lines shorter than {@value SecretForms#MIN_LENGTH} bytes are not looked for.
 *
 * <p>All forms are found in one pass (Aho and Corasick, 1975): the time does not depend on how many there are.
 */
public final class SecretMask {
    /** Shown in the place of a secret. */
    static final String MASK = "****";

    private final Node root = new Node((byte) 0, 0);

    private SecretMask(Collection<byte[]> values) {
        values.forEach(value -> SecretForms.of(value).forEach(this::add));
        link();
    }

    public static SecretMask of(Collection<byte[]> values) {
        return new SecretMask(values);
    }

    /** Of all passwords and values, and of the keys for the source, the steps and the caches. */
    public static SecretMask of(Secrets secrets) {
        Collection<byte[]> values = new ArrayList<>(secrets.values().values());
        for (Login login : secrets.logins().values()) {
            values.add(login.password().getBytes(StandardCharsets.UTF_8));
        }
        GitKeys git = secrets.git();
        Stream.of(git.login() == null ? null : git.login().password(), git.sshKey(), git.sshPassphrase())
                .filter(Objects::nonNull)
                .forEach(value -> values.add(value.getBytes(StandardCharsets.UTF_8)));
        secrets.ssh().values().stream()
                .flatMap(key -> Stream.of(key.privateKey(), key.passphrase()))
                .filter(Objects::nonNull)
                .forEach(value -> values.add(value.getBytes(StandardCharsets.UTF_8)));
        secrets.caches().values().stream()
                .flatMap(SecretMask::secretsOf)
                .forEach(value -> values.add(value.getBytes(StandardCharsets.UTF_8)));
        return new SecretMask(values);
    }

    /** Where a cache is may be known together with its keys only, but is none. */
    private static Stream<String> secretsOf(CacheKeys keys) {
        return Stream.of(BuildCache.Type.values())
                .flatMap(type -> type.secrets().stream())
                .distinct()
                .map(keys.attributes()::get)
                .filter(Objects::nonNull);
    }

    /** The text without secrets. */
    public String mask(String text) {
        return new String(mask(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** The text without secrets. */
    public byte[] mask(byte[] text) {
        ByteArrayOutputStream masked = new ByteArrayOutputStream();
        MaskedText pending = new MaskedText(this);
        pending.add(text, 0, text.length, masked);
        pending.finish(masked);
        return masked.toByteArray();
    }

    Node start() {
        return root;
    }

    private void add(ByteBuffer form) {
        Node node = root;
        for (byte value : form.array()) {
            Node next = node.child(value);
            node = next == null ? node.addChild(value) : next;
        }
        node.found = node.depth;
    }

    /** Breadth first: a node's link leads to one that is less deep. */
    private void link() {
        Deque<Node> nodes = new ArrayDeque<>();
        root.link = root;
        nodes.add(root);
        while (!nodes.isEmpty()) {
            Node node = nodes.remove();
            for (Node child = node.firstChild; child != null; child = child.nextSibling) {
                child.link = node == root ? root : node.link.next(child.label);
                child.found = Math.max(child.found, child.link.found);
                nodes.add(child);
            }
        }
    }

    /** The longest beginning of any form that the text seen so far ends with. */
    static final class Node {
        private final byte label;
        private final int depth;
        private Node firstChild;
        private Node nextSibling;

        /** By its label, where most bytes are looked up: at the root. */
        private final Node[] children;

        /** The next shorter beginning that the text ends with. */
        private Node link;

        private int found;

        private Node(byte label, int depth) {
            this.label = label;
            this.depth = depth;
            this.children = depth == 0 ? new Node[256] : null;
        }

        /** How many of the last bytes may be the beginning of a secret. */
        int depth() {
            return depth;
        }

        /** How many of the last bytes are a secret; 0 if none. */
        int found() {
            return found;
        }

        Node next(byte value) {
            Node node = this;
            Node child = node.child(value);
            while (child == null && node.depth > 0) {
                node = node.link;
                child = node.child(value);
            }
            return child == null ? node : child;
        }

        private Node child(byte value) {
            if (children != null) {
                return children[value & 0xFF];
            }
            Node child = firstChild;
            while (child != null && child.label != value) {
                child = child.nextSibling;
            }
            return child;
        }

        private Node addChild(byte value) {
            Node child = new Node(value, depth + 1);
            child.nextSibling = firstChild;
            firstChild = child;
            if (children != null) {
                children[value & 0xFF] = child;
            }
            return child;
        }
    }
}
