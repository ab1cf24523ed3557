package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import java.util.ArrayList;
import java.util.List;

/** What the nodes of a farm are asked to build: the build's request for one builder and some of its platforms. */
final class PartRequests {
    private final BuildRequest request;
    private final List<NodeReport> reports;
    private final boolean oneNode;

    /** @param reports of the nodes, so that none is asked again what it is */
    PartRequests(BuildRequest request, List<NodeReport> reports) {
        this.request = request;
        this.reports = reports;
        this.oneNode = request.farm().rules().oneNode();
    }

    /** @param id of the assignment */
    BuildRequest of(int id, Assignment assignment) {
        Recipe recipe = request.recipe();
        return request.fromDockerfile(
                        request.source(),
                        oneNode ? recipe.of(platformsOf(assignment)) : part(recipe, platformsOf(assignment)),
                        oneNode ? whole() : part(platformsOf(assignment)))
                .onOnly(builder(assignment.node()));
    }

    static List<Platform> platformsOf(Assignment assignment) {
        return assignment.platforms().stream().map(Assignment.Share::platform).toList();
    }

    private Builder builder(String node) {
        return request.farm().nodes().stream()
                .filter(each -> each.name().equals(node))
                .map(FarmNode::builder)
                .map(this::typed)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the farm has no node '" + node + "'"));
    }

    private Builder typed(Builder builder) {
        if (builder.inPods()) {
            return builder; // whatever will be in its pod: that is not there yet
        }
        return reports.stream()
                .filter(report -> report.node().equals(builder.name()) && report.hasAnswered())
                .findFirst()
                .map(report -> builder.of(report.info().type()))
                .orElse(builder);
    }

    private Destination whole() {
        Destination wanted = request.destination();
        return new Destination(
                wanted.tags(),
                wanted.push(),
                wanted.byDigest(),
                wanted.cleanup() || request.farm().rules().cleanup(),
                wanted.outputs(),
                wanted.annotations(),
                wanted.format(),
                null,
                null);
    }

    /** Each part has a cache of its own beside the others', which would otherwise take each other's place. */
    private static Recipe part(Recipe recipe, List<Platform> platforms) {
        String suffix = "-" + platforms.get(0).toString().replace('/', '-');
        List<BuildCache> from = new ArrayList<>();
        recipe.cacheFrom().forEach(cache -> from.addAll(List.of(cache.withSuffix(suffix), cache)));
        return recipe.of(platforms)
                .withCaches(
                        from,
                        recipe.cacheTo().stream()
                                .map(cache -> cache.withSuffix(suffix))
                                .toList());
    }

    /** Of several that become one image: the index gives them their names. */
    private Destination part(List<Platform> platforms) {
        Destination wanted = request.destination();
        return new Destination(
                wanted.tags(),
                wanted.push(),
                wanted.push(),
                wanted.cleanup() || request.farm().rules().cleanup(),
                wanted.outputs().stream()
                        .filter(output -> output.type() == Output.Type.IMAGE)
                        .toList(),
                wanted.annotations().stream()
                        .filter(annotation -> isOfManifest(annotation, platforms))
                        .toList(),
                wanted.format(),
                null,
                null);
    }

    /** What is not is told by the index. */
    private static boolean isOfManifest(Annotation annotation, List<Platform> platforms) {
        boolean manifest =
                annotation.level() == Annotation.Level.IMAGE || annotation.level() == Annotation.Level.MANIFEST;
        return manifest && platforms.stream().anyMatch(annotation::isOf);
    }
}
