package io.jenkins.plugins.imagefarm.config;

import io.jenkins.plugins.imagefarm.config.BuilderAddress.Way;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.launch.EngineCall;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds out what answers at a node's address, in the way in which builds do: by the engine, with the node's own keys. The
 * engine runs on the controller, so what is on an agent is not asked but what is on the controller in its place.
 */
final class NodeProbe {
    /** Somebody waits for it, who may have typed the wrong address. */
    private static final long TIMEOUT_MS = 10_000;

    private final NodeConfiguration node;

    NodeProbe(NodeConfiguration node) {
        this.node = node;
    }

    /**
     * @return what was found, one line
     * @throws ProblemException if builds could not use the node so
     */
    String check() {
        NodeReport report = ask();
        if (!report.hasAnswered()) {
            throw new ProblemException(report.problem());
        }
        NodeInfo info = report.info();
        String found =
                Messages.NodeProbe_answered(name(info), info.version(), report.tookMs(), names(info.nativePlatforms()));
        if (!info.emulatedPlatforms().isEmpty()) {
            found += " " + Messages.NodeProbe_emulated(names(info.emulatedPlatforms()));
        }
        Way way = node.address().way();
        return way == Way.UNIX || way == Way.FOUND ? found + " " + Messages.NodeProbe_onController() : found;
    }

    private NodeReport ask() {
        NodeAccess access = NodeAccess.of(List.of(node));
        if (!access.known().isEmpty()) {
            return access.known().get(0);
        }
        Secrets secrets = new Secrets(Map.of(), Map.of(), access.keys());
        try {
            InquiryAnswer answer =
                    EngineCall.onController().ask(new Inquiry(access.nodes(), secrets, TIMEOUT_MS, false, null));
            return answer.reports().stream()
                    .findFirst()
                    .orElseThrow(
                            () -> new ProblemException(Problem.service(Messages.NodeProbe_silent(node.getName()), "")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.service(Messages.NodeProbe_interrupted(), ""), e);
        }
    }

    private static String name(NodeInfo info) {
        return switch (info.type()) {
            case BUILDKIT -> "BuildKit";
            case DOCKER -> "Docker";
            case PODMAN -> "Podman";
            case AUTO, KUBERNETES -> throw new IllegalArgumentException("nothing is " + info.type());
        };
    }

    private static String names(List<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }
}
