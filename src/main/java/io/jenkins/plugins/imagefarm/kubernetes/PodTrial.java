package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.launch.EngineCall;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Makes a pod as a build would, has the engine build one step in it, from the controller, and takes the pod away. That a pod becomes
 * ready proves little: BuildKit that may not mount {@code /proc} is ready, and then every RUN fails.
 */
final class PodTrial {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long STEP_TIMEOUT_MS = 60_000;
    private static final int ID = 1;

    private final KubernetesPods pods;
    private final KubernetesNodeConfiguration node;
    private final Platform platform;
    private final String build = "trial:" + UUID.randomUUID();
    private final BlockingQueue<PodAnswer> answers = new LinkedBlockingQueue<>();
    private final KeyPair key = key();
    private String waiting = "";

    PodTrial(KubernetesPods pods, KubernetesNodeConfiguration node, Platform platform) {
        this.pods = pods;
        this.node = node;
        this.platform = platform;
    }

    /**
     * @return what was found, one line
     * @throws ProblemException if a build would fail
     */
    String run() throws InterruptedException {
        long start = System.currentTimeMillis();
        pods.want(
                new PodOrder(
                        build,
                        ID,
                        1,
                        false,
                        node.getName(),
                        platform,
                        build,
                        "",
                        Base64.getEncoder().encodeToString(key.getPublic().getEncoded()),
                        new PodOptions(List.of(), null, start + PATIENCE.toMillis() + STEP_TIMEOUT_MS),
                        null,
                        answers::add),
                node);
        try {
            PodAnswer.Ready ready = ready(start + PATIENCE.toMillis());
            long readyAfter = System.currentTimeMillis() - start;
            NodeReport report = ask(ready);
            if (!report.hasAnswered() && !ready.tunnel()) {
                pods.unreachable(build, ID, 1, report.problem().cause());
                ready = ready(System.currentTimeMillis() + PATIENCE.toMillis());
                report = ask(ready);
            }
            if (!report.hasAnswered()) {
                throw new ProblemException(report.problem());
            }
            return Messages.PodTrial_works(
                    report.info().version(),
                    readyAfter,
                    platform,
                    ready.tunnel() ? Messages.PodTrial_tunnel() : Messages.PodTrial_straight());
        } finally {
            pods.releaseAll(build);
        }
    }

    private PodAnswer.Ready ready(long until) throws InterruptedException {
        while (true) {
            PodAnswer answer = answers.poll(until - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new ProblemException(
                        Problem.service(Messages.PodTrial_tooLate(PATIENCE.toSeconds(), waiting), ""));
            } else if (answer instanceof PodAnswer.Waits waits) {
                waiting = waits.reason();
            } else if (answer instanceof PodAnswer.Failed failed) {
                throw new ProblemException(failed.problem());
            } else if (answer instanceof PodAnswer.Ready ready) {
                return ready;
            }
        }
    }

    private NodeReport ask(PodAnswer.Ready ready) throws InterruptedException {
        Builder builder = new Builder(node.getName(), ready.uri(), BuilderType.BUILDKIT, "");
        BuilderKeys keys = BuilderKeys.tls(ready.ca(), ready.certificate(), pem(), ready.pod());
        InquiryAnswer answer = EngineCall.onController()
                .ask(new Inquiry(
                        List.of(new FarmNode(builder, 1, 0, 1, List.of(), List.of())),
                        new Secrets(Map.of(), Map.of(), Map.of(node.getName(), keys)),
                        STEP_TIMEOUT_MS,
                        false,
                        null,
                        true));
        return answer.reports().get(0);
    }

    private String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has the curve P-256", e);
        }
    }
}
