package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.api.Fault.SERVICE;
import static io.jenkins.plugins.imagefarm.engine.api.Fault.USER;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveErrors.error;

import io.grpc.Status.Code;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What went wrong with a registry, or with another server … */
class RegistryFailureTest {
    @Nested
    class BaseImage extends FailedSolve {
        @Test
        void isThatThereIsNone() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): there is no such image",
                    pull("registry.example/no/such:1: not found"));
            step("[internal] load metadata for registry.example/no/such:1");
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1: there is no such image",
                    error(
                            "rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB"
                                    + " definition: registry.example/no/such:1: not found"));
        }

        @Test
        void isThatItIsNotThereForThePlatform() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): the image is not there for this platform",
                    pull("no match for platform in manifest: not found"));
        }

        @Test
        void isThatAccessIsDenied() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): registry.example denies access",
                    pull("pull access denied, repository does not exist or may require authorization: server message:"
                            + " insufficient_scope: authorization failed"));
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): registry.example denies access",
                    pull(status("403 Forbidden")));
        }

        @Test
        void isThatTheLoginIsNotAccepted() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): registry.example does not accept the login",
                    pull(status("401 Unauthorized")));
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): auth.example does not accept the login",
                    pull("failed to authorize: failed to fetch oauth token: unexpected status from POST request to"
                            + " https://auth.example/token: 401 Unauthorized"));
        }

        @Test
        void isThatTheRegistryIsNotKnown() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): registry.invalid is not a known host",
                    pull(request("dial tcp: lookup registry.invalid on 192.0.2.1:53: no such host")));
        }

        @Test
        void isTheServicesIfNotEvenDockerHubIsKnown() {
            assertProblem(
                    SERVICE,
                    "Cannot pull docker.io/library/alpine:3: the builder cannot resolve registry-1.docker.io",
                    error(
                            "alpine:3: failed to resolve source metadata for docker.io/library/alpine:3: failed to do request: Head"
                                    + " \"https://registry-1.docker.io/v2/library/alpine/manifests/3\": dial tcp: lookup"
                                    + " registry-1.docker.io on 192.0.2.1:53: no such host"));
        }

        @Test
        void isTheServicesIfNamesCannotBeResolved() {
            assertProblem(
                    SERVICE,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): the builder cannot resolve registry.invalid",
                    pull(request("dial tcp: lookup registry.invalid on 192.0.2.1:53: server misbehaving")));
        }

        @Test
        void isACertificateThatIsNotTrusted() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): the certificate of registry.invalid is not trusted:"
                            + " certificate signed by unknown authority",
                    pull(request("tls: failed to verify certificate: x509: certificate signed by unknown authority")));
        }

        @Test
        void isARegistryThatSpeaksHttp() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): registry.invalid speaks HTTP, not HTTPS",
                    pull(request("http: server gave HTTP response to HTTPS client")));
        }

        @Test
        void isARegistryWithAnotherKindOfTls() {
            assertProblem(
                    USER,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): no TLS with registry.invalid: handshake failure",
                    pull(request("remote error: tls: handshake failure")));
        }

        @Test
        void isAServerThatIsNoRegistry() {
            assertProblem(
                    SERVICE,
                    "Cannot pull registry.example/no/such:1 (Dockerfile:1): registry.example did not answer as a registry does",
                    pull("encountered unknown type text/html; children may not be fetched"));
        }

        @Test
        void isALayerThatCannotBePulled() {
            step("[1/3] FROM registry.example/a/b:1@sha256:" + "0".repeat(64));
            assertProblem(
                    SERVICE,
                    "Cannot pull registry.example/a/b:1@sha256:" + "0".repeat(64)
                            + ": registry.example answered 503 Service" + " Unavailable",
                    error(
                            "failed to copy: httpReadSeeker: failed open: unexpected status code"
                                    + " https://registry.example/v2/a/b/blobs/sha256:1: 503 Service Unavailable - Server message: busy"));
        }

        private SolveErrors pull(String why) {
            return error(
                            "registry.example/no/such:1: failed to resolve source metadata for registry.example/no/such:1: "
                                    + why)
                    .source("Dockerfile", "FROM registry.example/no/such:1\n", 1, 1);
        }

        private String status(String status) {
            return "unexpected status from HEAD request to https://registry.example/v2/no/such/manifests/1: " + status;
        }

        private String request(String why) {
            return "failed to do request: Head \"https://registry.invalid/v2/no/such/manifests/1\": " + why;
        }
    }

    @Nested
    class Push extends FailedSolve {
        @Test
        void isTheUsersIfTheLoginIsNotAccepted() {
            assertPush(USER, "registry.example does not accept the login", answered("401 Unauthorized"));
        }

        @Test
        void isTheUsersIfAccessIsDenied() {
            assertPush(USER, "registry.example denies access", answered("403 Forbidden"));
            assertPush(
                    USER,
                    "registry.example denies access",
                    "push access denied, repository does not exist or may require authorization: server message:"
                            + " insufficient_scope: authorization failed");
        }

        @Test
        void isTheUsersIfThereIsNoSuchRepository() {
            assertPush(USER, "registry.example has no such repository", answered("404 Not Found"));
        }

        @Test
        void isTheUsersIfTheRequestIsNotLiked() {
            assertPush(
                    USER,
                    "registry.example answered 413 Request Entity Too Large",
                    answered("413 Request Entity Too Large"));
        }

        @Test
        void isTheServicesIfThereWereTooManyRequests() {
            assertPush(SERVICE, "registry.example allows no more requests for now", answered("429 Too Many Requests"));
        }

        @Test
        void isTheServicesIfTheRegistryFails() {
            for (String status :
                    new String[] {"500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"}) {
                assertPush(SERVICE, "registry.example answered " + status, answered(status));
            }
        }

        @Test
        void isTheServicesIfTheConnectionIsRefusedOrBreaksOff() {
            assertPush(
                    SERVICE,
                    "registry.example refuses the connection",
                    failed("dial tcp 192.0.2.1:443: connect: connection refused"));
            assertPush(
                    SERVICE,
                    "registry.example broke the connection off",
                    failed("read tcp 127.0.0.1:52198->192.0.2.1:443: read: connection reset by peer"));
            assertPush(SERVICE, "registry.example broke the connection off", failed("EOF"));
            assertPush(
                    SERVICE,
                    "registry.example broke the connection off",
                    failed("write tcp 127.0.0.1:1->192.0.2.1:443: write: broken pipe"));
        }

        @Test
        void isTheServicesIfTheRegistryDoesNotAnswer() {
            assertPush(SERVICE, "registry.example does not answer", failed("dial tcp 192.0.2.1:443: i/o timeout"));
            assertPush(SERVICE, "registry.example does not answer", failed("net/http: TLS handshake timeout"));
            assertPush(SERVICE, "registry.example does not answer", failed("context deadline exceeded"));
            assertPush(
                    SERVICE,
                    "the builder cannot reach registry.example",
                    failed("dial tcp 192.0.2.1:443: connect: no route to host"));
        }

        /** An error of our own answer to the session's auth call comes back with its code. */
        @Test
        void isTheRegistrysAlsoIfTheErrorCarriesACodeOfTheSession() {
            assertProblem(
                    SERVICE,
                    "Cannot push registry.example/a/b:1: auth.example answered 503 Service Unavailable",
                    error(
                            Code.UNAVAILABLE,
                            "failed to push registry.example/a/b:1: failed to authorize: failed to fetch oauth token: unexpected"
                                    + " status from GET request to https://auth.example/token: 503 Service Unavailable"));
        }

        @Test
        void ofTheCacheIsToldAsSuch() {
            assertProblem(
                    USER,
                    "Cannot export the cache: registry.example denies access",
                    error("error writing layer blob: unexpected status from HEAD request to"
                            + " https://registry.example/v2/c/blobs/sha256:1: 403 Forbidden"));
        }

        private void assertPush(Fault fault, String why, String message) {
            assertProblem(
                    fault,
                    "Cannot push registry.example/a/b:1: " + why,
                    error("failed to push registry.example/a/b:1: " + message));
        }

        private String answered(String status) {
            return "unexpected status from POST request to https://registry.example/v2/a/b/blobs/uploads/: " + status;
        }

        private String failed(String why) {
            return "failed to do request: Head \"https://registry.example/v2/a/b/blobs/sha256:1\": " + why;
        }
    }

    @Nested
    class Download extends FailedSolve {
        @Test
        void isTheUsersIfTheServerDoesNotHaveIt() {
            step("[2/2] ADD http://files.example/nothing /x");
            assertProblem(
                    USER,
                    "ADD http://files.example/nothing /x: files.example answered 404",
                    error("failed to load cache key: invalid response status 404"));
        }

        @Test
        void isTheServicesIfTheServerFails() {
            step("[2/2] ADD http://files.example/nothing /x");
            assertProblem(
                    SERVICE,
                    "ADD http://files.example/nothing /x: files.example answered 502",
                    error("failed to load cache key: invalid response status 502"));
        }

        @Test
        void ofAGitRepositoryShowsNoPassword() {
            step("[2/2] ADD https://me:hunter2@git.example/x.git /x");
            assertProblem(
                    USER,
                    "ADD https://****@git.example/x.git /x: git.example is not a known host",
                    error("failed to load cache key: error fetching default branch for repository"
                            + " https://me:hunter2@git.example/x.git: git error: exit status 128\nstderr:\nfatal: unable to access"
                            + " 'https://me:hunter2@git.example/x.git/': Could not resolve host: git.example\n"));
        }
    }
}
