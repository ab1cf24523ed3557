package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.stream.Stream;

/** What an API server, or the way to it, says when it does not do what it was asked for. */
final class ClusterProblem {
    private static final int UNPROCESSABLE = 422;
    private static final String FORBIDDEN = " is forbidden: ";

    private ClusterProblem() {}

    /**
     * @param verb as RBAC names it
     * @param resource as RBAC names it
     */
    static Problem of(KubernetesClientException e, String verb, String resource, String namespace) {
        String said = said(e);
        if (e.getCode() <= 0) {
            return away(e, said); // nobody answered
        }
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                Problem.user(Messages.ClusterProblem_unauthorized(), Messages.ClusterProblem_credentials());
            case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(said, verb, resource, namespace);
            case HttpURLConnection.HTTP_NOT_FOUND -> notFound(said, verb, resource, namespace);
            case HttpURLConnection.HTTP_BAD_REQUEST, UNPROCESSABLE ->
                Problem.user(Messages.ClusterProblem_invalid(resource, said), Messages.ClusterProblem_configuration());
            default -> Problem.service(Messages.ClusterProblem_refused(verb, resource, said), "");
        };
    }

    private static Problem away(KubernetesClientException e, String said) {
        return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(each -> each instanceof GeneralSecurityException)
                .findFirst()
                .map(untrusted -> Problem.user(
                        Messages.ClusterProblem_untrusted(OneLine.of(untrusted.getMessage())),
                        Messages.ClusterProblem_certificate()))
                .orElseGet(() -> Problem.service(Messages.ClusterProblem_away(said), ""));
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
        // RBAC says who "cannot" do what. Whatever else forbids is a plugin or a webhook that does not like this one
        // object.
        int reason = said.indexOf(FORBIDDEN);
        if (said.contains("admission webhook") || reason >= 0 && !said.contains("\" cannot ")) {
            return Problem.user(
                    Messages.ClusterProblem_admission(
                            namespace, resource, reason < 0 ? said : said.substring(reason + FORBIDDEN.length())),
                    Messages.ClusterProblem_admissionAdvice());
        }
        return Problem.user(
                Messages.ClusterProblem_forbidden(verb, resource, namespace), Messages.ClusterProblem_role());
    }

    /** The API server's own words where there are some, in one line. */
    private static String said(KubernetesClientException e) {
        String message = e.getStatus() != null && e.getStatus().getMessage() != null
                ? e.getStatus().getMessage()
                : e.getCause() != null && e.getCode() <= 0 ? e.getCause().toString() : e.getMessage();
        return OneLine.of(message);
    }
}
