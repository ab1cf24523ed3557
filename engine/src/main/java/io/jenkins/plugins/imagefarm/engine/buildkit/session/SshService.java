package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ssh.BytesMessage;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ssh.CheckAgentRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ssh.CheckAgentResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ssh.SSHGrpc;
import io.jenkins.plugins.imagefarm.engine.transport.SshAgent;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Lets steps of {@code RUN --mount=type=ssh} talk to an SSH agent that lives here. Whose key a step wants stands in the call's
 * metadata ({@code session/sshforward/sshprovider}); each call is one connection of a step to the agent's socket.
 */
public final class SshService extends SSHGrpc.SSHImplBase {
    private static final String DEFAULT_ID = "default";

    private final Map<String, SshAgent> agents;

    /** @param agents by the id of the mount */
    public SshService(Map<String, SshAgent> agents) {
        this.agents = Map.copyOf(agents);
    }

    /** What a server is given: the service cannot do without the calls' headers. */
    public ServerServiceDefinition definition() {
        return RequestHeaders.readFor(bindService());
    }

    @Override
    public void checkAgent(CheckAgentRequest request, StreamObserver<CheckAgentResponse> response) {
        String id = idOf(request.getId());
        if (!agents.containsKey(id)) {
            response.onError(unknown(id));
            return;
        }
        response.onNext(CheckAgentResponse.getDefaultInstance());
        response.onCompleted();
    }

    @Override
    public StreamObserver<BytesMessage> forwardAgent(StreamObserver<BytesMessage> response) {
        String id = idOf(RequestHeaders.current().first("buildkit.ssh.id"));
        SshAgent agent = agents.get(id);
        // A step that ends in the middle of a question wants no answer any more.
        ((ServerCallStreamObserver<BytesMessage>) response).setOnCancelHandler(() -> {});
        if (agent == null) {
            response.onError(unknown(id));
        }
        return new Conversation(agent, response);
    }

    private static String idOf(String given) {
        return given.isEmpty() ? DEFAULT_ID : given;
    }

    /** In BuildKit's own words, by which daemon and people know it. */
    private static StatusRuntimeException unknown(String id) {
        return Status.NOT_FOUND.withDescription("unset ssh forward key " + id).asRuntimeException();
    }

    /** Messages with their lengths before them, cut into pieces at will. Without an agent it only listens until the call ends. */
    private static final class Conversation implements StreamObserver<BytesMessage> {
        /** Of a message; OpenSSH's own limit (AGENT_MAX_LEN). */
        private static final int LARGEST = 256 * 1024;

        private final StreamObserver<BytesMessage> response;
        private SshAgent agent;
        private ByteString heard = ByteString.EMPTY;

        Conversation(SshAgent agent, StreamObserver<BytesMessage> response) {
            this.agent = agent;
            this.response = response;
        }

        @Override
        public void onNext(BytesMessage piece) {
            if (agent == null) {
                return;
            }
            heard = heard.concat(piece.getData());
            while (heard.size() >= Integer.BYTES) {
                int length = heard.asReadOnlyByteBuffer().getInt();
                if (length <= 0 || length > LARGEST) {
                    agent = null;
                    response.onError(Status.INVALID_ARGUMENT
                            .withDescription("no message of an SSH agent: " + length + " bytes")
                            .asRuntimeException());
                    return;
                }
                int end = Integer.BYTES + length;
                if (heard.size() < end) {
                    return;
                }
                answer(heard.substring(Integer.BYTES, end).asReadOnlyByteBuffer());
                heard = heard.substring(end);
            }
        }

        private void answer(ByteBuffer message) {
            byte[] answer = agent.answer(message);
            ByteBuffer framed = ByteBuffer.allocate(Integer.BYTES + answer.length)
                    .putInt(answer.length)
                    .put(answer)
                    .flip();
            response.onNext(BytesMessage.newBuilder()
                    .setData(ByteString.copyFrom(framed))
                    .build());
        }

        @Override
        public void onError(Throwable cause) {
            agent = null;
        }

        @Override
        public void onCompleted() {
            if (agent != null) {
                response.onCompleted();
            }
        }
    }
}
