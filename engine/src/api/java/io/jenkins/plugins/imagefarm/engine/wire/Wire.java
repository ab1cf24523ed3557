package io.jenkins.plugins.imagefarm.engine.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JacksonJrExtension;
import com.fasterxml.jackson.jr.ob.api.ExtensionContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The contract's records as JSON. Names of images, repositories and mirrors, platforms, digests and URLs are strings, events and answers carry
 * their kind in {@code type}, absent values are left out, and fields of a newer version are skipped.
 *
 * <p>By jackson-jr, because every build starts a JVM that reads its request: databind takes three times as long for that, some 0.2 s, which is
 * half of the time until a builder begins.
 */
public final class Wire {
    private static final JSON CONTRACT = JSON.builder()
            .disable(JSON.Feature.USE_DEFERRED_MAPS)
            .register(new JacksonJrExtension() {
                @Override
                protected void register(ExtensionContext context) {
                    context.insertProvider(new ContractTypes());
                }
            })
            .build();

    private Wire() {}

    /** As one line without its end. */
    public static String write(Object value) {
        try {
            return CONTRACT.asString(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
        }
    }

    /** @throws IOException if the text is not JSON, or not that of a valid {@code type} */
    public static <T> T read(String json, Class<T> type) throws IOException {
        if (type == Map.class) { // without the types of its content, it is no bean
            return type.cast(CONTRACT.mapFrom(json));
        }
        return CONTRACT.beanFrom(type.isSealed() ? ContractTypes.ofKind(kind(json), type) : type, json);
    }

    /** @throws IOException if the stream fails, or does not hold the JSON of a valid {@code type} */
    public static <T> T read(InputStream json, Class<T> type) throws IOException {
        return read(new String(json.readAllBytes(), StandardCharsets.UTF_8), type);
    }

    private static String kind(String json) throws IOException {
        try (JsonParser parser = CONTRACT.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (name.equals(ContractTypes.KIND)) {
                    return String.valueOf(parser.nextTextValue());
                }
                parser.nextToken();
                parser.skipChildren();
            }
            throw new IOException("it has no '" + ContractTypes.KIND + "'");
        }
    }
}
