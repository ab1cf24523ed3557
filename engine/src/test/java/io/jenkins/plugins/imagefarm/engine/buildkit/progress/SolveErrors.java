package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An error of Solve as a daemon sends it: protobuf, but its details in JSON. */
final class SolveErrors {
    static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final Status.Builder status = Status.newBuilder();
    private final Code code;

    private SolveErrors(Code code, String message) {
        this.code = code;
        status.setCode(code.value()).setMessage(message);
        detail("stack.Stack+json", "{\"frames\":[{\"Name\":\"main.main\",\"File\":\"main.go\",\"Line\":1}]}");
    }

    static SolveErrors error(String message) {
        return error(Code.UNKNOWN, message);
    }

    static SolveErrors error(Code code, String message) {
        return new SolveErrors(code, message);
    }

    SolveErrors vertex(String digest) {
        return detail("errdefs.Vertex+json", "{\"digest\":\"" + digest + "\"}");
    }

    SolveErrors exit(int exitCode) {
        return detail("gatewayapi.ExitMessage+json", "{\"Code\":" + exitCode + "}");
    }

    SolveErrors source(String file, String content, int firstLine, int lastLine) {
        String data = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        return detail(
                "errdefs.Source+json",
                "{\"info\":{\"filename\":\"%s\",\"data\":\"%s\",\"definition\":{\"def\":[\"Gg==\"]},\"language\":\"Dockerfile\"},"
                                .formatted(file, data)
                        + "\"ranges\":[{\"start\":{\"line\":%d},\"end\":{\"line\":%d}}]}"
                                .formatted(firstLine, lastLine));
    }

    SolveErrors detail(String type, String json) {
        status.addDetails(Any.newBuilder()
                .setTypeUrl("github.com/moby/buildkit/" + type)
                .setValue(ByteString.copyFromUtf8(json)));
        return this;
    }

    StatusRuntimeException build() {
        return of(code, status.getMessage(), status.build().toByteArray());
    }

    static StatusRuntimeException of(Code code, String message, byte[] details) {
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, details);
        return code.toStatus().withDescription(message).asRuntimeException(trailers);
    }
}
