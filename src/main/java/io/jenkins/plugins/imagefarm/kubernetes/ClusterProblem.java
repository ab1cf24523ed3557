package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.net.HttpURLConnection;
import java.util.Objects;

/** What an API server, or the way to it, says when it does not do what it was asked for. */
final class ClusterProblem {
    private static final int UNPROCESSABLE = 422;

    private ClusterProblem() {}

    /**
     * @param verb as RBAC names it
     * @param resource as RBAC names it
     */
    static Problem of(KubernetesClientException e, String verb, String resource, String namespace) {
        String said = said(e);
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                Problem.user(Messages.ClusterProblem_unauthorized(), Messages.ClusterProblem_credentials());
            case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(said, verb, resource, namespace);
            case HttpURLConnection.HTTP_NOT_FOUND -> notFound(said, verb, resource, namespace);
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                Problem.user(Messages.ClusterProblem_invalid(resource, said), Messages.ClusterProblem_configuration());
            case 0 -> Problem.service(Messages.ClusterProblem_away(said), "");
            default -> Problem.service(Messages.ClusterProblem_refused(verb, resource, said), "");
        };
    }

    private static Problem notFound(String said, String verb, String resource, String namespace) {
        return said.contains("namespaces \"")
                ? Problem.user(Messages.ClusterProblem_noNamespace(namespace), Messages.ClusterProblem_namespace())
                : Problem.service(Messages.ClusterProblem_refused(verb, resource, said), "");
    }

    private static Problem forbidden(String said, String verb, String resource, String namespace) {
        if (said.contains("exceeded quota")) {
            return Problem.service(
                    Messages.ClusterProblem_quota(namespace, said.substring(said.indexOf("exceeded quota"))),
                    Messages.ClusterProblem_quotaAdvice());
        }
        if (said.contains("violates PodSecurity")) {
            return Problem.user(
                    Messages.ClusterProblem_podSecurity(
                            namespace, said.substring(said.indexOf("violates PodSecurity"))),
                    Messages.ClusterProblem_podSecurityAdvice());
        }
        return Problem.user(
                Messages.ClusterProblem_forbidden(verb, resource, namespace), Messages.ClusterProblem_role());
    }

    /** The API server's own words where there are some, in one line. */
    private static String said(KubernetesClientException e) {
        String message = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : e.getCause() != null && e.getCode() == 0 ? e.getCause().toString() : e.getMessage();
        return Objects.toString(message, "").strip().replaceAll("\\s+", " ");
    }
}
