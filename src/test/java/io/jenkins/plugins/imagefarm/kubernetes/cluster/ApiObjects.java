package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The objects of the API server: the mock's, with what the mock leaves out. A pod that runs somewhere is not gone when it is deleted, but
 * when its node says so; and what belongs to an object goes with it.
 */
final class ApiObjects extends KubernetesCrudDispatcher {
    private static final Pattern SINCE = Pattern.compile("[?&]resourceVersion=(\\d+)");

    private final PodObserver observer;
    private final ApiWatches watches;
    private boolean immediately; // what is deleted now does not wait for its node

    ApiObjects(PodObserver observer, ApiWatches watches) {
        this.observer = observer;
        this.watches = watches;
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        boolean before = immediately;
        immediately |= request.method() == HttpMethod.DELETE && withoutGrace(request);
        try {
            return super.dispatch(withReadableBody(request));
        } finally {
            immediately = before;
        }
    }

    /** Creates a pod as the API server stores it: with what it sets, and with its status. */
    synchronized MockResponse createPod(RecordedRequest request, Pod asked) {
        Pod pod = new PodBuilder(asked)
                .editSpec()
                .withRestartPolicy(Objects.requireNonNullElse(asked.getSpec().getRestartPolicy(), "Always"))
                .withTerminationGracePeriodSeconds(
                        Objects.requireNonNullElse(asked.getSpec().getTerminationGracePeriodSeconds(), 30L))
                .withServiceAccountName(
                        Objects.requireNonNullElse(asked.getSpec().getServiceAccountName(), "default"))
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
        MockResponse response = super.dispatch(changed(request, Serialization.asJson(pod)));
        if (response.code() == 201) {
            observer.created(Serialization.unmarshal(body(response), Pod.class));
        }
        return response;
    }

    synchronized Optional<Pod> pod(String namespace, String name) {
        return read(path(namespace, "pods", name), Pod.class);
    }

    synchronized Optional<Secret> secret(String namespace, String name) {
        return read(path(namespace, "secrets", name), Secret.class);
    }

    /** The scheduler's word. */
    synchronized void bind(Pod pod, String node) {
        write(HttpMethod.PATCH, pod, "", "{\"spec\":{\"nodeName\":\"" + node + "\"}}");
    }

    /** Its node's word; nothing happens to a pod that is not there any more. */
    synchronized void status(Pod pod, PodStatus status) {
        Pod body = new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .endMetadata()
                .withStatus(status)
                .build();
        write(HttpMethod.PUT, pod, "/status", Serialization.asJson(body));
    }

    /** Its node has ended it. */
    synchronized void remove(Pod pod) {
        if (isStill(pod)) {
            immediately = true;
            try {
                handleDelete(path(pod));
            } finally {
                immediately = false;
            }
        }
    }

    /** Takes away what belongs to objects that are not there. */
    synchronized void collectGarbage() {
        Set<String> alive = map.values().stream()
                .map(ApiObjects::object)
                .map(object -> object.getMetadata().getUid())
                .collect(Collectors.toSet());
        for (Map.Entry<AttributeSet, String> entry : List.copyOf(map.entrySet())) {
            HasMetadata object = object(entry.getValue());
            List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
            if (!owners.isEmpty() && owners.stream().noneMatch(owner -> alive.contains(owner.getUid()))) {
                handleDelete(path(
                        object.getMetadata().getNamespace(),
                        object.getKind().toLowerCase() + "s",
                        object.getMetadata().getName()));
            }
        }
    }

    @Override
    public void processEvent(
            String path, AttributeSet asked, AttributeSet old, GenericKubernetesResource resource, String newState) {
        if (newState != null || !path.matches(".*/pods(/[^/]*)?(\\?.*)?")) {
            change(path, asked, old, resource, newState);
            return;
        }
        Pod pod = Serialization.unmarshal(map.get(old), Pod.class);
        if (immediately || pod.getSpec().getNodeName() == null) {
            change(path, asked, old, null, null);
            observer.gone(pod);
        } else if (pod.getMetadata().getDeletionTimestamp() == null) {
            Pod deleting = new PodBuilder(pod)
                    .editMetadata()
                    .withDeletionTimestamp(Instant.now()
                            .plusSeconds(pod.getSpec().getTerminationGracePeriodSeconds())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString())
                    .withDeletionGracePeriodSeconds(pod.getSpec().getTerminationGracePeriodSeconds())
                    .withResourceVersion(String.valueOf(requestResourceVersion()))
                    .endMetadata()
                    .build();
            String json = Serialization.asJson(deleting);
            change(path, old, old, Serialization.unmarshal(json, GenericKubernetesResource.class), json);
            observer.deleting(deleting);
        }
    }

    private void change(
            String path, AttributeSet asked, AttributeSet old, GenericKubernetesResource resource, String newState) {
        String before = old == null ? null : map.get(old);
        super.processEvent(path, asked, old, resource, newState);
        if (!Objects.equals(before, newState)) {
            AttributeSet now = map.entrySet().stream()
                    .filter(entry -> entry.getValue() == newState)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
            long version = now == null
                    ? requestResourceVersion()
                    : Long.parseLong(object(newState).getMetadata().getResourceVersion());
            watches.happened(new ApiWatches.Change(version, old, last(before, version), now, newState));
        }
    }

    /** What is gone is told with the version in which it went. */
    private static String last(String before, long version) {
        if (before == null) {
            return null;
        }
        GenericKubernetesResource object = Serialization.unmarshal(before, GenericKubernetesResource.class);
        object.getMetadata().setResourceVersion(String.valueOf(version));
        return Serialization.asJson(object);
    }

    @Override
    public synchronized MockResponse handleWatch(String path) {
        AttributeSet query = attributeExtractor.fromPath(path);
        Matcher since = SINCE.matcher(path);
        long version = since.find() ? Long.parseLong(since.group(1)) : 0;
        List<String> there = version > 0
                ? List.of()
                : map.entrySet().stream()
                        .filter(entry -> entry.getKey().matches(query))
                        .map(Map.Entry::getValue)
                        .toList();
        return new MockResponse()
                .withWebSocketUpgrade(watches.watch(query, version > 0 ? version : requestResourceVersion(), there));
    }

    private boolean isStill(Pod pod) {
        return pod(pod.getMetadata().getNamespace(), pod.getMetadata().getName())
                .filter(now ->
                        now.getMetadata().getUid().equals(pod.getMetadata().getUid()))
                .isPresent();
    }

    private void write(HttpMethod method, Pod pod, String subresource, String json) {
        if (isStill(pod)) {
            Headers headers = Headers.builder()
                    .add("Content-Type", "application/merge-patch+json")
                    .build();
            super.dispatch(new RecordedRequest(
                    "HTTP/1.1", method, path(pod) + subresource, headers, new Buffer().writeUtf8(json)));
        }
    }

    private <T> Optional<T> read(String path, Class<T> type) {
        MockResponse response = handleGet(path);
        return response.code() == 200 ? Optional.of(Serialization.unmarshal(body(response), type)) : Optional.empty();
    }

    private static HasMetadata object(String json) {
        return Serialization.unmarshal(json, GenericKubernetesResource.class);
    }

    private static String path(Pod pod) {
        return path(pod.getMetadata().getNamespace(), "pods", pod.getMetadata().getName());
    }

    private static String path(String namespace, String resource, String name) {
        return "/api/v1/namespaces/" + namespace + "/" + resource + "/" + name;
    }

    private static String body(MockResponse response) {
        return new String(response.getBody().getBytes(), UTF_8);
    }

    private static boolean withoutGrace(RecordedRequest request) {
        return request.getPath().contains("gracePeriodSeconds=0")
                || new String(request.getBody().getBytes(), UTF_8).contains("\"gracePeriodSeconds\":0");
    }

    private static RecordedRequest changed(RecordedRequest request, String body) {
        return new RecordedRequest(
                request.getHttpVersion(),
                request.method(),
                request.getPath(),
                request.getHeaders(),
                new Buffer().writeUtf8(body));
    }

    /** The mock empties the body that it reads, which others may want to read, too. */
    private static RecordedRequest withReadableBody(RecordedRequest request) {
        return changed(request, new String(request.getBody().getBytes(), UTF_8));
    }
}
