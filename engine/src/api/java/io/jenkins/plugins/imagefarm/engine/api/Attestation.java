package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A statement about an image that is asked for along with it: one value of buildx's {@code --attest}.
 *
 * @param kind what it tells
 * @param parameters as buildx names them, such as {@code mode}; empty for what the builder does by itself
 */
public record Attestation(Kind kind, Map<String, String> parameters) {
    private static final String MODE = "mode";
    private static final String GENERATOR = "generator";
    private static final String BUILDER_ID = "builder-id";
    private static final String EXAMPLE = "type=provenance,mode=max";

    /** What can be told of an image. */
    public enum Kind {
        /** How it was made. */
        PROVENANCE(MODE),
        /** What is in it. */
        SBOM(GENERATOR);

        /** The parameter that a value without a name is. */
        private final String usual;

        Kind(String usual) {
            this.usual = usual;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Attestation {
        Objects.requireNonNull(kind, "kind");
        parameters = parameters == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        String mode = parameters.get(MODE);
        if (kind == Kind.PROVENANCE && mode != null && !List.of("min", "max").contains(mode)) {
            throw new ProblemException(
                    Problem.user("'" + mode + "' is not a mode of provenance", "Write true, false, min or max."));
        }
        if (kind == Kind.SBOM && parameters.containsKey(GENERATOR)) {
            ImageReference.valueOf(parameters.get(GENERATOR));
        }
    }

    /**
     * All that is asked for in three ways.
     *
     * @param provenance as {@link #of} takes it; null for none
     * @param sbom the same
     * @param others each as buildx's {@code --attest} has it, {@code type=provenance,mode=max}
     * @throws ProblemException if one has no meaning
     */
    public static List<Attestation> all(String provenance, String sbom, List<String> others) {
        List<Attestation> all = new ArrayList<>();
        of(Kind.PROVENANCE, provenance).ifPresent(all::add);
        of(Kind.SBOM, sbom).ifPresent(all::add);
        others.forEach(text -> parse(text).ifPresent(all::add));
        requireOneOfAKind(all);
        return List.copyOf(all);
    }

    /**
     * @param text {@code true}, {@code false}, or parameters; of provenance the mode alone, of an SBOM its generator alone
     * @return empty for {@code false}, nothing and null
     * @throws ProblemException if it has no meaning
     */
    public static Optional<Attestation> of(Kind kind, String text) {
        String value = text == null ? "" : text.strip();
        if (value.isEmpty() || value.equalsIgnoreCase("false")) {
            return Optional.empty();
        }
        return find(
                kind,
                value.equalsIgnoreCase("true") ? new LinkedHashMap<>() : FieldText.parse(value, kind, kind.usual));
    }

    private static Optional<Attestation> parse(String text) {
        Map<String, String> fields = FieldText.parse(text, "", "type");
        return find(FieldText.type(Kind.values(), fields.get("type"), text, "an attestation", EXAMPLE), fields);
    }

    private static Optional<Attestation> find(Kind kind, Map<String, String> fields) {
        String type = fields.remove("type");
        if (type != null && !type.equals(kind.toString())) {
            throw new ProblemException(
                    Problem.user("An attestation of type " + type + " is no " + kind, "Write it as " + type + "."));
        }
        return "true".equalsIgnoreCase(fields.remove("disabled"))
                ? Optional.empty()
                : Optional.of(new Attestation(kind, fields));
    }

    /** @throws ProblemException if two tell the same */
    static void requireOneOfAKind(List<Attestation> attestations) {
        Arrays.stream(Kind.values())
                .filter(kind ->
                        attestations.stream().filter(each -> each.kind == kind).count() > 1)
                .findFirst()
                .ifPresent(kind -> {
                    throw new ProblemException(Problem.user(
                            "There are two attestations of type " + kind, "Ask for it in one place only."));
                });
    }

    /** The same, where provenance that does not say who built the image names this URL. */
    public Attestation builtBy(String url) {
        if (kind != Kind.PROVENANCE || url.isEmpty() || parameters.containsKey(BUILDER_ID)) {
            return this;
        }
        Map<String, String> named = new LinkedHashMap<>(parameters);
        named.put(BUILDER_ID, url);
        return new Attestation(kind, named);
    }

    /** The parameters as BuildKit's frontend takes them, a line of CSV: {@code mode=max,builder-id=…}. */
    public String text() {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining(","));
    }
}
