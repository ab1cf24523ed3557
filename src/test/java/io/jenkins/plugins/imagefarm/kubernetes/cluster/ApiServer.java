package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.vertx.HttpServerRequestHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The HTTP of the API server: writes down and judges each call, and answers logs and port-forwards itself; all else is {@link ApiObjects}'. */
final class ApiServer implements AutoCloseable {
    private final Set<String> namespaces;
    private final ApiObjects objects;
    private final Kubelet kubelet;
    private final ApiFaults faults;
    private final ConcurrentLinkedQueue<ApiCall> calls = new ConcurrentLinkedQueue<>();
    private final NetClient toPods;
    private final HttpServer http;

    ApiServer(Vertx vertx, Set<String> namespaces, ApiObjects objects, Kubelet kubelet, ApiFaults faults) {
        this.namespaces = namespaces;
        this.objects = objects;
        this.kubelet = kubelet;
        this.faults = faults;
        toPods = vertx.createNetClient();
        http = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setWebSocketSubProtocols(List.of("v4.channel.k8s.io")));
        HttpServerRequestHandler rest = new HttpServerRequestHandler(vertx) {
            @Override
            protected MockResponse onHttpRequest(RecordedRequest request) {
                return answer(request);
            }
        };
        http.requestHandler(request -> {
            if (request.path().endsWith("/portforward")) {
                forward(request);
            } else {
                rest.handle(request);
            }
        });
        VertxWaits.forResult(http.listen());
    }

    int port() {
        return http.actualPort();
    }

    List<ApiCall> calls() {
        return List.copyOf(calls);
    }

    void forgetCalls() {
        calls.clear();
    }

    private MockResponse answer(RecordedRequest request) {
        ApiCall call = ApiCall.of(request);
        calls.add(call);
        Optional<Refusal> refusal = faults.refusal(call);
        if (refusal.isPresent()) {
            return refusal.get().response();
        }
        if (request.getPath().startsWith("/version")) {
            return new MockResponse()
                    .setResponseCode(200)
                    .setBody("{\"major\":\"1\",\"minor\":\"33\",\"gitVersion\":\"v1.33.0\"}");
        }
        if (call.verb().equals("create") && !namespaces.contains(call.namespace())) {
            return Refusal.noNamespace(call.namespace()).response();
        }
        return switch (call.right()) {
            case "create pods" -> createPod(call, request);
            case "get pods/log" -> log(call);
            default -> created(call, objects.dispatch(request));
        };
    }

    private MockResponse created(ApiCall call, MockResponse response) {
        if (call.verb().equals("create")) {
            kubelet.collectGarbage(); // its owner may have gone meanwhile
        }
        return response;
    }

    private MockResponse createPod(ApiCall call, RecordedRequest request) {
        Pod pod;
        try {
            pod = Serialization.unmarshal(new String(request.getBody().getBytes(), StandardCharsets.UTF_8), Pod.class);
        } catch (RuntimeException e) {
            return Refusal.badRequest("Pod in version \"v1\" cannot be handled as a Pod: " + e.getMessage())
                    .response();
        }
        return PodRules.judge(pod)
                .or(() -> faults.quota(call, pod.getMetadata().getName()))
                .map(Refusal::response)
                .orElseGet(() -> objects.createPod(request, pod));
    }

    private MockResponse log(ApiCall call) {
        Optional<PodPlay> pod = pod(call);
        if (pod.isEmpty()) {
            return Refusal.notFound(call).response();
        }
        try {
            return new MockResponse()
                    .setResponseCode(200)
                    .addHeader("Content-Type", "text/plain")
                    .setBody(pod.get().log());
        } catch (IOException e) {
            return Refusal.badRequest(e.getMessage()).response();
        }
    }

    private Optional<PodPlay> pod(ApiCall call) {
        for (PodPlay pod : kubelet.plays()) {
            if (pod.name().equals(call.name())
                    && pod.pod().getMetadata().getNamespace().equals(call.namespace())) {
                return Optional.of(pod);
            }
        }
        return Optional.empty();
    }

    private void forward(HttpServerRequest request) {
        String[] path = request.path().split("/"); // "", api, v1, namespaces, NAMESPACE, pods, NAME, portforward
        ApiCall call = new ApiCall(
                request.method() == HttpMethod.POST ? "create" : "get", "pods/portforward", path[4], path[6]);
        calls.add(call);
        Optional<Refusal> refusal = faults.refusal(call)
                .or(() -> pod(call).isEmpty() ? Optional.of(Refusal.notFound(call)) : Optional.empty());
        if (refusal.isPresent()) {
            request.response()
                    .setStatusCode(refusal.get().code())
                    .putHeader("Content-Type", "application/json")
                    .end(refusal.get().body());
            return;
        }
        int port = Integer.parseInt(request.getParam("ports"));
        Optional<InetSocketAddress> daemon = pod(call).flatMap(PodPlay::daemon);
        request.toWebSocket().onSuccess(socket -> PodForward.start(socket, toPods, daemon, port));
    }

    @Override
    public void close() {
        VertxWaits.forResult(http.close());
        VertxWaits.forResult(toPods.close());
    }
}
