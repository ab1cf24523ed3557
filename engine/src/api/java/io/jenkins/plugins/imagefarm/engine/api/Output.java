package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Where a result goes besides, or instead of, the registry: one value of buildx's {@code --output}.
 *
 * @param type the exporter
 * @param dest an absolute file ({@code oci}, {@code docker}, {@code tar}) or folder ({@code local}); null for {@code image}
 * @param attributes the exporter's further attributes, as buildx names them
 */
public record Output(Type type, String dest, Map<String, String> attributes) {
    /** The exporters of BuildKit that Image Farm offers. */
    public enum Type {
        IMAGE,
        OCI,
        DOCKER,
        TAR,
        LOCAL;

        /** Whether it is an image, rather than its files. */
        public boolean isImage() {
            return this != TAR && this != LOCAL;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Output {
        Objects.requireNonNull(type, "type");
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
        if ((dest == null) != (type == Type.IMAGE)) {
            throw new ProblemException(
                    type == Type.IMAGE
                            ? Problem.user("The output type=image has no dest", "Use type=oci to write a file.")
                            : Problem.user(
                                    "The output type=" + type + " needs a dest",
                                    "For instance type=" + type + ",dest=out."));
        }
    }

    /** Parses {@code type=oci,dest=image.tar,…}; a value without {@code =} is the destination of {@code type=local}. */
    public static Output valueOf(String text) {
        Map<String, String> fields = FieldText.parse(text, Type.LOCAL, "dest");
        Type type = FieldText.type(Type.values(), fields.remove("type"), text, "an output", "type=oci,dest=image.tar");
        return new Output(type, fields.remove("dest"), fields);
    }
}
