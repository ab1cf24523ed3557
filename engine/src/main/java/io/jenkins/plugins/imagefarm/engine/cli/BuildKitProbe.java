package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.farm.NodeProbe;
import java.util.List;

/** Asks nodes that speak BuildKit's API. */
record BuildKitProbe(BuilderFinder finder) implements NodeProbe {
    @Override
    public NodeReport ask(FarmNode node, BuilderKeys keys, long timeoutMs) {
        long start = System.currentTimeMillis();
        try (BuilderConnection connection = finder.connect(node.builder(), keys, new Cancellation())) {
            List<Platform> platforms = connection.platforms();
            NodeInfo info = new NodeInfo(
                    connection.kind().isDocker() ? BuilderType.DOCKER : BuilderType.BUILDKIT,
                    "",
                    platforms.subList(0, 1),
                    platforms.subList(1, platforms.size()),
                    connection.kind().features(),
                    -1);
            long now = System.currentTimeMillis();
            return new NodeReport(node.name(), info, null, now, now - start);
        } catch (ProblemException e) {
            long now = System.currentTimeMillis();
            return new NodeReport(node.name(), null, e.problem(), now, now - start);
        }
    }
}
