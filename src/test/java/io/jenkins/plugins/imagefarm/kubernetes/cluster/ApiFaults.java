package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the API server refuses although it could do it. */
final class ApiFaults {
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet(); // by ApiCall.right()
    private volatile String quota;

    void forbid(String right) {
        forbidden.add(right);
    }

    void allow(String right) {
        forbidden.remove(right);
    }

    void quota(String text) {
        quota = text;
    }

    Optional<Refusal> refusal(ApiCall call) {
        return forbidden.contains(call.right()) ? Optional.of(Refusal.forbidden(call)) : Optional.empty();
    }

    Optional<Refusal> quota(ApiCall call, String name) {
        return Optional.ofNullable(quota).map(text -> Refusal.quota(call, name, text));
    }
}
