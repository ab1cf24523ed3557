package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;

/** What an API server answers when it does not do what it was asked for: an HTTP status and a {@code Status}. */
record Refusal(int code, String reason, String message) {
    /** As RBAC says it. */
    static Refusal forbidden(ApiCall call) {
        String object = call.name().isEmpty() ? "" : " \"" + call.name() + "\"";
        return new Refusal(
                403,
                "Forbidden",
                call.resource().split("/")[0] + object
                        + " is forbidden: User \"system:serviceaccount:jenkins:jenkins\" cannot " + call.verb()
                        + " resource \"" + call.resource() + "\" in API group \"\" in the namespace \""
                        + call.namespace() + "\"");
    }

    static Refusal quota(ApiCall call, String name, String quota) {
        return new Refusal(
                403, "Forbidden", call.resource() + " \"" + name + "\" is forbidden: exceeded quota: " + quota);
    }

    static Refusal noNamespace(String name) {
        return new Refusal(404, "NotFound", "namespaces \"" + name + "\" not found");
    }

    static Refusal notFound(ApiCall call) {
        return new Refusal(404, "NotFound", call.resource().split("/")[0] + " \"" + call.name() + "\" not found");
    }

    static Refusal invalid(String message) {
        return new Refusal(422, "Invalid", message);
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, "BadRequest", message);
    }

    MockResponse response() {
        return new MockResponse()
                .setResponseCode(code)
                .addHeader("Content-Type", "application/json")
                .setBody(body());
    }

    String body() {
        return Serialization.asJson(new StatusBuilder()
                .withApiVersion("v1")
                .withKind("Status")
                .withStatus("Failure")
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build());
    }
}
