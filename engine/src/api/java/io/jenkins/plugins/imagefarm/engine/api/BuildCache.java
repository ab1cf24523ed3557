package io.jenkins.plugins.imagefarm.engine.api;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A place from which layers come, or to which they go: one value of buildx's {@code --cache-from} or {@code --cache-to}. What is
 * secret about it is in {@link Secrets#caches}, never here.
 *
 * @param type what kind of place
 * @param reference the image that holds the cache, of {@code registry} only
 * @param folder a folder of the machine that the engine runs on, of {@code local} only
 * @param attributes further attributes, as buildx names them
 * @param credentialsId names its keys; null if there are none, or those of its type
 */
public record BuildCache(
        Type type, ImageReference reference, String folder, Map<String, String> attributes, String credentialsId) {
    /** Of what a cache takes: the layers of the result, or those of all stages. */
    private static final Set<String> MODES = Set.of("min", "max");

    /** What BuildKit does with any cache that it writes ({@code cache/remotecache} and {@code util/compression}). */
    private static final Set<String> WRITTEN = Set.of(
            "mode",
            "ignore-error",
            "compression",
            "compression-level",
            "force-compression",
            "oci-mediatypes",
            "image-manifest");

    /** The kinds of caches that Image Farm offers, with the attributes that BuildKit knows of each. */
    public enum Type {
        /** An image of its own that holds nothing but cache. */
        REGISTRY(Set.of(), Set.of(), Set.of(), null, "type=registry,ref=registry.example.com/app:cache"),
        /** In the pushed image itself; it is read as a {@link #REGISTRY} with the image's name. */
        INLINE(Set.of(), Set.of(), Set.of(), null, "type=inline"),
        /** A folder with an OCI image layout, which the session serves. */
        LOCAL(Set.of(), Set.of("digest", "tag"), Set.of(), "tag", "type=local,dest=.cache"),
        /** A bucket of S3, or of what speaks like it. */
        S3(
                Set.of("bucket", "region"),
                Set.of(
                        "prefix",
                        "manifests_prefix",
                        "blobs_prefix",
                        "name",
                        "endpoint_url",
                        "use_path_style",
                        "touch_refresh",
                        "upload_parallelism"),
                Set.of("access_key_id", "secret_access_key", "session_token"),
                "name",
                "type=s3,bucket=cache,region=eu-central-1"),
        /** The cache of GitHub Actions. Where it is may come with its token. */
        GHA(
                Set.of(),
                Set.of("scope", "url", "url_v2", "version", "repository", "timeout"),
                Set.of("token", "ghtoken"),
                "scope",
                "type=gha,scope=app"),
        /** A container of Azure's Blob Storage. */
        AZBLOB(
                Set.of("account_url"),
                Set.of("container", "prefix", "manifests_prefix", "blobs_prefix", "name"),
                Set.of("secret_access_key"),
                "name",
                "type=azblob,account_url=https://account.blob.core.windows.net,container=cache");

        private final Set<String> needed;
        private final Set<String> optional;
        private final Set<String> secret;
        /** The attribute that tells several caches in one place apart; null if there is none. */
        private final String name;

        private final String example;

        Type(Set<String> needed, Set<String> optional, Set<String> secret, String name, String example) {
            this.needed = needed;
            this.optional = optional;
            this.secret = secret;
            this.name = name;
            this.example = example;
        }

        /** Attributes that belong to {@link Secrets}; empty if the place is not reached by keys of its own. */
        public Set<String> secrets() {
            return secret;
        }

        private boolean knows(String attribute) {
            return WRITTEN.contains(attribute) || needed.contains(attribute) || optional.contains(attribute);
        }

        private Set<String> known() {
            Set<String> all = new TreeSet<>(WRITTEN);
            all.addAll(needed);
            all.addAll(optional);
            return all;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BuildCache {
        Objects.requireNonNull(type, "type");
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
        if (type == Type.REGISTRY && reference == null) {
            throw wrong("A cache of type=registry needs a ref", "For instance " + type.example + ".");
        }
        if (type == Type.INLINE && reference != null) {
            throw wrong("A cache of type=inline has no ref: it is in the image", "Use type=registry with a ref.");
        }
        if (type != Type.REGISTRY && reference != null) {
            throw wrong("A cache of type=" + type + " has no ref", "For instance " + type.example + ".");
        }
        if ((type == Type.LOCAL) != (folder != null)) {
            throw wrong(
                    type == Type.LOCAL
                            ? "A cache of type=local needs a folder: src= to read it, dest= to write it"
                            : "A cache of type=" + type + " has no folder",
                    "For instance " + type.example + ".");
        }
        if (credentialsId != null && type.secret.isEmpty()) {
            throw wrong(
                    "A cache of type=" + type + " has no credentialsId",
                    type == Type.LOCAL ? "Leave it out." : "Registries have logins: see credentialsId of the build.");
        }
        for (String attribute : new TreeSet<>(attributes.keySet())) {
            if (type.secret.contains(attribute)) {
                throw wrong(
                        "A cache's " + attribute + " is secret, and no part of its text",
                        "Give a credentialsId in Jenkins, and environment variables on the command line.");
            }
            if (!type.knows(attribute)) {
                throw wrong(
                        "'" + attribute + "' is no attribute of a cache of type=" + type,
                        "Known are " + String.join(", ", type.known()) + ".");
            }
        }
        requireAll(type, attributes);
        String mode = attributes.get("mode");
        if (mode != null && !MODES.contains(mode)) {
            throw wrong("'" + mode + "' is not a mode of a cache", "Use mode=min or mode=max.");
        }
    }

    /** Of no folder, and without keys of its own. */
    public BuildCache(Type type, ImageReference reference, Map<String, String> attributes) {
        this(type, reference, null, attributes, null);
    }

    private static void requireAll(Type type, Map<String, String> attributes) {
        String missing = type.needed.stream()
                .filter(attribute -> attributes.getOrDefault(attribute, "").isEmpty())
                .sorted()
                .map(attribute -> attribute + "=")
                .collect(Collectors.joining(" and "));
        if (!missing.isEmpty()) {
            throw wrong("A cache of type=" + type + " needs " + missing, "For instance " + type.example + ".");
        }
    }

    private static ProblemException wrong(String cause, String advice) {
        return new ProblemException(Problem.user(cause, advice));
    }

    /**
     * One of several that stand beside each other in the same place: under another tag or name. An inline cache is where the
     * image is.
     */
    public BuildCache withSuffix(String suffix) {
        if (type == Type.REGISTRY && reference.tag() != null) {
            ImageReference other =
                    new ImageReference(reference.registry(), reference.repository(), reference.tag() + suffix, null);
            return new BuildCache(type, other, attributes);
        }
        if (type.name == null) {
            return this;
        }
        Map<String, String> other = new HashMap<>(attributes);
        other.merge(
                type.name,
                usualName() + suffix,
                (own, usual) -> own.replace(";", suffix + ";") + suffix); // S3 takes several
        return new BuildCache(type, null, folder, other, credentialsId);
    }

    /** What BuildKit and its clients call a cache that has no name. */
    private String usualName() {
        return type == Type.LOCAL ? "latest" : "buildkit";
    }

    /** What it is called in its place, where there may be several. */
    public String name() {
        return attributes.getOrDefault(type.name, usualName());
    }

    /** The same in another folder. */
    public BuildCache in(String other) {
        return new BuildCache(type, reference, other, attributes, credentialsId);
    }

    /** By which {@link Secrets#caches} has its keys. */
    public String keysName() {
        return credentialsId == null ? type.toString() : credentialsId;
    }

    /** As people know it, with nothing that is secret. */
    public String place() {
        return switch (type) {
            case REGISTRY -> reference.toString();
            case INLINE -> "in the image";
            case LOCAL -> folder;
            case S3 -> "s3://" + attributes.get("bucket") + "/" + name();
            case GHA -> "gha " + name();
            case AZBLOB -> attributes.get("account_url") + " " + name();
        };
    }

    /** Parses {@code type=registry,ref=…,mode=max}; a value without {@code =} is the ref of {@code type=registry}. */
    public static BuildCache valueOf(String text) {
        Map<String, String> fields = FieldText.parse(text, Type.REGISTRY, "ref");
        fields.replaceAll((name, value) -> value.strip());
        Type type = FieldText.type(Type.values(), fields.remove("type"), text, "a cache", Type.REGISTRY.example);
        return of(type, fields);
    }

    /** @param given all fields but the type */
    static BuildCache of(Type type, Map<String, String> given) {
        Map<String, String> fields = new HashMap<>(given);
        String reference = fields.remove("ref");
        String source = fields.remove("src");
        String target = fields.remove("dest");
        String credentials = fields.remove("credentialsid");
        return new BuildCache(
                type,
                reference == null ? null : ImageReference.valueOf(reference),
                source == null ? target : source,
                fields,
                credentials);
    }
}
