package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A build as the keeper of pods knows it: it orders, and hears. */
final class Asker {
    private static final long PATIENCE_SECONDS = 30;

    private final String build;
    private final String node;
    private final BlockingQueue<PodAnswer> answers = new LinkedBlockingQueue<>();
    private final List<String> waits = new ArrayList<>();
    private List<String> resources = List.of();
    private String yaml;
    private String cacheKey = "image";
    private String publicKey = publicKey();
    private Platform platform = Platform.valueOf("linux/amd64");

    Asker(String build, String node) {
        this.build = build;
        this.node = node;
    }

    Asker resources(String... wanted) {
        resources = List.of(wanted);
        return this;
    }

    Asker yaml(String text) {
        yaml = text;
        return this;
    }

    /** As before the engine runs. */
    Asker withoutKey() {
        publicKey = "";
        return this;
    }

    Asker withKey() {
        publicKey = publicKey();
        return this;
    }

    boolean isReady() {
        return answers.stream().anyMatch(PodAnswer.Ready.class::isInstance);
    }

    Asker cacheKey(String key) {
        cacheKey = key;
        return this;
    }

    Asker platform(String text) {
        platform = Platform.valueOf(text);
        return this;
    }

    Asker want(int attempt, boolean keep) {
        KubernetesPods.get().want(order(attempt, keep, null));
        return this;
    }

    Asker want() {
        return want(1, false);
    }

    /** As after a restart. */
    Asker wantAgain(PodAnswer.Ready answered) {
        KubernetesPods.get().want(order(answered.attempt(), false, answered));
        return this;
    }

    Asker unreachable() {
        KubernetesPods.get().unreachable(build, 1, 1, "does not answer");
        return this;
    }

    void release() {
        KubernetesPods.get().release(build, 1);
    }

    private PodOrder order(int attempt, boolean keep, PodAnswer.Ready answered) {
        return new PodOrder(
                build,
                1,
                attempt,
                keep,
                node,
                platform,
                cacheKey,
                "",
                publicKey,
                new PodOptions(
                        resources,
                        yaml,
                        System.currentTimeMillis() + Duration.ofMinutes(10).toMillis()),
                answered,
                answers::add);
    }

    private static String publicKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    PodAnswer.Ready ready() throws InterruptedException {
        return assertInstanceOf(PodAnswer.Ready.class, last());
    }

    Problem failed() throws InterruptedException {
        return assertInstanceOf(PodAnswer.Failed.class, last()).problem();
    }

    /** The next answer that is not {@link PodAnswer.Waits}. */
    private PodAnswer last() throws InterruptedException {
        while (true) {
            PodAnswer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(answer, "no answer but " + waits);
            if (answer instanceof PodAnswer.Waits wait) {
                waits.add(wait.reason());
            } else {
                return answer;
            }
        }
    }

    /** A reason to wait that was told, or is told soon. */
    String waits(String containing) throws InterruptedException {
        while (true) {
            for (String reason : waits) {
                if (reason.contains(containing)) {
                    return reason;
                }
            }
            PodAnswer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertNotNull(answer, "nothing of '" + containing + "' in " + waits);
            waits.add(assertInstanceOf(PodAnswer.Waits.class, answer).reason());
        }
    }

    List<String> allWaits() {
        return List.copyOf(waits);
    }

    boolean heardNothing() {
        return answers.stream().allMatch(PodAnswer.Waits.class::isInstance);
    }
}
