package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The metadata of the daemon's call, which says what the call is about; the messages do not. */
final class RequestHeaders {
    private static final Context.Key<RequestHeaders> CURRENT = Context.key("imagefarm-request-headers");
    private static final String ENCODED_SUFFIX = "-encoded";
    /** What Go's {@code strconv.ParseBool} takes for true. */
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private final Metadata metadata;

    RequestHeaders(Metadata metadata) {
        this.metadata = metadata;
    }

    /** The service with its calls' headers at hand. */
    static ServerServiceDefinition readFor(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(service, new Reader());
    }

    /** Those of the call that this thread serves. */
    static RequestHeaders current() {
        RequestHeaders headers = CURRENT.get();
        return headers == null ? new RequestHeaders(new Metadata()) : headers;
    }

    /** All values of a key. Values that are not ASCII come percent-encoded, as BuildKit's {@code filesync} package does it. */
    List<String> all(String key) {
        boolean encoded = TRUE.contains(first(key + ENCODED_SUFFIX));
        List<String> values = new ArrayList<>();
        for (String value : raw(key)) {
            values.add(encoded ? decode(value) : value);
        }
        return values;
    }

    /** The first value of a key, or empty. */
    String first(String key) {
        String value = metadata.get(key(key));
        return value == null ? "" : value;
    }

    private Iterable<String> raw(String key) {
        Iterable<String> values = metadata.getAll(key(key));
        return values == null ? List.of() : values;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static String decode(String value) {
        try {
            // What is encoded is bytes, UTF-8 or not.
            return DiskName.decode(
                    URLDecoder.decode(value, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static final class Reader implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Context context = Context.current().withValue(CURRENT, new RequestHeaders(headers));
            return Contexts.interceptCall(context, call, headers, next);
        }
    }
}
