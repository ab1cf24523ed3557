package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.rpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a failed call says of its failure.
 *
 * <p>BuildKit attaches typed errors as details of the status. Although the status is protobuf, a detail is JSON, and its type
 * URL ends with {@code +json} (util/grpcerrors withDetails; the names are those of typeurl.Register in solver/errdefs and
 * frontend/gateway/pb; the same in v0.8 to v0.36, though not all of them are sent by old ones).
 *
 * @param answered whether the builder said so; otherwise our own side noticed that no answer comes
 * @param code the gRPC code; mostly UNKNOWN, as an error of Go has none
 * @param message the description, without the prefixes that old daemons put before it
 * @param vertex the digest of the vertex that failed; empty if not known
 * @param exitCode how the process of a RUN ended
 * @param sources the places in the Dockerfile, in the order in which BuildKit's clients print them
 */
public record ErrorDetails(
        boolean answered, Code code, String message, String vertex, OptionalInt exitCode, List<SourceExcerpt> sources) {
    /** Codes that gRPC gives no failure of its own without a cause ("Status codes and their use in gRPC"); Go's errors are UNKNOWN. */
    private static final Set<Code> ONLY_BUILDERS = EnumSet.of(
            Code.UNKNOWN,
            Code.INVALID_ARGUMENT,
            Code.NOT_FOUND,
            Code.ALREADY_EXISTS,
            Code.FAILED_PRECONDITION,
            Code.ABORTED,
            Code.OUT_OF_RANGE,
            Code.DATA_LOSS);

    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final String TYPES = "github.com/moby/buildkit/";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Of a gRPC status inside another, and of the frontends before v0.9. */
    private static final String PREFIXES = "^(?:rpc error: code = \\w+ desc = |failed to solve: "
            + "|failed to solve with frontend \\S+: |failed to create LLB definition: )+";

    public ErrorDetails {
        sources = List.copyOf(sources);
    }

    public static ErrorDetails of(StatusRuntimeException error) {
        String vertex = "";
        OptionalInt exitCode = OptionalInt.empty();
        List<SourceExcerpt> sources = new ArrayList<>();
        for (Any detail : details(error)) {
            JsonNode json = json(detail);
            switch (detail.getTypeUrl()) {
                case TYPES + "errdefs.Vertex+json" ->
                    vertex = json.path("digest").asText();
                case TYPES + "errdefs.Source+json" -> sources.add(source(json));
                case TYPES + "gatewayapi.ExitMessage+json" ->
                    exitCode = OptionalInt.of(json.path("Code").asInt());
                default -> {} // stack traces, the whole operation, and what later versions add
            }
        }
        return new ErrorDetails(
                isAnswer(error), error.getStatus().getCode(), message(error), vertex, exitCode, sources);
    }

    private static boolean isAnswer(StatusRuntimeException error) {
        boolean hasTrailers =
                error.getTrailers() != null && !error.getTrailers().keys().isEmpty();
        return hasTrailers
                || (error.getStatus().getCause() == null
                        && ONLY_BUILDERS.contains(error.getStatus().getCode()));
    }

    private static List<Any> details(StatusRuntimeException error) {
        byte[] bytes = error.getTrailers() == null ? null : error.getTrailers().get(DETAILS);
        if (bytes == null) {
            return List.of();
        }
        try {
            return Status.parseFrom(bytes).getDetailsList();
        } catch (InvalidProtocolBufferException e) {
            return List.of(); // the description says it all the same
        }
    }

    private static JsonNode json(Any detail) {
        try {
            return MAPPER.readTree(detail.getValue().toByteArray());
        } catch (IOException e) {
            return MAPPER.missingNode();
        }
    }

    /** Positions without a line are left out by the daemon, as Go leaves out zero values. */
    private static SourceExcerpt source(JsonNode json) {
        List<SourceExcerpt.Range> ranges = new ArrayList<>();
        json.path("ranges")
                .forEach(range -> ranges.add(new SourceExcerpt.Range(
                        range.path("start").path("line").asInt(),
                        range.path("end").path("line").asInt())));
        return new SourceExcerpt(json.path("info").path("filename").asText(), data(json), ranges);
    }

    private static String data(JsonNode json) {
        try {
            byte[] data = json.path("info").path("data").binaryValue();
            return data == null ? "" : new String(data, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static String message(StatusRuntimeException error) {
        String description = error.getStatus().getDescription();
        Throwable cause = error.getStatus().getCause();
        if (description == null) {
            description = "";
        }
        if (cause != null && cause.getMessage() != null && !description.contains(cause.getMessage())) {
            description = description.isEmpty() ? cause.getMessage() : description + ": " + cause.getMessage();
        }
        return description.replaceFirst(PREFIXES, "").strip();
    }
}
