package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * A call of the API server, in the words of RBAC.
 *
 * @param verb get, list, watch, create, update, patch, delete or deletecollection
 * @param resource with its subresource: {@code pods}, {@code pods/log}; empty for what is no resource, such as {@code /version}
 * @param namespace empty for none
 * @param name empty where it is not about one
 */
public record ApiCall(String verb, String resource, String namespace, String name) {
    static ApiCall of(RecordedRequest request) {
        URI uri = URI.create(request.getPath());
        boolean watch = uri.getQuery() != null && uri.getQuery().contains("watch=true");
        List<String> parts = Arrays.asList(uri.getPath().substring(1).split("/"));
        int rest = parts.get(0).equals("api") ? 2 : 3; // api/v1/… or apis/GROUP/VERSION/…
        if (parts.size() <= rest || !parts.get(0).startsWith("api")) {
            return new ApiCall("get", "", "", uri.getPath());
        }
        List<String> path = parts.subList(rest, parts.size());
        String namespace = "";
        if (path.get(0).equals("namespaces") && path.size() > 2) {
            namespace = path.get(1);
            path = path.subList(2, path.size());
        }
        String name = path.size() > 1 ? path.get(1) : "";
        String resource = path.size() > 2 ? path.get(0) + "/" + path.get(2) : path.get(0);
        return new ApiCall(verb(request.method().name(), !name.isEmpty(), watch), resource, namespace, name);
    }

    private static String verb(String method, boolean named, boolean watch) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> watch ? "watch" : named ? "get" : "list";
        };
    }

    /** Such as {@code create pods/portforward}. */
    public String right() {
        return verb + " " + resource;
    }
}
